package io.coracle.op.matmul;

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
    private static final int BYTES = 4;
    /** Registers a tile is wide. Two leave room for tall tiles, in which a loaded register of the right side serves many rows. */
    private static final int WIDTH = 2;

    private DotSchedule() {}

    /** Four pairs of bytes a lane. */
    private record Dots() implements TileSchedule.Arithmetic {
        @Override
        public ProductKernel.View left(ProductKernel kernel) {
            return kernel.inputOfWords("a", kernel.product.a());
        }

        @Override
        public Expr multiply(Expr left, Expr right, Expr sum) {
            return new Expr.Dot4(sum, left, right);
        }
    }

    static boolean fits(Lowering to, Product product) {
        return to.target().dot4() && to.target().lanes() > 1 && product.a().operand().dtype() == DType.U8
            && product.b().operand().dtype() == DType.I8 && to.isConstant(product.b().operand()) && product.k() % BYTES == 0
            && product.k() > 0 && product.batchSize() > 0 && product.m() > 0 && product.n() > 0 && TileSchedule.isAlongRows(product);
    }

    static void lower(Lowering to, Product whole) {
        Product product = whole.collapsed();
        int lanes = to.target().lanes();
        if (to.target().generic()) {
            GenericTile tile = GenericTile.of(to.target(), product, true);
            TileSchedule.lower(to, product, new Dots(), packed(to, product, tile.vectors() * lanes), tile.vectors(), tile.height());
            return;
        }
        int vectors = Math.min(WIDTH, (product.n() + lanes - 1) / lanes);
        int height = TileSchedule.evenHeight(product.m(), (to.target().registers() - WIDTH - 2) / vectors);
        TileSchedule.lower(to, product, new Dots(), packed(to, product, vectors * lanes), vectors, height);
    }

    private static PackedPanels packed(Lowering to, Product product, int width) {
        int panels = (product.n() + width - 1) / width;
        int groups = product.k() / BYTES;
        Operand packed = to.prepared(new TensorType(DType.I32, Shape.of(panels, groups, width)),
            KernelSource.of(() -> packing(width), "packBytes", width), List.of(product.b().operand()), panels, groups, product.n());
        return new PackedPanels(packed, width, groups, panels);
    }

    private static Kernel packing(int width) {
        KernelBuilder k = new KernelBuilder("packBytes");
        var source = k.input("b", DType.I8);
        var target = k.output("packed", DType.I32);
        Expr panelCount = k.parameter("panels");
        Expr groupCount = k.parameter("groups");
        Expr n = k.parameter("n");
        k.parallel(panelCount, p -> {
            Expr first = k.let("first", p.times(width));
            Expr columns = k.let("columns", n.minus(first).min(Expr.i32(width)));
            k.serial(groupCount, g -> {
                Expr from = k.let("from", g.times(BYTES).times(n).plus(first));
                Expr to0 = k.let("to", p.times(groupCount).plus(g).times(width));
                k.vector(columns, j -> {
                    Expr word = Expr.i32(0);
                    for (int i = 0; i < BYTES; i++) {
                        Expr part = k.load(source, from.plus(n.times(i)).plus(j)).and(Expr.i32(255));
                        word = i == 0 ? part : word.or(part.shl(8 * i));
                    }
                    k.store(target, to0.plus(j), word);
                });
            });
        });
        return k.build();
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
