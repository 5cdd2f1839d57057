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
    static Tensor pick(List<Tensor> from, int[] positions, Shape shape) {
        DType dtype = from.getFirst().dtype();
        if (dtype == DType.STRING) {
            String[] values = new String[positions.length];
            for (int i = 0; i < values.length; i++) {
                int position = positions[i];
                values[i] = position == 0 ? "" : tensorAt(from, position).stringAt(indexAt(from, position));
            }
            return Tensor.strings(shape, values);
        }
        if (dtype.bits() < 8) {
            double[] values = new double[positions.length];
            for (int i = 0; i < values.length; i++) {
                int position = positions[i];
                values[i] = position == 0 ? 0 : tensorAt(from, position).doubleAt(indexAt(from, position));
            }
            return Tensor.of(dtype, shape, values);
        }
        int width = dtype.bits() / 8;
        byte[] bytes = new byte[Math.toIntExact(dtype.bytes(positions.length))];
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] != 0) {
                Bytes source = tensorAt(from, positions[i]).bytes();
                source.copyTo((long) indexAt(from, positions[i]) * width, bytes, i * width, width);
            }
        }
        return Tensor.of(dtype, shape, Bytes.of(bytes));
    }

    private static Tensor tensorAt(List<Tensor> from, int position) {
        int rest = position - 1;
        for (Tensor tensor : from) {
            if (rest < tensor.size()) {
                return tensor;
            }
            rest -= tensor.size();
        }
        throw new IndexOutOfBoundsException("position " + position);
    }

    private static int indexAt(List<Tensor> from, int position) {
        int rest = position - 1;
        for (Tensor tensor : from) {
            if (rest < tensor.size()) {
                break;
            }
            rest -= tensor.size();
        }
        return rest;
    }
}
