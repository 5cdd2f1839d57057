package io.coracle.op.select;

import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;

/** Compares elements of a tensor. NaN is larger than any other number, as ONNX Runtime and NumPy sort it. */
final class Ordering {
    private final Tensor tensor;
    private final double[] numbers;
    private final long[] exact;

    Ordering(Tensor tensor) {
        this.tensor = tensor;
        DType dtype = tensor.dtype();
        numbers = dtype == DType.STRING ? new double[0] : tensor.toDoubles();
        // Doubles do not tell all 64-bit integers apart.
        exact = dtype == DType.I64 || dtype == DType.U64 ? tensor.toLongs() : new long[0];
    }

    /** Negative, zero or positive as element {@code i} is smaller than, equal to or larger than element {@code k}. */
    int compare(int i, int k) {
        if (tensor.dtype() == DType.STRING) {
            return tensor.stringAt(i).compareTo(tensor.stringAt(k));
        }
        double a = numbers[i];
        double b = numbers[k];
        if (a != b) {
            return a < b || b != b && a == a ? -1 : a != a && b != b ? 0 : 1;
        }
        if (exact.length == 0 || exact[i] == exact[k]) {
            return 0;
        }
        long flip = tensor.dtype() == DType.U64 ? Long.MIN_VALUE : 0;
        return (exact[i] ^ flip) < (exact[k] ^ flip) ? -1 : 1;
    }
}
