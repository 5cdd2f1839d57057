package io.coracle.op.matmul;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.tensor.DType;
import java.util.function.IntFunction;

/**
 * What a tile multiplies with. Where one instruction adds several products to a sum, as many neighbours of a column of the right side, and
 * of a row of the left side, make one element of 32 bits. Equal ones write equal code, so they are records.
 */
sealed interface TileArithmetic {
    /** The element type of sums. */
    DType sum();

    /** The element type of packed panels. */
    DType packed();

    /** How many elements of a column make one of a panel. */
    int depth();

    /** An element of the left side in every lane, as {@link #multiply} takes it. */
    default Expr held(Expr left) {
        return left;
    }

    /** Registers for what one step computes on the way to a sum, where that is more than one instruction. */
    default int temporaries() {
        return 0;
    }

    /** An element of a panel. {@code column} gives the elements that it is made of, in registers. */
    Expr pack(IntFunction<Expr> column);

    /** A sum with what one more step adds to it. */
    Expr multiply(Expr left, Expr right, Expr sum);

    /** The left side as a tile reads it, one element a step. */
    default ProductKernel.View left(ProductKernel kernel) {
        return depth() == 1 ? kernel.input("a", kernel.product.a()) : kernel.inputOfWords("a", kernel.product.a(), depth());
    }

    /**
     * Fused multiply-adds of f32.
     *
     * @param packed f32, or a narrower type that loads widen to it
     */
    record Floats(DType packed) implements TileArithmetic {
        @Override
        public DType sum() {
            return DType.F32;
        }

        @Override
        public int depth() {
            return 1;
        }

        @Override
        public Expr pack(IntFunction<Expr> column) {
            return column.apply(0).cast(Scalar.F32);
        }

        @Override
        public Expr multiply(Expr left, Expr right, Expr sum) {
            return left.fma(right, sum);
        }
    }

    /** Pairs of bfloat16, summed in f32. */
    record Pairs() implements TileArithmetic {
        private static final int UPPER_HALF = 0xffff_0000;

        @Override
        public DType sum() {
            return DType.F32;
        }

        @Override
        public DType packed() {
            return DType.I32;
        }

        @Override
        public int depth() {
            return 2;
        }

        /** The upper halves of two f32. */
        @Override
        public Expr pack(IntFunction<Expr> column) {
            Expr upper = column.apply(1).bitcast(Scalar.I32).and(Expr.i32(UPPER_HALF));
            return upper.or(column.apply(0).bitcast(Scalar.I32).shru(16));
        }

        @Override
        public Expr multiply(Expr left, Expr right, Expr sum) {
            return new Expr.Dot2(sum, left, right);
        }
    }

    /**
     * Four bytes each, unsigned ones on the left and signed ones on the right, summed exactly in i32.
     *
     * @param narrow see {@link Expr.Dot4}
     */
    record Bytes(boolean narrow) implements OfBytes {
        /** Sums of pairs, and what makes sums of four of them. */
        @Override
        public int temporaries() {
            return narrow ? 2 : 0;
        }

        @Override
        public Expr multiply(Expr left, Expr right, Expr sum) {
            return new Expr.Dot4(sum, left, right, narrow);
        }
    }

    /** The same, with bytes on the left made signed, and none on the right that is -128. */
    record SignedBytes() implements OfBytes {
        private static final int SIGNS = 0x8080_8080;

        @Override
        public int leftOffset() {
            return 128;
        }

        @Override
        public Expr held(Expr left) {
            return left.xor(Expr.like(left, SIGNS));
        }

        @Override
        public Expr multiply(Expr left, Expr right, Expr sum) {
            return new Expr.SignedDot4(sum, left, right);
        }
    }

    /** Four bytes in a word, summed in i32. */
    sealed interface OfBytes extends TileArithmetic {
        int DEPTH = 4;

        /** What is taken from each byte of the left side. */
        default int leftOffset() {
            return 0;
        }

        @Override
        default DType sum() {
            return DType.I32;
        }

        @Override
        default DType packed() {
            return DType.I32;
        }

        @Override
        default int depth() {
            return DEPTH;
        }

        @Override
        default Expr pack(IntFunction<Expr> column) {
            Expr word = column.apply(0).and(Expr.i32(255));
            for (int i = 1; i < depth(); i++) {
                word = word.or(column.apply(i).and(Expr.i32(255)).shl(8 * i));
            }
            return word;
        }
    }
}
