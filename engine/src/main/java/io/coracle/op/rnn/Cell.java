package io.coracle.op.rnn;

/** The kinds of recurrent cells. */
enum Cell {
    RNN(1, 1), GRU(3, 2), LSTM(4, 3);

    private final int gates;
    private final int activations;

    Cell(int gates, int activations) {
        this.gates = gates;
        this.activations = activations;
    }

    /** Rows of the weights for each element of the state. */
    int gates() {
        return gates;
    }

    /** Activation functions of one direction. */
    int activations() {
        return activations;
    }
}
