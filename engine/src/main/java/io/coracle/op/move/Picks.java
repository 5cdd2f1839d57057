package io.coracle.op.move;

import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.List;

/** Makes a tensor of chosen elements of others, in Java and for every element type. */
public final class Picks {
    private Picks() {}

    /** Elements of one tensor by index. */
    public static Tensor pick(Tensor from, int[] indexes, Shape shape) {
        int[] positions = new int[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            positions[i] = indexes[i] + 1;
        }
        return pick(List.of(from), positions, shape);
    }

    /**
     * Elements of several tensors of one type.
     *
     * @param positions counted from 1 through all tensors; 0 stands for the type's zero
     */
    public static Tensor pick(List<Tensor> from, int[] positions, Shape shape) {
        Cursor at = new Cursor(from);
        DType dtype = from.getFirst().dtype();
        if (dtype == DType.STRING) {
            String[] values = new String[positions.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = at.move(positions[i]) ? at.tensor.stringAt(at.index) : "";
            }
            return Tensor.strings(shape, values);
        }
        if (dtype.bits() < 8) {
            double[] values = new double[positions.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = at.move(positions[i]) ? at.tensor.doubleAt(at.index) : 0;
            }
            return Tensor.of(dtype, shape, values);
        }
        int width = dtype.bits() / 8;
        byte[] bytes = new byte[Math.toIntExact(dtype.bytes(positions.length))];
        for (int i = 0; i < positions.length; i++) {
            if (at.move(positions[i])) {
                at.tensor.bytes().copyTo((long) at.index * width, bytes, i * width, width);
            }
        }
        return Tensor.of(dtype, shape, Bytes.of(bytes));
    }

    /** Finds positions, quickly when they are near the last one. */
    private static final class Cursor {
        private final List<Tensor> tensors;
        private int which;
        private int first = 1;
        private Tensor tensor;
        private int index;

        Cursor(List<Tensor> tensors) {
            this.tensors = tensors;
            this.tensor = tensors.getFirst();
        }

        /** Gives false for position 0. */
        boolean move(int position) {
            if (position == 0) {
                return false;
            }
            while (position < first) {
                tensor = tensors.get(--which);
                first -= tensor.size();
            }
            while (position >= first + tensor.size()) {
                first += tensor.size();
                tensor = tensors.get(++which);
            }
            index = position - first;
            return true;
        }
    }
}
