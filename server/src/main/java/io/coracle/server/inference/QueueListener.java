package io.coracle.server.inference;

/** Hears what a queue does, on the threads that make it do it. */
public interface QueueListener {

    /** Hears nothing. */
    QueueListener NONE = new QueueListener() {
        @Override
        public void admitted(int texts, long tokens) {}

        @Override
        public void refused() {}

        @Override
        public void computed(int tokens, long waitNanos, long computeNanos) {}
    };

    /** A batch was put into the line. */
    void admitted(int texts, long tokens);

    /** A batch found no room. */
    void refused();

    /** A text was computed, having waited since its batch was admitted. */
    void computed(int tokens, long waitNanos, long computeNanos);
}
