package io.coracle.jvm.x86;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Leaves out steps whose results nobody reads: names that only addresses used, which are computed in another way. */
final class DeadCode {
    private DeadCode() {}

    static List<Ins> remove(List<Ins> code) {
        Map<Integer, Integer> reads = new HashMap<>();
        for (Ins ins : code) {
            count(ins, reads, 1);
        }
        List<Ins> kept = new ArrayList<>();
        for (Ins ins : code.reversed()) {
            if (isDead(ins, reads)) {
                count(ins, reads, -1);
            } else {
                kept.add(ins);
            }
        }
        return kept.reversed();
    }

    private static void count(Ins ins, Map<Integer, Integer> reads, int by) {
        for (int i = 0; i < ins.values().length; i++) {
            if (ins.roles()[i] == Ins.Role.USE || ins.roles()[i] == Ins.Role.CHANGE) {
                reads.merge(ins.values()[i], by, Integer::sum);
            }
        }
    }

    private static boolean isDead(Ins ins, Map<Integer, Integer> reads) {
        boolean writes = false;
        for (int i = 0; i < ins.values().length; i++) {
            switch (ins.roles()[i]) {
                case DEF, EARLY -> {
                    if (reads.getOrDefault(ins.values()[i], 0) > 0) {
                        return false;
                    }
                    writes = true;
                }
                case CHANGE -> {
                    return false;
                }
                case USE, TEMP -> {
                }
            }
        }
        return writes;
    }
}
