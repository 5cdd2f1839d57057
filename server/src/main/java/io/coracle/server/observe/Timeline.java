package io.coracle.server.observe;

/** How long a request was in which phase. Kept by the thread that answers the request. */
public final class Timeline {
    private static final ScopedValue<Timeline> CURRENT = ScopedValue.newInstance();

    /** What happens to a request, in order; not every request comes to every phase. */
    public enum Phase {
        /** Its body is read and understood, its texts become tokens. */
        RECEIVE,
        /** It waits for its turn, and is computed. */
        INFER,
        /** Its response is written and sent. */
        RESPOND
    }

    private final long[] began = new long[Phase.values().length];
    private final long[] nanos = new long[Phase.values().length];
    private final long start;
    private Phase phase = Phase.RECEIVE;
    private long since;

    private Timeline(long now) {
        start = now;
        since = now;
        began[0] = now;
    }

    /** Begins now. */
    static Timeline begin() {
        return new Timeline(System.nanoTime());
    }

    /** Answers the request; whatever does may {@link #enter} phases. The timeline ends with it. */
    void run(Runnable request) {
        try {
            ScopedValue.where(CURRENT, this).run(request);
        } finally {
            begin(phase);
        }
    }

    /** Says that the request that the calling thread answers comes to another phase; says nothing on other threads. */
    public static void enter(Phase next) {
        if (CURRENT.isBound()) {
            CURRENT.get().begin(next);
        }
    }

    private void begin(Phase next) {
        long now = System.nanoTime();
        nanos[phase.ordinal()] += now - since;
        since = now;
        phase = next;
        if (began[next.ordinal()] == 0) {
            began[next.ordinal()] = now;
        }
    }

    /** Nanoseconds in a phase; 0 if the request never came to it. */
    long nanos(Phase of) {
        return nanos[of.ordinal()];
    }

    /** Nanoseconds from the start of the request to when it first came to a phase. */
    long offset(Phase of) {
        return began[of.ordinal()] - start;
    }

    /** Nanoseconds from the start of the request to its end. */
    long total() {
        return since - start;
    }
}
