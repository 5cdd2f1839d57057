package io.coracle.op.reduce;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A tensor seen as lines along some of its axes. Neighbouring axes of one kind are joined. Where the innermost axis is along the
 * lines, vectors lie along a line; else they lie across lines, a block of neighbouring lines at a time.
 */
public final class Lines {
    private final List<Segment> kept = new ArrayList<>();
    private final List<Segment> along = new ArrayList<>();
    private final boolean across;

    /** Joined axes, with the distance of neighbours in elements. */
    record Segment(int extent, int stride) {}

    /** What is done with each line. */
    @FunctionalInterface
    public interface Body {
        /** Writes the code for one line, with the kernel's buffers in the order of the operands. */
        void write(Line line, List<Buffer> inputs, List<Buffer> outputs);
    }

    private Lines(Shape shape, boolean[] isAlong) {
        int[] strides = shape.strides();
        boolean last = false;
        boolean any = false;
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) == 1) {
                continue;
            }
            List<Segment> segments = isAlong[axis] ? along : kept;
            if (any && last == isAlong[axis]) {
                segments.add(new Segment(segments.removeLast().extent * shape.dim(axis), strides[axis]));
            } else {
                segments.add(new Segment(shape.dim(axis), strides[axis]));
            }
            last = isAlong[axis];
            any = true;
        }
        across = any && !last;
        if (along.isEmpty()) {
            along.add(new Segment(1, 1));
        }
    }

    /** Lines along some axes, which may count from the end. Throws {@link OperatorException} for an axis twice or outside. */
    public static Lines along(Shape shape, int... axes) {
        return new Lines(shape, chosen(shape, axes));
    }

    /** For each axis, whether it is among those given. Throws {@link OperatorException} for an axis twice or outside. */
    public static boolean[] chosen(Shape shape, int... axes) {
        boolean[] chosen = new boolean[shape.rank()];
        for (int axis : axes) {
            int i = shape.axis(axis);
            if (chosen[i]) {
                throw new OperatorException("axis " + axis + " is given twice");
            }
            chosen[i] = true;
        }
        return chosen;
    }

    /** How many lines there are. */
    public int count() {
        int count = 1;
        for (Segment segment : kept) {
            count *= segment.extent;
        }
        return count;
    }

    /** Elements of a line. */
    public int length() {
        int length = 1;
        for (Segment segment : along) {
            length *= segment.extent;
        }
        return length;
    }

    /**
     * Calls a kernel that does something with every line.
     *
     * @param variant what the body depends on besides the element types: the operator, as a rule
     */
    public void call(Lowering to, String name, Object variant, List<Operand> inputs, List<Operand> outputs, Body body) {
        if (count() == 0) {
            return;
        }
        List<Object> key = new ArrayList<>(List.of(name, variant, across, kept.size(), along.size()));
        List<Operand> buffers = new ArrayList<>(inputs);
        buffers.addAll(outputs);
        buffers.forEach(buffer -> key.add(buffer.dtype()));
        to.call(new KernelSource(key, () -> kernel(name, inputs, outputs, body)), buffers, arguments());
    }

    private Kernel kernel(String name, List<Operand> inputs, List<Operand> outputs, Body body) {
        KernelBuilder k = new KernelBuilder(name);
        List<Buffer> from = new ArrayList<>();
        for (Operand input : inputs) {
            from.add(k.input("x" + from.size(), input.dtype()));
        }
        List<Buffer> into = new ArrayList<>();
        for (Operand output : outputs) {
            into.add(k.output("y" + into.size(), output.dtype()));
        }
        if (across) {
            blocks(k, line -> body.write(line, from, into));
        } else {
            rows(k, line -> body.write(line, from, into));
        }
        return k.build();
    }

    /** Extents and strides in the order in which {@link #rows} and {@link #blocks} name them. */
    private int[] arguments() {
        List<Segment> named = new ArrayList<>(across ? kept.subList(0, kept.size() - 1) : kept);
        named.addAll(along);
        int[] arguments = new int[2 * named.size() + (across ? 1 : 0)];
        for (int i = 0; i < named.size(); i++) {
            arguments[2 * i] = named.get(i).extent;
            arguments[2 * i + 1] = named.get(i).stride;
        }
        if (across) {
            arguments[arguments.length - 1] = kept.getLast().extent;
        }
        return arguments;
    }

    /** Parameters that say where lines are. */
    private static final class Names {
        final List<Expr> extents = new ArrayList<>();
        final List<Expr> strides = new ArrayList<>();

        Names(KernelBuilder k, String called, int segments) {
            for (int i = 0; i < segments; i++) {
                extents.add(k.parameter(called + i));
                strides.add(k.parameter(called + "_stride" + i));
            }
        }

        Expr product() {
            Expr product = Expr.i32(1);
            for (Expr extent : extents) {
                product = product.times(extent);
            }
            return product;
        }

        /** Where line {@code p} starts. */
        Expr base(KernelBuilder k, Expr p) {
            Expr base = Expr.i32(0);
            Expr rest = p;
            for (int i = extents.size() - 1; i >= 0; i--) {
                Expr index = i == 0 ? rest : k.let("index", rest.modulo(extents.get(i)));
                base = base.plus(index.times(strides.get(i)));
                rest = i == 0 ? rest : k.let("rest", rest.over(extents.get(i)));
            }
            return k.let("base", base);
        }
    }

    private void rows(KernelBuilder k, Consumer<Line> body) {
        Names outer = new Names(k, "kept", kept.size());
        Names inner = new Names(k, "along", along.size());
        k.parallel(k.let("lines", outer.product()), p ->
            body.accept(new Line.Along(k, inner.extents, inner.strides, outer.base(k, p), p)));
    }

    private void blocks(KernelBuilder k, Consumer<Line> body) {
        Names outer = new Names(k, "kept", kept.size() - 1);
        Names inner = new Names(k, "along", along.size());
        Expr width = k.parameter("width");
        Expr blocks = k.let("blocks", width.plus(Line.BLOCK - 1).over(Line.BLOCK));
        Line.Locals locals = new Line.Locals(k);
        if (outer.extents.isEmpty()) {
            k.parallel(blocks, b -> block(k, inner, locals, Expr.i32(0), Expr.i32(0), width, b, body));
        } else {
            k.parallel(k.let("lines", outer.product()), p -> {
                Expr base = outer.base(k, p);
                Expr first = k.let("first", p.times(width));
                k.serial(blocks, b -> block(k, inner, locals, base, first, width, b, body));
            });
        }
    }

    private static void block(KernelBuilder k, Names inner, Line.Locals locals, Expr base, Expr first, Expr width,
                              Expr b, Consumer<Line> body) {
        Expr start = k.let("start", b.times(Line.BLOCK));
        Expr count = k.let("count", width.minus(start).min(Expr.i32(Line.BLOCK)));
        body.accept(new Line.Across(k, inner.extents, inner.strides, k.let("at", base.plus(start)),
            k.let("slot", first.plus(start)), count, locals));
    }
}
