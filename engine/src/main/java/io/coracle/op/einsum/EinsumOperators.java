package io.coracle.op.einsum;

import io.coracle.op.OperatorSet;

/** Adds the operator of this package. */
public final class EinsumOperators {
    private EinsumOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("Einsum", Einsum::of);
    }
}
