package io.coracle.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
    @Test
    void everyIterationRunsOnce() {
        try (WorkerPool pool = new WorkerPool(3)) {
            for (int count : new int[] {0, 1, 2, 3, 7, 100, 12345}) {
                AtomicIntegerArray seen = new AtomicIntegerArray(Math.max(1, count));
                pool.run(count, (from, to) -> {
                    for (int i = from; i < to; i++) {
                        seen.incrementAndGet(i);
                    }
                });
                for (int i = 0; i < count; i++) {
                    assertEquals(1, seen.get(i), "iteration " + i + " of " + count);
                }
            }
        }
    }

    @Test
    void workersHelpTheCaller() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(2)) {
            CountDownLatch both = new CountDownLatch(2);
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            pool.run(2, (from, to) -> {
                threads.add(Thread.currentThread());
                both.countDown();
                await(both);
            });
            assertEquals(2, threads.size());
        }
    }

    @Test
    void noWorkerHelpsWhenCallersKeepAllProcessorsBusy() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(2)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            // Between two of its loops, but not at the end of them.
            Thread other = Thread.ofPlatform().start(() -> pool.together(() -> {
                begun.countDown();
                await(ended);
            }));
            await(begun);
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            pool.together(() -> pool.run(1000, (from, to) -> threads.add(Thread.currentThread())));
            assertEquals(Set.of(Thread.currentThread()), threads);
            ended.countDown();
            other.join();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void failuresReachTheCallerAndThePoolGoesOn() {
        try (WorkerPool pool = new WorkerPool(4)) {
            for (int round = 0; round < 200; round++) {
                int bad = round % 50;
                assertThrows(ArithmeticException.class, () -> pool.run(50, (from, to) -> {
                    if (from <= bad && bad < to) {
                        throw new ArithmeticException("iteration " + bad);
                    }
                }));
            }
            everyIterationRunsOnce();
        }
    }

    @Test
    void manyCallersShareOnePool() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(3)) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> callers = new ArrayList<>();
            for (int c = 0; c < 8; c++) {
                callers.add(Thread.ofPlatform().start(() -> {
                    try {
                        for (int round = 0; round < 500; round++) {
                            AtomicIntegerArray seen = new AtomicIntegerArray(17);
                            pool.run(17, (from, to) -> {
                                for (int i = from; i < to; i++) {
                                    seen.incrementAndGet(i);
                                }
                            });
                            for (int i = 0; i < 17; i++) {
                                assertEquals(1, seen.get(i));
                            }
                        }
                    } catch (Throwable t) {
                        failure.set(t);
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(null, failure.get());
        }
    }

    @Test
    void aClosedPoolStillRunsLoops() {
        WorkerPool pool = new WorkerPool(2);
        pool.close();
        AtomicIntegerArray seen = new AtomicIntegerArray(10);
        pool.run(10, (from, to) -> {
            for (int i = from; i < to; i++) {
                seen.incrementAndGet(i);
            }
        });
        assertEquals(1, seen.get(9));
    }
}
