package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Elements from starts to ends in steps, which may be negative. ONNX Slice-1 (attributes) to 13 (inputs). */
record Slice(List<Long> starts, List<Long> ends, List<Long> axes) implements Move {
    static Slice of(Attributes attributes) {
        return new Slice(attributes.longs("starts"), attributes.longs("ends"), attributes.longs("axes"));
    }

    /** What is taken of each axis. */
    private record Cut(int[] first, int[] step, int[] count) {}

    @Override
    public boolean needsContents(int input) {
        return input > 0;
    }

    private Cut cut(Shape shape, boolean[] given, IntFunction<long[]> contents) {
        long[] from = given[1] ? contents.apply(1) : toArray(starts);
        long[] until = given[2] ? contents.apply(2) : toArray(ends);
        long[] along = given[3] ? contents.apply(3) : toArray(axes);
        long[] steps = given[4] ? contents.apply(4) : new long[0];
        boolean fits = from.length == until.length && (along.length == from.length || along.length == 0 && from.length <= shape.rank())
            && (steps.length == 0 || steps.length == from.length);
        if (!fits) {
            throw new OperatorException(from.length + " starts, " + until.length + " ends, " + along.length + " axes and "
                + steps.length + " steps do not fit each other and shape " + shape);
        }
        Cut cut = new Cut(new int[shape.rank()], new int[shape.rank()], shape.toArray());
        Arrays.fill(cut.step, 1);
        boolean[] named = new boolean[shape.rank()];
        for (int i = 0; i < from.length; i++) {
            int axis = Axes.check(along.length == 0 ? i : along[i], shape.rank());
            long step = steps.length == 0 ? 1 : steps[i];
            if (step == 0 || named[axis]) {
                throw new OperatorException(step == 0 ? "a step is 0" : "axis " + axis + " is named twice");
            }
            named[axis] = true;
            int extent = shape.dim(axis);
            long low = step > 0 ? 0 : -1;
            long high = step > 0 ? extent : extent - 1L;
            long start = Math.max(low + (step > 0 ? 0 : 1), Math.min(high, from[i] < 0 ? from[i] + extent : from[i]));
            long end = Math.max(low, Math.min(high, until[i] < 0 ? until[i] + extent : until[i]));
            long span = step > 0 ? end - start : start - end;
            long stride = Math.abs(step) < 0 ? Long.MAX_VALUE : Math.abs(step);
            int count = extent == 0 || span <= 0 ? 0 : (int) ((span - 1) / stride + 1);
            cut.count[axis] = count;
            cut.first[axis] = count == 0 ? 0 : (int) start;
            cut.step[axis] = count < 2 ? 1 : (int) step;
        }
        return cut;
    }

    private static long[] toArray(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        boolean[] given = new boolean[5];
        for (int i = 0; i < given.length; i++) {
            given[i] = operands.has(i);
        }
        Cut cut = cut(operands.shape(0), given, i -> operands.content(i).toLongs());
        return List.of(new TensorType(operands.dtype(0), Shape.of(cut.count)));
    }

    @Override
    public void lower(Lowering to) {
        Operand source = to.input(0);
        boolean[] given = new boolean[5];
        for (int i = 0; i < given.length; i++) {
            given[i] = to.has(i);
        }
        Cut cut = cut(source.shape(), given, i -> to.content(to.input(i)).orElseThrow().toLongs());
        int offset = 0;
        int[] strides = source.shape().strides();
        for (int i = 0; i < strides.length; i++) {
            offset += cut.first[i] * strides[i];
            strides[i] *= cut.step[i];
        }
        StridedCopy.copy(to, source, new Layout(offset, strides), to.output(0), Layout.of(to.output(0).shape()), cut.count);
    }
}
