package io.coracle.op.signal;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package. */
public final class SignalOperators {
    private SignalOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("DFT", Dft::of).add("STFT", Stft::of).add("MelWeightMatrix", MelWeightMatrix::of);
    }
}
