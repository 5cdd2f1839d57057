package io.coracle.jvm.x86;

import java.util.HashMap;
import java.util.Map;

/** The stack frame of a kernel: homes of values that have no register, aligned for whole vectors. */
final class Frame {
    private static final int ALIGNMENT = 64;

    private final Map<Integer, Integer> homes = new HashMap<>();
    private int size;

    Mem reserve(int bytes) {
        int align = Math.min(ALIGNMENT, Integer.highestOneBit(bytes));
        int at = (size + align - 1) / align * align;
        size = at + bytes;
        return Mem.at(Gpr.RSP, at);
    }

    /** Where a value lives while it has no register. */
    Mem home(Values values, int value) {
        int at = homes.computeIfAbsent(value,
            v -> reserve(values.bank(v) == Values.Bank.VECTOR ? values.width(v).bytes() : 8).displacement());
        return Mem.at(Gpr.RSP, at);
    }

    int size() {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
