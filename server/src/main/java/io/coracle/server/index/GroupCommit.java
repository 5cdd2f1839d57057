package io.coracle.server.index;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets many requests share one commit. A commit waits for the disk; while one does, the requests that come meanwhile gather, and the
 * next commit is for all of them.
 */
final class GroupCommit {
    private final Runnable commit;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicLong asked = new AtomicLong();
    /** Requests up to this number are durable. Guarded by {@link #turn}. */
    private long done;

    GroupCommit(Runnable commit) {
        this.commit = commit;
    }

    /** Returns when a commit has ended that began after this call; throws what that commit threw. */
    void await() {
        long mine = asked.incrementAndGet();
        turn.lock();
        try {
            if (done < mine) {
                long covered = asked.get();
                commit.run();
                done = covered;
            }
        } finally {
            turn.unlock();
        }
    }
}
