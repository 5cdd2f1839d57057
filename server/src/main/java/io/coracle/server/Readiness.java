package io.coracle.server;

/** Whether new requests are welcome: not yet while models load, no more once the server is told to stop. */
public final class Readiness {

    /** The life of a server, in order. */
    public enum State { STARTING, READY, STOPPING }

    private volatile State state = State.STARTING;

    /** Where the server is in its life. */
    public State state() {
        return state;
    }

    /** True between {@link State#STARTING} and {@link State#STOPPING}. */
    public boolean isReady() {
        return state == State.READY;
    }

    void become(State next) {
        state = next;
    }
}
