package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.index.AxisGather;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Adds elements before and after each axis, or drops them where a pad is negative. ONNX Pad-1 and 2 (attributes) to 25 (inputs).
 *
 * @param fixed the pads as an attribute: all starts, then all ends
 * @param value what a constant padding holds, when it is an attribute
 */
record Pad(Mode mode, List<Long> fixed, float value) implements Move {
    /** What padding holds. */
    enum Mode { CONSTANT, EDGE, REFLECT, WRAP }

    static Pad of(Attributes attributes) {
        Mode mode = switch (attributes.string("mode", "constant")) {
            case "constant" -> Mode.CONSTANT;
            case "edge" -> Mode.EDGE;
            case "reflect" -> Mode.REFLECT;
            case "wrap" -> Mode.WRAP;
            case String other -> throw new OperatorException("mode \"" + other + "\" is not supported");
        };
        List<Long> fixed = attributes.version() < 2 ? attributes.longs("paddings") : attributes.longs("pads");
        return new Pad(mode, fixed, attributes.floating("value", 0));
    }

    /** Elements added before and after each axis. */
    private record Amounts(int[] before, int[] after) {}

    @Override
    public boolean moves(int input) {
        return input == 0 || input == 2;
    }

    @Override
    public boolean needsContents(int input) {
        return input == 1 || input == 3;
    }

    private Amounts amounts(Shape shape, boolean hasPads, boolean hasAxes, IntFunction<long[]> contents) {
        int rank = shape.rank();
        long[] pads = hasPads ? contents.apply(1) : fixed.stream().mapToLong(Long::longValue).toArray();
        long[] axes = hasAxes ? contents.apply(3) : new long[0];
        int named = hasAxes ? axes.length : rank;
        if (pads.length != 2 * named) {
            throw new OperatorException(pads.length + " pads for " + named + " axes");
        }
        Axes.marked(axes, rank);
        Amounts amounts = new Amounts(new int[rank], new int[rank]);
        for (int i = 0; i < named; i++) {
            int axis = hasAxes ? Axes.check(axes[i], rank) : i;
            long extent = shape.dim(axis);
            if (pads[i] + pads[named + i] + extent < 0 || pads[i] + extent < 0 || pads[named + i] + extent < 0
                || Math.max(Math.abs(pads[i]), Math.abs(pads[named + i])) > Integer.MAX_VALUE) {
                throw new OperatorException("pads " + Arrays.toString(pads) + " do not fit shape " + shape);
            }
            amounts.before[axis] = (int) pads[i];
            amounts.after[axis] = (int) pads[named + i];
        }
        return amounts;
    }

    private Amounts amounts(Lowering to) {
        return amounts(to.input(0).shape(), to.has(1), to.has(3), i -> to.content(to.input(i)).orElseThrow().toLongs());
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        Amounts amounts = amounts(shape, operands.has(1), operands.has(3), i -> operands.content(i).toLongs());
        if (operands.has(2) && (operands.dtype(2) != operands.dtype(0) || operands.shape(2).size() != 1)) {
            throw new OperatorException("the padding must be one " + operands.dtype(0) + ", got " + operands.type(2));
        }
        long[] dims = new long[shape.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = (long) shape.dim(i) + amounts.before[i] + amounts.after[i];
            if (mode != Mode.CONSTANT && shape.dim(i) == 0 && dims[i] > 0) {
                throw new OperatorException("axis " + i + " has no element to pad with");
            }
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(dims)));
    }

    @Override
    public void lower(Lowering to) {
        if (mode == Mode.CONSTANT) {
            constant(to, amounts(to));
        } else {
            repeated(to, amounts(to));
        }
    }

    private void constant(Lowering to, Amounts amounts) {
        Operand padding = to.has(2) ? to.input(2) : Fill.number(to, to.input(0), value);
        Box.copyInto(to, to.input(0), to.output(0), amounts.before, padding);
    }

    /** One axis after the other, each by a table that says which element is repeated where. */
    private void repeated(Lowering to, Amounts amounts) {
        Operand from = to.input(0);
        int last = -1;
        for (int i = 0; i < amounts.before.length; i++) {
            if (amounts.before[i] != 0 || amounts.after[i] != 0) {
                last = i;
            }
        }
        if (last < 0) {
            Box.copyInto(to, from, to.output(0), amounts.before, from);
            return;
        }
        for (int axis = 0; axis <= last; axis++) {
            if (amounts.before[axis] == 0 && amounts.after[axis] == 0) {
                continue;
            }
            int extent = from.shape().dim(axis);
            int[] table = new int[extent + amounts.before[axis] + amounts.after[axis]];
            for (int i = 0; i < table.length; i++) {
                table[i] = source(i - amounts.before[axis], extent);
            }
            Operand into = axis == last ? to.output(0) : to.scratch(from.dtype(), from.shape().with(axis, table.length));
            AxisGather.call(to, "Pad", from, axis, to.constant(Tensor.ints(Shape.of(table.length), table)), into);
            from = into;
        }
    }

    private int source(int i, int extent) {
        return switch (mode) {
            case EDGE -> Math.max(0, Math.min(extent - 1, i));
            case WRAP -> Math.floorMod(i, extent);
            default -> {
                int period = Math.max(1, 2 * (extent - 1));
                int k = Math.floorMod(i, period);
                yield k < extent ? k : period - k;
            }
        };
    }
}
