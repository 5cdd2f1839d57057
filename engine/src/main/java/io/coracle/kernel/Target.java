package io.coracle.kernel;

/**
 * What schedules need to know of the machine that a kernel will run on.
 *
 * @param name for messages and cached choices
 * @param lanes 32-bit lanes of a vector register; 1 where code is scalar
 * @param registers vector registers that a schedule may count on
 * @param threads that share a parallel loop
 * @param masks whether loads and stores of a part of the lanes are cheap
 * @param bytes which products of bytes are fast
 * @param dot2 whether {@link Expr.Dot2} is one instruction
 * @param autoVectorized whether scalar vector loops are vectorised later, by a compiler that wants them short and plain
 * @param exact whether values stay in the registers that a schedule counts on, and constant distances between addresses cost nothing:
 *     true of machine code, not of code that another compiler allocates registers for
 * @param generic whether one piece of code should serve all sizes, in tiles for few registers: where code is slow when it is new, as in a
 *     browser
 */
public record Target(String name, int lanes, int registers, int threads, boolean masks, ByteProducts bytes, boolean dot2,
                     boolean autoVectorized, boolean exact, boolean generic) {
    /** Plain scalar code on one thread: what the interpreter runs. */
    public static final Target SCALAR = new Target("scalar", 1, 16, 1, false, false, false);

    /** A target without {@link Expr.Dot2}, and with all products of bytes or none. */
    public Target(String name, int lanes, int registers, int threads, boolean masks, boolean dot4, boolean autoVectorized, boolean exact,
                  boolean generic) {
        this(name, lanes, registers, threads, masks, dot4 ? ByteProducts.ALL : ByteProducts.NONE, false, autoVectorized, exact, generic);
    }

    /** A target with code of its own for every size. */
    public Target(String name, int lanes, int registers, int threads, boolean masks, boolean dot4, boolean autoVectorized, boolean exact) {
        this(name, lanes, registers, threads, masks, dot4, autoVectorized, exact, false);
    }

    /** A target whose code another compiler finishes. */
    public Target(String name, int lanes, int registers, int threads, boolean masks, boolean dot4, boolean autoVectorized) {
        this(name, lanes, registers, threads, masks, dot4, autoVectorized, false, false);
    }

    /** Written out: a browser's engine has no texts that the compiler makes for records, and its {@code session.target()} is this one. */
    @Override
    public String toString() {
        return "Target[name=" + name + ", lanes=" + lanes + ", registers=" + registers + ", threads=" + threads + ", masks=" + masks
            + ", bytes=" + bytes.name() + ", dot2=" + dot2 + ", autoVectorized=" + autoVectorized + ", exact=" + exact + ", generic=" + generic + "]";
    }
}
