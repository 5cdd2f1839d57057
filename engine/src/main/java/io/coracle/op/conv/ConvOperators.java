package io.coracle.op.conv;

import io.coracle.op.OperatorSet;
import io.coracle.op.conv.PoolKernel.Kind;

/** Adds the operators of this package. */
public final class ConvOperators {
    private ConvOperators() {}

    /** Those of most convolutional networks. */
    public static void addTo(OperatorSet.Builder operators) {
        operators.add("Conv", Conv::of)
            .add("ConvInteger", attributes -> ConvInteger.of(false, attributes))
            .add("QLinearConv", attributes -> ConvInteger.of(true, attributes))
            .add("AveragePool", Pool::average)
            .add("MaxPool", MaxPool::of)
            .add("GlobalAveragePool", a -> new GlobalPool(Kind.MEAN, 0))
            .add("GlobalMaxPool", a -> new GlobalPool(Kind.MAXIMUM, 0));
    }

    /** The others. */
    public static void addUncommonTo(OperatorSet.Builder operators) {
        operators.add("ConvTranspose", ConvTranspose::of)
            .add("LpPool", Pool::norm)
            .add("MaxUnpool", MaxUnpool::of)
            .add("GlobalLpPool", a -> new GlobalPool(Kind.SUM, Pool.power(a)))
            .add("Col2Im", Col2Im::of)
            .add("DeformConv", DeformConv::of)
            .add("CausalConvWithState", CausalConv::of);
    }
}
