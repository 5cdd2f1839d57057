package io.coracle.op.matmul;

import io.coracle.op.OperatorSet;
import java.util.Optional;

/** Registers this package's operators. */
public final class MatMulOperators {
    private MatMulOperators() {}

    public static void addTo(OperatorSet.Builder set) {
        set.add("MatMul", attributes -> new MatMul());
        set.add("Gemm", Gemm::of);
        set.add("coracle", "ScaledMatMulInteger", attributes -> new ScaledMatMulInteger(Optional.empty(), 0));
    }

    /** Those that few models have. */
    public static void addUncommonTo(OperatorSet.Builder set) {
        set.add("Det", attributes -> new Det());
    }
}
