package io.coracle.op.loss;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package to a set. */
public final class LossOperators {
    private LossOperators() {}

    public static void addTo(OperatorSet.Builder set) {
        set.add("NegativeLogLikelihoodLoss", attributes -> LabelLoss.of(false, attributes));
        set.add("SoftmaxCrossEntropyLoss", attributes -> LabelLoss.of(true, attributes));
    }
}
