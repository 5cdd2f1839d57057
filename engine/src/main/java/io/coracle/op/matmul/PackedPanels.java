package io.coracle.op.matmul;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * The right side of a product, cut into panels of so many columns that lie one after the other, row by row:
 * {@code [batch][panel][row][width]}. A row of a panel holds as many rows of the matrix as the arithmetic takes in one step. Missing
 * columns of the last panel, and rows up to a multiple, are zeros.
 *
 * @param width columns of a panel
 * @param rows rows of a panel
 * @param panels how many there are of each matrix
 */
record PackedPanels(Operand operand, int width, int rows, int panels) {
    /** Packs a side: once for all runs if it is constant, otherwise in every run. */
    static PackedPanels of(Lowering to, Product product, TileArithmetic arithmetic, int width, int rowMultiple) {
        int panels = (product.n() + width - 1) / width;
        int steps = product.k() / arithmetic.depth();
        int rows = (steps + rowMultiple - 1) / rowMultiple * rowMultiple;
        Matrix b = product.b();
        if (to.isConstant(b.operand())) {
            // A constant is packed for one batch axis at most: what repeats it is a stride of 0.
            boolean unit = b.column() == 1;
            DType dtype = b.operand().dtype();
            KernelSource kernel = KernelSource.of(() -> kernel(dtype, arithmetic, width, unit), "packWeights", dtype, arithmetic, width, unit);
            Operand packed = to.prepared(new TensorType(arithmetic.packed(), Shape.of(1, panels, rows, width)), kernel, List.of(b.operand()),
                panels, steps, product.n(), rows, b.offset(), b.row(), b.column());
            return new PackedPanels(packed, width, rows, panels);
        }
        ProductKernel kernel = new ProductKernel("packPanels", product);
        var k = kernel.k;
        Expr panelCount = kernel.parameter("panels", panels);
        Expr depth = kernel.parameter("k", steps);
        Expr n = kernel.parameter("n", product.n());
        Expr paddedDepth = kernel.parameter("rows", rows);
        var source = kernel.input("b", b);
        Operand packed = to.scratch(arithmetic.packed(), Shape.of(product.batchSize(), panels, rows, width));
        var target = kernel.output("packed", packed);
        Expr all = kernel.parameter("all", product.batchSize() * panels);
        kernel.call(to, List.of(arithmetic, width), () -> k.parallel(all, p -> {
            Expr zero = arithmetic.packed() == DType.I32 ? Expr.i32(0) : Expr.f32(0);
            Expr start = k.let("start", source.start(p.over(panelCount)));
            Expr first = k.let("first", p.modulo(panelCount).times(width));
            Expr columns = k.let("columns", n.minus(first).min(Expr.i32(width)));
            k.serial(paddedDepth, row -> {
                Expr to0 = k.let("to", p.times(paddedDepth).plus(row).times(width));
                k.when(row.lt(depth), () -> {
                    Expr from = k.let("from", start.plus(row.times(arithmetic.depth()).times(source.row)).plus(first.times(source.column)));
                    k.vector(columns, j -> k.store(target, to0.plus(j), arithmetic.pack(i ->
                        k.load(source.buffer, from.plus(source.row.times(i)).plus(j.times(source.column))))));
                    k.loop("j", columns, Expr.i32(width), 1, Mode.VECTOR, j -> k.store(target, to0.plus(j), zero));
                }, () -> k.vector(Expr.i32(width), j -> k.store(target, to0.plus(j), zero)));
            });
        }));
        return new PackedPanels(packed, width, rows, panels);
    }

    private static Kernel kernel(DType dtype, TileArithmetic arithmetic, int width, boolean unit) {
        KernelBuilder k = new KernelBuilder("packWeights");
        var source = k.input("b", dtype);
        var target = k.output("packed", arithmetic.packed());
        Expr panels = k.parameter("panels");
        Expr depth = k.parameter("k");
        Expr n = k.parameter("n");
        Expr rows = k.parameter("rows");
        Expr offset = k.parameter("offset");
        Expr rowStride = k.parameter("row");
        Expr columnStride = k.parameter("column");
        k.parallel(panels, p -> {
            Expr first = k.let("first", p.times(width));
            Expr columns = k.let("columns", n.minus(first).min(Expr.i32(width)));
            k.serial(depth, row -> {
                Expr to = k.let("to", p.times(rows).plus(row).times(width));
                Expr from = k.let("from", offset.plus(row.times(arithmetic.depth()).times(rowStride)).plus(unit ? first : first.times(columnStride)));
                k.vector(columns, j -> k.store(target, to.plus(j), arithmetic.pack(i ->
                    k.load(source, from.plus(rowStride.times(i)).plus(unit ? j : j.times(columnStride))))));
            });
        });
        return k.build();
    }

    /** Whether a product's right side can be packed: constants only when they are one matrix, and integers only once. */
    static boolean fits(Lowering to, Product product) {
        boolean constant = to.isConstant(product.b().operand()) && product.b().batch().stream().allMatch(stride -> stride == 0);
        return switch (product.b().operand().dtype()) {
            case F32, F16, BF16 -> constant || !to.isConstant(product.b().operand());
            case I8, U8 -> constant;
            default -> false;
        };
    }
}
