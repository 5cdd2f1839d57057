package io.coracle.jvm.x86;

import java.util.OptionalInt;

/** Where an instruction takes an operand from. */
sealed interface Source {
    /** A value that has, or had, a register. */
    record Value(int value) implements Source {}

    /** Memory at an address of values. */
    record Place(int base, OptionalInt index, int scale, int displacement) implements Source {
        Place plus(int bytes) {
            return new Place(base, index, scale, displacement + bytes);
        }
    }
}
