package io.coracle.op.elementwise;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operator;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel of an elementwise operator, with NumPy's broadcasting. Axes that lie behind each other in all operands are joined,
 * so that tensors of one shape are a single line, and a bias is one row for many. Kernels differ by the number of joined axes and
 * by how each operand moves along them, not by sizes.
 */
public final class ElementwiseKernel {
    private static final int BLOCK = 4096;
    /** Fewer rows than this along the outermost axis are too few to share among threads. */
    private static final int FEW = 16;
    private static final double LARGEST_LITERAL = 64;

    private ElementwiseKernel() {}

    /** How an operand is read. */
    private enum Walk {
        /** One number, loaded before all loops. */
        SCALAR,
        /** In the output's shape. */
        SAME,
        /** Contiguous along the innermost axis, by its own strides along the others. */
        ROWS,
        /** One number for each row. */
        COLUMN
    }

    /**
     * One joined axis.
     *
     * @param strides of each operand, 0 where it is broadcast
     */
    private record Axis(int extent, int output, List<Integer> strides) {
        boolean joins(Axis inner) {
            if (output != inner.output * inner.extent) {
                return false;
            }
            for (int i = 0; i < strides.size(); i++) {
                if (strides.get(i) != inner.strides.get(i) * inner.extent) {
                    return false;
                }
            }
            return true;
        }
    }

    /** An operand of the code that is made: a number that is known now, or a way to walk a buffer. */
    private record Source(DType dtype, Walk walk, Optional<Expr> literal) {}

    /** Calls the kernel of an operator whose inputs, without absent ones, and output are given. */
    public static void lower(Lowering to, Operator.Elementwise operator, List<Operand> inputs, Operand output) {
        List<Shape> shapes = new ArrayList<>();
        inputs.forEach(input -> shapes.add(input.shape()));
        lower(to, operator, inputs, shapes, output);
    }

    /** The same, with inputs seen in other shapes of the same number of elements. */
    public static void lower(Lowering to, Operator.Elementwise operator, List<Operand> inputs, List<Shape> shapes, Operand output) {
        lower(to, operator, inputs, shapes, output, output.shape());
    }

