package io.coracle.op.signal;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.TypeCodes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Triangular filters that turn a spectrum into bands of the mel scale. ONNX MelWeightMatrix-17; gives [frequencies, bands]. */
record MelWeightMatrix(DType dtype) implements Operator.Host {
    static MelWeightMatrix of(Attributes attributes) {
        return new MelWeightMatrix(TypeCodes.dtype(attributes.integer("output_datatype", 1)));
    }

    @Override
    public boolean needsContents(int input) {
        return true;
    }

    private static int size(Operands operands, int input) {
        long size = operands.content(input).longAt(0);
        if (size < 0 || size > 1 << 24) {
            throw new OperatorException("input " + input + " is out of range: " + size);
        }
        return (int) size;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(new TensorType(dtype, Shape.of(size(operands, 1) / 2 + 1, size(operands, 0))));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Shape shape = infer(operands).getFirst().shape();
        int bands = shape.dim(1);
        double low = mel(operands.content(3).doubleAt(0));
        double high = mel(operands.content(4).doubleAt(0));
        double rate = operands.content(2).doubleAt(0);
        int[] bins = new int[bands + 2];
        for (int i = 0; i < bins.length; i++) {
            double hertz = 700 * (Math.pow(10, (low + i * (high - low) / bins.length) / 2595) - 1);
            double bin = Math.floor((size(operands, 1) + 1.0) * hertz / rate);
            if (!(bin >= 0 && bin < shape.dim(0))) {
                throw new OperatorException("a band at " + hertz + " hertz is outside the spectrum");
            }
            bins[i] = (int) bin;
        }
        double[] weights = new double[shape.size()];
        for (int band = 0; band < bands; band++) {
            int left = bins[band];
            int centre = bins[band + 1];
            int right = bins[band + 2];
            for (int bin = left; bin <= centre; bin++) {
                weights[bin * bands + band] = left == centre ? 1 : (double) (bin - left) / (centre - left);
            }
            for (int bin = centre; bin < right; bin++) {
                weights[bin * bands + band] = (double) (right - bin) / (right - centre);
            }
        }
        return List.of(Tensor.of(dtype, shape, weights));
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }
}
