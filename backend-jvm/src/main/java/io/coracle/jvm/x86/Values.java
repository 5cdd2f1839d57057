package io.coracle.jvm.x86;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The values of a piece of code: of which bank of registers each is, how large, and whether it is a constant. */
final class Values {
    /** A bank of registers. */
    enum Bank { GENERAL, VECTOR, MASK }

    /** @param constant where the value lies in the pool, for values that need no register to survive */
    private record Value(Bank bank, Width width, Optional<Mem> constant, boolean isShort) {}

    private final List<Value> values = new ArrayList<>();

    private int add(Value value) {
        values.add(value);
        return values.size() - 1;
    }

    int general() {
        return add(new Value(Bank.GENERAL, Width.X, Optional.empty(), false));
    }

    int vector(Width width) {
        return add(new Value(Bank.VECTOR, width, Optional.empty(), false));
    }

    int mask() {
        return add(new Value(Bank.MASK, Width.X, Optional.empty(), false));
    }

    int constant(Width width, Mem place) {
        return add(new Value(Bank.VECTOR, width, Optional.of(place), false));
    }

    /** A value like another that lives only around one step, and so is never moved to memory. */
    int shortLived(int like) {
        Value value = values.get(like);
        return add(new Value(value.bank, value.width, Optional.empty(), true));
    }

    int count() {
        return values.size();
    }

    Bank bank(int value) {
        return values.get(value).bank;
    }

    Width width(int value) {
        return values.get(value).width;
    }

    Optional<Mem> constant(int value) {
        return values.get(value).constant;
    }

    boolean isShort(int value) {
        return values.get(value).isShort;
    }
}