    /** The same, with the output, too, seen in another shape. */
    public static void lower(Lowering to, Operator.Elementwise operator, List<Operand> inputs, List<Shape> shapes, Operand output,
                             Shape shape) {
        if (shape.size() == 0) {
            return;
        }
        List<Axis> axes = axes(shapes, shape);
        List<Source> sources = new ArrayList<>();
        List<Operand> buffers = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Optional<Expr> literal = literal(to, inputs.get(i));
            sources.add(new Source(inputs.get(i).dtype(), walk(axes, i), literal));
            if (literal.isEmpty()) {
                buffers.add(inputs.get(i));
            }
        }
        buffers.add(output);
        if (axes.size() == 1) {
            int extent = axes.getFirst().extent;
            to.call(KernelSource.of(() -> line(operator, sources, output.dtype()), "elementwise", operator, sources, output.dtype()), buffers, extent, (extent - 1) / BLOCK + 1);
        } else {
            int shared = axes.size() > 2 && axes.getFirst().extent < FEW ? 2 : 1;
            to.call(KernelSource.of(() -> rows(operator, sources, output.dtype(), axes.size(), shared),
                "elementwise", operator, sources, output.dtype(), axes.size(), shared), buffers, arguments(axes, sources, shared));
        }
    }

    /** Round numbers become part of the code, which lets an operator choose by them, as Pow does; others keep kernels shared. */
    private static Optional<Expr> literal(Lowering to, Operand operand) {
        if (operand.shape().size() != 1 || !Scalar.holds(operand.dtype())) {
            return Optional.empty();
        }
        Optional<Tensor> content = to.content(operand);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        double value = content.get().doubleAt(0);
        boolean round = Math.abs(value) <= LARGEST_LITERAL && value * 2 == Math.floor(value * 2) && (value != 0 || 1 / value > 0);
        return round ? Optional.of(switch (Scalar.of(operand.dtype())) {
            case F32 -> Expr.f32((float) value);
            case F64 -> Expr.f64(value);
            case I64 -> Expr.i64((long) value);
            case I32, BOOL -> Expr.i32((int) value);
        }) : Optional.empty();
    }

    private static List<Axis> axes(List<Shape> shapes, Shape output) {
        int[] steps = output.strides();
        List<Axis> axes = new ArrayList<>();
        for (int axis = 0; axis < output.rank(); axis++) {
            if (output.dim(axis) == 1) {
                continue;
            }
            List<Integer> strides = new ArrayList<>();
            for (Shape shape : shapes) {
                int own = axis - output.rank() + shape.rank();
                strides.add(own < 0 || shape.dim(own) == 1 ? 0 : shape.strides()[own]);
            }
            Axis next = new Axis(output.dim(axis), steps[axis], strides);
            if (!axes.isEmpty() && axes.getLast().joins(next)) {
                next = new Axis(axes.removeLast().extent * next.extent, next.output, next.strides);
            }
            axes.add(next);
        }
        if (axes.isEmpty()) {
            List<Integer> strides = new ArrayList<>();
            shapes.forEach(shape -> strides.add(0));
            axes.add(new Axis(1, 1, strides));
        }
        return axes;
    }

    private static Walk walk(List<Axis> axes, int operand) {
        boolean same = true;
        boolean scalar = true;
        for (Axis axis : axes) {
            same &= axis.strides.get(operand) == axis.output;
            scalar &= axis.strides.get(operand) == 0;
        }
        if (scalar) {
            return Walk.SCALAR;
        }
        return same ? Walk.SAME : axes.getLast().strides.get(operand) == 0 ? Walk.COLUMN : Walk.ROWS;
    }

    private static boolean hasStrides(Source source) {
        return source.literal.isEmpty() && (source.walk == Walk.ROWS || source.walk == Walk.COLUMN);
    }

    private static int[] arguments(List<Axis> axes, List<Source> sources, int shared) {
        List<Integer> arguments = new ArrayList<>();
        arguments.add(axes.getFirst().extent * (shared == 2 ? axes.get(1).extent : 1));
        for (Axis axis : axes) {
            arguments.add(axis.extent);
        }
        for (Axis axis : axes.subList(0, axes.size() - 1)) {
            arguments.add(axis.output);
            for (int i = 0; i < sources.size(); i++) {
                if (hasStrides(sources.get(i))) {
                    arguments.add(axis.strides.get(i));
                }
            }
        }
        int[] array = new int[arguments.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = arguments.get(i);
        }
        return array;
    }

    /** Code that is being written. Positions are those of the output, then of each source with strides of its own. */
    private static final class Writer {
        final Operator.Elementwise operator;
        final List<Source> sources;
        final KernelBuilder k = new KernelBuilder("elementwise");
        final List<Buffer> inputs = new ArrayList<>();
        final List<Expr> scalars = new ArrayList<>();
        final Buffer output;

        Writer(Operator.Elementwise operator, List<Source> sources, DType result) {
            this.operator = operator;
            this.sources = sources;
            for (int i = 0; i < sources.size(); i++) {
                if (sources.get(i).literal.isEmpty()) {
                    inputs.add(k.input("x" + i, sources.get(i).dtype));
                }
            }
            this.output = k.output("y", result);
        }

        /** Loads what does not change; after all parameters are named. */
        void loadScalars() {
            int buffer = 0;
            for (Source source : sources) {
                scalars.add(source.literal.isPresent() ? source.literal.get()
                    : source.walk == Walk.SCALAR ? k.let("s", k.load(inputs.get(buffer), Expr.i32(0))) : Expr.i32(0));
                buffer += source.literal.isEmpty() ? 1 : 0;
            }
        }

        /** The innermost loop. */
        void run(Expr count, List<Expr> positions) {
            List<Expr> fixed = new ArrayList<>();
            int buffer = 0;
            int own = 1;
            for (int i = 0; i < sources.size(); i++) {
                Source source = sources.get(i);
                fixed.add(source.walk == Walk.COLUMN && source.literal.isEmpty()
                    ? k.let("c", k.load(inputs.get(buffer), positions.get(own))) : scalars.get(i));
                own += hasStrides(source) ? 1 : 0;
                buffer += source.literal.isEmpty() ? 1 : 0;
            }
            k.vector(count, v -> k.store(output, positions.getFirst().plus(v), value(v, positions, fixed)));
        }

        private Expr value(Expr v, List<Expr> positions, List<Expr> fixed) {
            List<Expr> operands = new ArrayList<>();
            List<DType> types = new ArrayList<>();
            int buffer = 0;
            int own = 1;
            for (int i = 0; i < sources.size(); i++) {
                Source source = sources.get(i);
                boolean moves = source.literal.isEmpty() && (source.walk == Walk.SAME || source.walk == Walk.ROWS);
                operands.add(moves
                    ? k.load(inputs.get(buffer), positions.get(source.walk == Walk.SAME ? 0 : own).plus(v)) : fixed.get(i));
                types.add(source.dtype);
                own += hasStrides(source) ? 1 : 0;
                buffer += source.literal.isEmpty() ? 1 : 0;
            }
            Expr value = operator.apply(operands, types);
            return value.type().scalar() == Scalar.BOOL ? value.select(Expr.i32(1), Expr.i32(0)) : value;
        }
    }

    private static Kernel line(Operator.Elementwise operator, List<Source> sources, DType result) {
        Writer w = new Writer(operator, sources, result);
        Expr extent = w.k.parameter("extent");
        Expr blocks = w.k.parameter("blocks");
        w.loadScalars();
        w.k.parallel(blocks, p -> {
            Expr start = w.k.let("start", p.times(BLOCK));
            w.run(extent.minus(start).min(Expr.i32(BLOCK)), List.of(start));
        });
        return w.k.build();
    }

    private static Kernel rows(Operator.Elementwise operator, List<Source> sources, DType result, int rank, int shared) {
        Writer w = new Writer(operator, sources, result);
        Expr all = w.k.parameter("rows");
        List<Expr> extents = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            extents.add(w.k.parameter("extent" + i));
        }
        List<List<Expr>> strides = new ArrayList<>();
        for (int i = 0; i < rank - 1; i++) {
            List<Expr> steps = new ArrayList<>();
            steps.add(w.k.parameter("step" + i));
            for (Source source : sources) {
                if (hasStrides(source)) {
                    steps.add(w.k.parameter("stride" + i));
                }
            }
            strides.add(steps);
        }
        w.loadScalars();
        w.k.parallel(all, p -> {
            Expr first = shared == 1 ? p : w.k.let("first", p.over(extents.get(1)));
            List<Expr> positions = new ArrayList<>();
            for (Expr step : strides.getFirst()) {
                positions.add(first.times(step));
            }
            if (shared == 2) {
                positions = advance(positions, w.k.let("second", p.modulo(extents.get(1))), strides.get(1));
            }
            nest(w, extents, strides, shared, positions);
        });
        return w.k.build();
    }

    private static List<Expr> advance(List<Expr> positions, Expr index, List<Expr> steps) {
        List<Expr> moved = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            moved.add(positions.get(i).plus(index.times(steps.get(i))));
        }
        return moved;
    }

    private static void nest(Writer w, List<Expr> extents, List<List<Expr>> strides, int axis, List<Expr> positions) {
        List<Expr> named = new ArrayList<>();
        positions.forEach(position -> named.add(w.k.let("at", position)));
        if (axis == extents.size() - 1) {
            w.run(extents.getLast(), named);
        } else {
            w.k.serial(extents.get(axis), i -> nest(w, extents, strides, axis + 1, advance(named, i, strides.get(axis))));
        }
    }
}
