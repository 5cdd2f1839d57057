package io.coracle.server.connection;

import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A client's connection. It passes on what the client sends, and takes the time: a connection whose client is too slow to send a request,
 * too slow to read a response, or silent for too long has expired. While a request is being computed, a client may take all the time
 * there is; instead somebody may ask to be told when it goes away.
 */
public final class ClientConnection {

    static final ScopedValue<ClientConnection> CURRENT = ScopedValue.newInstance();

    private final Supplier<byte[]> source;
    private final long requestNanos;
    private final long idleNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition read = lock.newCondition();
    /** A thread is reading ahead for somebody who wants to know when the client goes away. */
    private boolean readingAhead;
    /** What that thread has read; nothing more comes behind an end. */
    private byte[] ahead;
    private RuntimeException aheadFailure;
    /** What to do when the client goes away; null while nobody wants to know. */
    private Runnable onGone;
    private boolean ended;
    // Times of System.nanoTime(), 0 when it is not so.
    private volatile long readingSince;
    private volatile long writingSince;
    private volatile long requestSince;
    private volatile boolean answered;
    private volatile boolean closeRequested;
    private volatile boolean last;

    /** @param source blocks until there are bytes; null at the end */
    ClientConnection(Supplier<byte[]> source, Duration requestTimeout, Duration idleTimeout) {
        this.source = source;
        this.requestNanos = requestTimeout.toNanos();
        this.idleNanos = idleTimeout.toNanos();
    }

    /** The connection whose request the calling thread answers; empty for other threads. */
    public static Optional<ClientConnection> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** The next bytes of a request; null at the end. */
    byte[] read() {
        if (answered) {
            answered = false;
            requestSince = 0;
        }
        readingSince = now();
        try {
            byte[] bytes = readAheadOrSource();
            if (requestSince == 0) {
                requestSince = now();
            }
            return bytes;
        } finally {
            readingSince = 0;
        }
    }

    private byte[] readAheadOrSource() {
        lock.lock();
        try {
            while (readingAhead && !last) {
                read.await();
            }
            if (last) {
                return null;
            }
            if (aheadFailure != null) {
                throw aheadFailure;
            }
            if (ahead != null || ended) {
                byte[] bytes = ahead;
                ahead = null;
                return bytes;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("interrupted", e);
        } finally {
            lock.unlock();
        }
        return source.get();
    }

    /** A request has come; whether its client wants no more answered by this connection. */
    void requested(boolean close) {
        closeRequested = close;
    }

    /** A response begins; whether it says that no more will come by this connection. */
    void responds(boolean close) {
        last = close || closeRequested;
    }

    /**
     * Runs something when the client goes away, if it does before it sends more and before {@link #noMatter}. To be called after a request
     * has been read. Clients are looked at now and then, so what is answered soon costs nothing.
     */
    public void whenGone(Runnable action) {
        lock.lock();
        try {
            onGone = action;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody wants to know any more whether the client goes away. */
    public void noMatter() {
        whenGone(null);
    }

    /** Begins to read ahead for somebody who wants to know when the client goes away; what it sends is kept for its next request. */
    void look() {
        lock.lock();
        try {
            if (onGone == null || readingAhead || ahead != null || ended) {
                return;
            }
            readingAhead = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("client-watch").start(() -> {
            byte[] bytes = null;
            RuntimeException failure = null;
            try {
                bytes = source.get();
            } catch (RuntimeException e) {
                failure = e;
            }
            Runnable action;
            lock.lock();
            try {
                ahead = bytes;
                ended = bytes == null;
                aheadFailure = failure;
                readingAhead = false;
                action = ended ? onGone : null;
                read.signalAll();
            } finally {
                lock.unlock();
            }
            if (action != null) {
                action.run();
            }
        });
    }

    /** Runs something that sends bytes to the client. */
    void write(Runnable send) {
        writingSince = now();
        try {
            send.run();
        } finally {
            writingSince = 0;
            answered = true;
        }
    }

    /** Whether the connection should be closed. */
    boolean isExpired() {
        long reading = readingSince;
        if (reading != 0) {
            long request = requestSince;
            return request == 0 || answered ? isOver(reading, idleNanos) : isOver(request, requestNanos);
        }
        long writing = writingSince;
        return writing != 0 && isOver(writing, requestNanos);
    }

    private static boolean isOver(long since, long limit) {
        return System.nanoTime() - since > limit;
    }

    private static long now() {
        long now = System.nanoTime();
        return now == 0 ? 1 : now;
    }
}
