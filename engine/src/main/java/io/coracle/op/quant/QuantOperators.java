package io.coracle.op.quant;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package to a set. */
public final class QuantOperators {
    private QuantOperators() {}

    public static void addTo(OperatorSet.Builder set) {
        set.add("QuantizeLinear", Quantize::of);
        set.add("DequantizeLinear", Dequantize::of);
        set.add("DynamicQuantizeLinear", attributes -> new DynamicQuantize());
        set.add("MatMulInteger", attributes -> new MatMulInteger(false));
        set.add("QLinearMatMul", attributes -> new MatMulInteger(true));
    }
}
