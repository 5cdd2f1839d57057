package io.coracle.bench.measure;

/** How two scores are compared: what the ratio's column says. */
public enum Comparison {
    /** Times: the peer's over ours, so that 2 means twice as fast. */
    SPEED_UP("speed-up") {
        @Override
        public double of(double ours, double peer) {
            return peer / ours;
        }
    },
    /** Rates: ours over the peer's, so that 2 means twice as fast. */
    RATE("speed-up") {
        @Override
        public double of(double ours, double peer) {
            return ours / peer;
        }
    },
    /** What is better small, as a share of the peer's: 0.5 means half as much. */
    SHARE("share") {
        @Override
        public double of(double ours, double peer) {
            return ours / peer;
        }
    },
    /** Ours minus the peer's. */
    DIFFERENCE("difference") {
        @Override
        public double of(double ours, double peer) {
            return ours - peer;
        }
    };

    private final String title;

    Comparison(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    public abstract double of(double ours, double peer);
}
