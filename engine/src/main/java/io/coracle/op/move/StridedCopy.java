package io.coracle.op.move;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a box of elements between two strided layouts. Axes that lie behind each other in both layouts are joined, so that the
 * innermost loop is as long as it can be; kernels differ by rank and by whether neighbours are contiguous, not by sizes.
 */
public final class StridedCopy {
    private static final int BLOCK = 4096;
    private static final int TILE = 16;

    private StridedCopy() {}

    /** Where an element lies: at {@code offset} plus its index times {@code strides}, counted in elements. */
    public record Layout(int offset, int[] strides) {
        /** All of a tensor, row by row. */
        public static Layout of(Shape shape) {
            return new Layout(0, shape.strides());
        }
    }

    /** One axis of the box. */
    private record Axis(int extent, int from, int into) {}

    /** Distances that the innermost loop's code depends on: none, to the neighbour, or any other. */
    private enum Step { NONE, NEIGHBOUR, FAR }

    private record Steps(Step from, Step into) {
        static Steps of(Axis axis) {
            return new Steps(step(axis.from), step(axis.into));
        }

        private static Step step(int stride) {
            return stride == 0 ? Step.NONE : stride == 1 ? Step.NEIGHBOUR : Step.FAR;
        }
    }

    /** Copies {@code extents} elements. Strides of the source may be zero or negative; target elements must be distinct. */
    public static void copy(Lowering to, Operand source, Layout from, Operand target, Layout into, int... extents) {
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] == 0) {
                return;
            }
            Axis axis = new Axis(extents[i], from.strides()[i], into.strides()[i]);
            Axis last = axes.isEmpty() ? axis : axes.getLast();
            if (axis.extent == 1) {
                continue;
            }
            if (!axes.isEmpty() && last.from == axis.from * axis.extent && last.into == axis.into * axis.extent) {
                axes.set(axes.size() - 1, new Axis(last.extent * axis.extent, axis.from, axis.into));
            } else {
                axes.add(axis);
            }
        }
        if (axes.isEmpty()) {
            axes.add(new Axis(1, 1, 1));
        }
        DType dtype = Widths.of(source.dtype());
        Axis inner = axes.getLast();
        Steps steps = Steps.of(inner);
        int contiguous = contiguousAxis(axes);
        if (axes.size() > 1 && inner.into == 1 && inner.from != 0 && inner.from != 1 && contiguous >= 0) {
            axes.add(axes.size() - 2, axes.remove(contiguous));
            to.call(KernelSource.of(() -> transpose(dtype, axes.size()), "transpose", dtype, axes.size()), List.of(source, target), arguments(from.offset, into.offset, axes, 0));
        } else if (axes.size() == 1) {
            int blocks = (inner.extent + BLOCK - 1) / BLOCK;
            to.call(KernelSource.of(() -> line(dtype, steps), "copy_line", dtype, steps), List.of(source, target), arguments(from.offset, into.offset, axes, blocks));
        } else {
            int shared = axes.size() > 2 && axes.getFirst().extent < 16 ? 2 : 1;
            int rows = axes.getFirst().extent * (shared == 2 ? axes.get(1).extent : 1);
            to.call(KernelSource.of(() -> box(dtype, axes.size(), shared, steps), "copy_box", dtype, axes.size(), shared, steps), List.of(source, target),
                arguments(from.offset, into.offset, axes, rows));
        }
    }

    /** An axis worth reading along while the target's innermost axis is written along; -1 if there is none. */
    private static int contiguousAxis(List<Axis> axes) {
        for (int i = axes.size() - 2; i >= 0; i--) {
            if (axes.get(i).from == 1 && axes.get(i).extent >= 4 && axes.getLast().extent >= 4) {
                return i;
            }
        }
        return -1;
    }

    private static int[] arguments(int from, int into, List<Axis> axes, int rows) {
        int[] arguments = new int[3 + 3 * axes.size()];
        arguments[0] = from;
        arguments[1] = into;
        arguments[2] = rows;
        for (int i = 0; i < axes.size(); i++) {
            arguments[3 + 3 * i] = axes.get(i).extent;
            arguments[4 + 3 * i] = axes.get(i).from;
            arguments[5 + 3 * i] = axes.get(i).into;
        }
        return arguments;
    }

    /** The parameters that {@link #arguments} fills, as a kernel sees them. */
    private static final class Names {
        final Buffer source;
        final Buffer target;
        final Expr from;
        final Expr into;
        final Expr rows;
        final Expr[] extent;
        final Expr[] fromStride;
        final Expr[] intoStride;

        Names(KernelBuilder k, DType dtype, int rank) {
            source = k.input("source", dtype);
            target = k.output("target", dtype);
            from = k.parameter("from");
            into = k.parameter("into");
            rows = k.parameter("rows");
            extent = new Expr[rank];
            fromStride = new Expr[rank];
            intoStride = new Expr[rank];
            for (int i = 0; i < rank; i++) {
                extent[i] = k.parameter("extent" + i);
                fromStride[i] = k.parameter("from" + i);
                intoStride[i] = k.parameter("into" + i);
            }
        }
    }

    /** One axis, split into blocks for the threads. */
    private static Kernel line(DType dtype, Steps steps) {
        KernelBuilder k = new KernelBuilder("copy_line");
        Names n = new Names(k, dtype, 1);
        k.parallel(n.rows, p -> {
            Expr start = k.let("start", p.times(BLOCK));
            Expr end = start.plus(BLOCK).min(n.extent[0]);
            run(k, n, steps, 0, start, end, n.from, n.into);
        });
        return k.build();
    }

    /** The innermost loop. */
    private static void run(KernelBuilder k, Names n, Steps steps, int at, Expr start, Expr end, Expr from, Expr into) {
        Expr constant = steps.from == Step.NONE ? k.let("value", k.load(n.source, from)) : Expr.i32(0);
        k.loop("v", start, end, 1, Mode.VECTOR, v -> k.store(n.target, into.plus(steps.into == Step.NEIGHBOUR ? v : v.times(n.intoStride[at])),
            steps.from == Step.NONE ? constant : k.load(n.source, from.plus(steps.from == Step.NEIGHBOUR ? v : v.times(n.fromStride[at])))));
    }

    /** Several axes; the outer {@code shared} ones are one parallel loop. */
    private static Kernel box(DType dtype, int rank, int shared, Steps steps) {
        KernelBuilder k = new KernelBuilder("copy_box" + rank);
        Names n = new Names(k, dtype, rank);
        k.parallel(n.rows, p -> {
            Expr first = shared == 1 ? p : k.let("first", p.over(n.extent[1]));
            Expr from = n.from.plus(first.times(n.fromStride[0]));
            Expr into = n.into.plus(first.times(n.intoStride[0]));
            if (shared == 2) {
                Expr second = k.let("second", p.modulo(n.extent[1]));
                from = from.plus(second.times(n.fromStride[1]));
                into = into.plus(second.times(n.intoStride[1]));
            }
            nest(k, n, shared, steps, from, into);
        });
        return k.build();
    }

    private static void nest(KernelBuilder k, Names n, int axis, Steps steps, Expr from, Expr into) {
        Expr f = k.let("f", from);
        Expr t = k.let("t", into);
        if (axis == n.extent.length - 1) {
            run(k, n, steps, axis, Expr.i32(0), n.extent[axis], f, t);
        } else {
            k.serial(n.extent[axis], i ->
                nest(k, n, axis + 1, steps, f.plus(i.times(n.fromStride[axis])), t.plus(i.times(n.intoStride[axis]))));
        }
    }

    /** The source is contiguous along the last axis but one, the target along the last: tiles keep both in the cache. */
    private static Kernel transpose(DType dtype, int rank) {
        KernelBuilder k = new KernelBuilder("copy_transposed" + rank);
        Names n = new Names(k, dtype, rank);
        int across = rank - 2;
        int along = rank - 1;
        Expr tiles = k.let("tiles", n.extent[across].plus(TILE - 1).over(TILE));
        Expr all = tiles;
        for (int i = 0; i < across; i++) {
            all = all.times(n.extent[i]);
        }
        k.parallel(all, p -> {
            Expr rest = k.let("rest", p.over(tiles));
            Expr from = n.from;
            Expr into = n.into;
            for (int i = across - 1; i >= 0; i--) {
                Expr index = k.let("index" + i, i == 0 ? rest : rest.modulo(n.extent[i]));
                from = from.plus(index.times(n.fromStride[i]));
                into = into.plus(index.times(n.intoStride[i]));
                if (i > 0) {
                    rest = k.let("rest" + i, rest.over(n.extent[i]));
                }
            }
            Expr f = k.let("f", from);
            Expr t = k.let("t", into);
            Expr firstRow = k.let("first_row", p.modulo(tiles).times(TILE));
            k.loop("c", Expr.i32(0), n.extent[along], TILE, Mode.SERIAL, column ->
                k.loop("r", firstRow, firstRow.plus(TILE).min(n.extent[across]), 1, Mode.SERIAL, row -> {
                    Expr source = k.let("s", f.plus(row));
                    Expr target = k.let("d", t.plus(row.times(n.intoStride[across])));
                    k.loop("v", column, column.plus(TILE).min(n.extent[along]), 1, Mode.VECTOR, v ->
                        k.store(n.target, target.plus(v), k.load(n.source, source.plus(v.times(n.fromStride[along])))));
                }));
        });
        return k.build();
    }
}
