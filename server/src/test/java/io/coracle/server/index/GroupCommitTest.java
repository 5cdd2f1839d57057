package io.coracle.server.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    @Test
    void requestsThatWaitForACommitShareTheNextOne() throws Exception {
        CountDownLatch firstRuns = new CountDownLatch(1);
        CountDownLatch firstMayEnd = new CountDownLatch(1);
        AtomicInteger commits = new AtomicInteger();
        GroupCommit group = new GroupCommit(() -> {
            if (commits.incrementAndGet() == 1) {
                firstRuns.countDown();
                uninterrupted(firstMayEnd);
            }
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(group::await);
            firstRuns.await();
            List<Thread> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(Thread.ofPlatform().start(group::await));
            }
            for (Thread thread : waiting) {
                while (thread.getState() != Thread.State.WAITING) {
                    LockSupport.parkNanos(100_000);
                }
            }
            firstMayEnd.countDown();
            first.get();
            for (Thread thread : waiting) {
                thread.join();
            }
        }
        assertEquals(2, commits.get());
    }

    @Test
    void everyRequestIsCoveredByACommitThatBeganAfterIt() throws Exception {
        AtomicInteger written = new AtomicInteger();
        AtomicInteger durable = new AtomicInteger();
        GroupCommit group = new GroupCommit(() -> durable.set(written.get()));
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> requests = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                requests.add(threads.submit(() -> {
                    int mine = written.incrementAndGet();
                    group.await();
                    return durable.get() >= mine;
                }));
            }
            for (Future<Boolean> request : requests) {
                assertTrue(request.get());
            }
        }
    }

    @Test
    void failedCommitAcknowledgesNothing() {
        AtomicInteger commits = new AtomicInteger();
        GroupCommit group = new GroupCommit(() -> {
            if (commits.incrementAndGet() == 1) {
                throw new IllegalStateException("disk full");
            }
        });
        assertThrows(IllegalStateException.class, group::await);
        group.await();
        assertEquals(2, commits.get());
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
