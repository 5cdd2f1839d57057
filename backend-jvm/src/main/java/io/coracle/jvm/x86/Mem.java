package io.coracle.jvm.x86;

/**
 * A place in memory: {@code base + index * scale + displacement}, or a constant of the pool behind the code.
 *
 * @param index {@link Gpr#RSP}, which cannot be one, where there is none
 * @param pool offset in the constant pool, or -1
 * @param broadcast whether a vector instruction reads one element and uses it for every lane
 */
record Mem(Gpr base, Gpr index, int scale, int displacement, int pool, boolean broadcast) implements Operand {
    static Mem at(Gpr base, int displacement) {
        return new Mem(base, Gpr.RSP, 1, displacement, -1, false);
    }

    static Mem at(Gpr base, Gpr index, int scale, int displacement) {
        return new Mem(base, index, scale, displacement, -1, false);
    }

    static Mem constant(int pool, boolean broadcast) {
        return new Mem(Gpr.RAX, Gpr.RSP, 1, 0, pool, broadcast);
    }

    boolean isIndexed() {
        return index != Gpr.RSP;
    }

    boolean isConstant() {
        return pool >= 0;
    }

    Mem plus(int bytes) {
        return new Mem(base, index, scale, displacement + bytes, pool, broadcast);
    }
}
