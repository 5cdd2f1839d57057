package io.coracle.kernel;

/** Which sums of four products of bytes a target computes in one instruction or two. */
public enum ByteProducts {
    NONE(-1),
    /** {@link Expr.Dot4}. */
    ALL(-Byte.MIN_VALUE),
    /** {@link Expr.Dot4} of narrow bytes only. */
    NARROW(Expr.Dot4.NARROW),
    /** {@link Expr.Dot4}, but faster of narrow bytes. */
    NARROW_FASTER(Expr.Dot4.NARROW),
    /** {@link Expr.Dot4}, but {@link Expr.SignedDot4} is faster. */
    SIGNED_FASTER(Expr.SignedDot4.LARGEST);

    private final int limit;

    ByteProducts(int limit) {
        this.limit = limit;
    }

    /** The largest magnitude that signed bytes may have to be multiplied as fast as can be. */
    public int limit() {
        return limit;
    }

    /** Whether speed depends on which bytes are multiplied. */
    public boolean depends() {
        return this != NONE && this != ALL;
    }

    /** Whether bytes are multiplied fast of which nothing is known. */
    public boolean takesAll() {
        return this != NONE && this != NARROW;
    }
}
