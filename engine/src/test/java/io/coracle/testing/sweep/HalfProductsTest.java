package io.coracle.testing.sweep;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.Closeness;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import org.junit.jupiter.api.Test;

/** Products of numbers of 16 bits on every backend, against sums in 64 bits. ONNX Runtime has none of them on processors. */
public class HalfProductsTest {
    private static final int CALLS = 12;
    private static final int OPSET = 21;

    /** Sums are kept in f32 and rounded once: next to the middle of two numbers that may be one of them or the other. */
    private static Closeness oneStep(DType dtype) {
        return Closeness.within(dtype == DType.BF16 ? 0x1p-7 : 0x1p-10, 1e-4);
    }

    @Test
    void productsOfBfloat16AreRoundedOnce() {
        for (int seed = 0; seed < CALLS; seed++) {
            check(DType.BF16, Samples.of(seed));
        }
    }

    @Test
    void productsOfFloat16AreRoundedOnce() {
        for (int seed = 0; seed < CALLS; seed++) {
            check(DType.F16, Samples.of(seed));
        }
    }

    /** A product of sides as they are, and as Gemm turns them; the right one is a weight or not. */
    private static void check(DType dtype, Samples s) {
        int m = s.nextInt(1, 40);
        int k = s.nextInt(3) == 0 ? s.nextInt(1, 40) : 2 * s.nextInt(1, 100);
        int n = s.nextInt(4) == 0 ? 32 * s.nextInt(1, 4) : s.nextInt(1, 100);
        boolean weights = s.nextBoolean();
        Tensor a = s.normal(dtype, Shape.of(m, k));
        Tensor b = s.normal(dtype, Shape.of(k, n));
        Tensor expected = product(a, b);
        OperatorTester matMul = OperatorTester.of("MatMul", OPSET);
        (weights ? matMul.constant(1) : matMul).on(a, b).within(oneStep(dtype)).gives(expected);
        boolean turned = s.nextBoolean();
        OperatorTester gemm = OperatorTester.of("Gemm", OPSET).with("transA", turned ? 1 : 0).with("transB", 1);
        (weights ? gemm.constant(1) : gemm).on(turned ? transposed(a) : a, transposed(b)).within(oneStep(dtype)).gives(expected);
    }

    private static Tensor product(Tensor a, Tensor b) {
        double[] x = a.toDoubles();
        double[] y = b.toDoubles();
        int k = a.shape().dim(1);
        int n = b.shape().dim(1);
        double[] sums = new double[a.shape().dim(0) * n];
        for (int i = 0; i < sums.length; i++) {
            for (int l = 0; l < k; l++) {
                sums[i] += x[i / n * k + l] * y[l * n + i % n];
            }
        }
        return Tensor.of(a.dtype(), Shape.of(a.shape().dim(0), n), sums);
    }

    private static Tensor transposed(Tensor matrix) {
        double[] x = matrix.toDoubles();
        int rows = matrix.shape().dim(0);
        int columns = matrix.shape().dim(1);
        double[] turned = new double[x.length];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = x[i % rows * columns + i / rows];
        }
        return Tensor.of(matrix.dtype(), Shape.of(columns, rows), turned);
    }
}
