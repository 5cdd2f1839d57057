package io.coracle.pass;

/** The passes that every model goes through. */
public final class Passes {
    private Passes() {}

    /** All of them, in order. */
    public static Pass standard() {
        return new DeadCode().then(new FuseLayerNorm()).then(new FuseGelu()).then(new FuseQuantizedMatMul()).then(new ScaleProducts());
    }
}
