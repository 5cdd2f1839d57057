package io.coracle.jvm.x86;

/**
 * One step of code before its values have registers. Its operands are numbers of values (see {@link Values}); when they have places,
 * {@link #emit} gets those in the same order.
 */
record Ins(String text, Kind kind, int[] values, Role[] roles, int foldable, Emit emit) {
    /** What is special about a step. */
    enum Kind { PLAIN, MOVE, CONSTANT, LOOP_BEGIN, LOOP_END }

    /** What a step does with an operand. */
    enum Role {
        USE, DEF,
        /** Read and then written. */
        CHANGE,
        /** Written while other operands are still to be read. */
        EARLY,
        /** Of no use before and after. */
        TEMP;

        boolean reads() {
            return this == USE || this == CHANGE;
        }

        boolean writes() {
            return this == DEF || this == CHANGE || this == EARLY;
        }
    }

    /** Writes the instructions. */
    @FunctionalInterface
    interface Emit {
        void emit(Assembler asm, Operand[] operands);
    }

    /** Whether an operand may as well be in memory. */
    boolean isFoldable(int operand) {
        return (foldable >> operand & 1) != 0;
    }
}
