package io.coracle.op.conv;

import io.coracle.op.OperatorSet;
import io.coracle.op.conv.PoolKernel.Kind;

/** Adds the operators of this package. */
public final class ConvOperators {
    private ConvOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("Conv", Conv::of)
            .add("ConvInteger", attributes -> ConvInteger.of(false, attributes))
            .add("QLinearConv", attributes -> ConvInteger.of(true, attributes))
            .add("ConvTranspose", ConvTranspose::of)
            .add("AveragePool", Pool::average)
            .add("LpPool", Pool::norm)
            .add("MaxPool", MaxPool::of)
            .add("MaxUnpool", MaxUnpool::of)
            .add("GlobalAveragePool", a -> new GlobalPool(Kind.MEAN, 0))
            .add("GlobalMaxPool", a -> new GlobalPool(Kind.MAXIMUM, 0))
            .add("GlobalLpPool", a -> new GlobalPool(Kind.SUM, Pool.power(a)))
            .add("Col2Im", Col2Im::of)
            .add("DeformConv", DeformConv::of)
            .add("CausalConvWithState", CausalConv::of);
    }
}
