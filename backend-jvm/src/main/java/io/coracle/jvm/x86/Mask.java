package io.coracle.jvm.x86;

/** A mask register of AVX-512. As a predicate, {@link #NONE} means all lanes. */
record Mask(int number) implements Operand {
    static final Mask NONE = new Mask(0);
}
