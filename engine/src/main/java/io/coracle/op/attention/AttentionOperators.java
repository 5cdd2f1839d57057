package io.coracle.op.attention;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package. */
public final class AttentionOperators {
    private AttentionOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("Attention", Attention::of)
            .add("RotaryEmbedding", RotaryEmbedding::of)
            .add("LinearAttention", LinearAttention::of);
    }
}
