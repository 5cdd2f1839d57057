package io.coracle.jvm.x86;

/** Condition codes, in the order of their numbers. */
enum Condition {
    O, NO, B, AE, E, NE, BE, A, S, NS, P, NP, L, GE, LE, G;

    Condition negate() {
        return values()[ordinal() ^ 1];
    }
}
