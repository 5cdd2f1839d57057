package io.coracle.op.control;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package. */
public final class ControlOperators {
    private ControlOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("If", If::of).add("Loop", Loop::of).add("Scan", Scan::of);
    }
}
