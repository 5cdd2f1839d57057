package io.coracle.server.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.server.inference.InferenceQueue.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InferenceQueueTest {

    private static int[] texts(int count, int tokens) {
        int[] texts = new int[count];
        Arrays.fill(texts, tokens);
        return texts;
    }

    private static void takeAll(Place<?> place) throws InterruptedException {
        for (int i = 0; i < place.batch().size(); i++) {
            place.batch().take(i);
        }
    }

    /** A queue of one thread that computes nothing until it is told to. */
    private static final class Held implements AutoCloseable {
        private final InferenceQueue queue;
        private final CountDownLatch go = new CountDownLatch(1);

        Held(long limit) throws InterruptedException {
            queue = new InferenceQueue(1, limit, QueueListener.NONE);
            CountDownLatch begun = new CountDownLatch(1);
            queue.admit("first", new Batch<>(texts(1, 16), i -> {
                begun.countDown();
                awaitGo();
                return i;
            }));
            begun.await();
        }

        private void awaitGo() {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            go.countDown();
            queue.close();
        }
    }

    @Test
    void resultsComeInOrderWhoeverComputesThem() throws InterruptedException {
        try (InferenceQueue queue = new InferenceQueue(4, 1 << 20, QueueListener.NONE)) {
            try (Place<Integer> place = queue.admit("a", new Batch<>(texts(500, 10), i -> 3 * i))) {
                for (int i = 0; i < 500; i++) {
                    assertEquals(3 * i, place.batch().take(i));
                }
            }
            assertEquals(0, queue.load().admitted());
            assertEquals(0, queue.load().tokens());
        }
    }

    @Test
    void aClientWithOneTextDoesNotWaitForOneWithThousands() throws InterruptedException {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (Held held = new Held(1 << 20)) {
            Place<Boolean> many = held.queue.admit("greedy", new Batch<>(texts(1000, 32), i -> order.add("greedy")));
            Place<Boolean> one = held.queue.admit("modest", new Batch<>(texts(1, 32), i -> order.add("modest")));
            held.go.countDown();
            one.batch().take(0);
            takeAll(many);
        }
        assertTrue(order.indexOf("modest") <= 5, "came at " + order.indexOf("modest"));
        assertEquals(1001, order.size());
    }

    @Test
    void clientsWithMuchToDoShareByTokensNotByTexts() throws InterruptedException {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (Held held = new Held(1 << 20)) {
            Place<Boolean> shortTexts = held.queue.admit("short", new Batch<>(texts(400, 16), i -> order.add("short")));
            Place<Boolean> longTexts = held.queue.admit("long", new Batch<>(texts(25, 256), i -> order.add("long")));
            held.go.countDown();
            takeAll(shortTexts);
            takeAll(longTexts);
        }
        List<String> half = order.subList(0, 212);
        long longs = half.stream().filter("long"::equals).count();
        assertTrue(longs >= 10 && longs <= 15, longs + " of 25 long texts in the first half of the tokens");
    }

    @Test
    void whatDoesNotFitIsRefusedAtOnceAndFitsLater() throws InterruptedException {
        try (Held held = new Held(1000)) {
            Place<Integer> place = held.queue.admit("a", new Batch<>(texts(50, 1), i -> i));
            assertEquals(816, held.queue.load().admitted());
            QueueFullException full = assertThrows(QueueFullException.class, () -> held.queue.admit("b", new Batch<>(texts(12, 16), i -> i)));
            assertTrue(full.everPossible() && full.retryAfterSeconds() >= 1);
            assertFalse(assertThrows(QueueFullException.class, () -> held.queue.admit("b", new Batch<>(texts(1, 1001), i -> i))).everPossible());
            place.close();
            held.queue.admit("b", new Batch<>(texts(12, 16), i -> i)).close();
        }
    }

    @Test
    void whatIsCancelledIsNotComputed() throws InterruptedException {
        List<Integer> computed = Collections.synchronizedList(new ArrayList<>());
        try (Held held = new Held(1 << 20)) {
            Place<Integer> place = held.queue.admit("a", new Batch<>(texts(100, 16), i -> {
                computed.add(i);
                return i;
            }));
            assertFalse(place.batch().isReady(0));
            place.cancel();
            assertEquals(0, held.queue.load().tokens());
            assertThrows(CancelledException.class, () -> place.batch().take(0));
            place.close();
            held.go.countDown();
        }
        assertEquals(List.of(), computed);
    }

    @Test
    void aTextThatFailsEndsItsBatchAndNoOther() throws InterruptedException {
        try (InferenceQueue queue = new InferenceQueue(2, 1 << 20, QueueListener.NONE)) {
            Place<Integer> bad = queue.admit("a", new Batch<>(texts(10, 16), i -> {
                throw new IllegalArgumentException("no");
            }));
            assertEquals("no", assertThrows(IllegalArgumentException.class, () -> bad.batch().take(9)).getMessage());
            assertEquals(7, queue.admit("a", new Batch<>(texts(1, 16), i -> 7)).batch().take(0));
        }
    }

    @Test
    void aQueueThatIsClosedLetsNobodyWait() throws InterruptedException {
        try (Held held = new Held(1 << 20)) {
            Place<Integer> place = held.queue.admit("a", new Batch<>(texts(3, 16), i -> i));
            Thread closing = Thread.ofPlatform().start(held.queue::close);
            assertThrows(CancelledException.class, () -> place.batch().take(2));
            assertThrows(CancelledException.class, () -> held.queue.admit("a", new Batch<>(texts(1, 1), i -> i)));
            held.go.countDown();
            closing.join();
        }
    }

    @Test
    void longTextsAreComputedAsideFromTheThreadsThatAnswerRequests() throws InterruptedException {
        try (InferenceQueue queue = new InferenceQueue(2, 1 << 20, QueueListener.NONE)) {
            assertTrue(queue.admit("a", new Batch<>(texts(1, 16), i -> Thread.currentThread().isVirtual())).batch().take(0));
            assertFalse(queue.admit("a", new Batch<>(texts(1, 100_000), i -> Thread.currentThread().isVirtual())).batch().take(0));
        }
    }
}
