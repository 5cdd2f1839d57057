package io.coracle.op.matmul;

import io.coracle.kernel.ByteProducts;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * A product of unsigned by signed bytes, summed exactly in i32, on targets that multiply four pairs in one instruction: four rows of
 * the right side lie in one lane.
 */
final class DotSchedule {
    private DotSchedule() {}

    static boolean fits(Lowering to, Product product) {
        return isFast(to, product) && to.target().lanes() > 1 && product.a().operand().dtype() == DType.U8
            && product.b().operand().dtype() == DType.I8 && to.isConstant(product.b().operand()) && product.k() % TileArithmetic.OfBytes.DEPTH == 0
            && product.k() > 0 && product.batchSize() > 0 && product.m() > 0 && product.n() > 0 && TileSchedule.isAlongRows(product);
    }

    private static boolean isFast(Lowering to, Product product) {
        return to.target().bytes().takesAll() || to.isWithinLimit(product.b().operand());
    }

    /** The sums are those of a left side from whose bytes {@link #leftOffset} was taken. */
    static void lower(Lowering to, Product product) {
        TileSchedule.lower(to, product.collapsed(), arithmetic(to, product.b().operand()));
    }

    /** What products with a right side take from each byte of the left one. */
    static int leftOffset(Lowering to, Operand b) {
        return arithmetic(to, b).leftOffset();
    }

    private static TileArithmetic.OfBytes arithmetic(Lowering to, Operand b) {
        boolean withinLimit = to.isWithinLimit(b);
        return withinLimit && to.target().bytes() == ByteProducts.SIGNED_FASTER ? new TileArithmetic.SignedBytes()
            : new TileArithmetic.Bytes(withinLimit);
    }

    /** The sum of each column of a constant matrix of bytes: int32 [columns]. */
    static Operand columnSums(Lowering to, Operand b) {
        int columns = b.shape().dim(1);
        return to.prepared(new TensorType(DType.I32, Shape.of(columns)), KernelSource.of(DotSchedule::columnSums, "columnSums"), List.of(b),
            b.shape().dim(0), columns);
    }

    private static Kernel columnSums() {
        KernelBuilder k = new KernelBuilder("columnSums");
        var source = k.input("b", DType.I8);
        var target = k.output("sums", DType.I32);
        Expr rows = k.parameter("rows");
        Expr n = k.parameter("n");
        k.vector(n, j -> k.store(target, j, Expr.i32(0)));
        k.serial(rows, row -> {
            Expr from = k.let("from", row.times(n));
            k.vector(n, j -> k.store(target, j, k.load(target, j).plus(k.load(source, from.plus(j)))));
        });
        return k.build();
    }
}
