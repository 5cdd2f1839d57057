package io.coracle.op.rnn;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package. */
public final class RecurrentOperators {
    private RecurrentOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("RNN", a -> Recurrent.of(Cell.RNN, a))
            .add("GRU", a -> Recurrent.of(Cell.GRU, a))
            .add("LSTM", a -> Recurrent.of(Cell.LSTM, a));
    }
}
