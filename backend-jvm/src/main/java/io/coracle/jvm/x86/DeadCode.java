package io.coracle.jvm.x86;

import java.util.ArrayList;
import java.util.List;

/** Leaves out steps whose results nobody reads: names that only addresses used, which are computed in another way. */
final class DeadCode {
    private DeadCode() {}

    static List<Ins> remove(List<Ins> code, Values values) {
        int[] reads = new int[values.count()];
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

    private static void count(Ins ins, int[] reads, int by) {
        for (int i = 0; i < ins.values().length; i++) {
            if (ins.roles()[i] == Ins.Role.USE || ins.roles()[i] == Ins.Role.CHANGE) {
                reads[ins.values()[i]] += by;
            }
        }
    }

    private static boolean isDead(Ins ins, int[] reads) {
        boolean writes = false;
        for (int i = 0; i < ins.values().length; i++) {
            switch (ins.roles()[i]) {
                case DEF, EARLY -> {
                    if (reads[ins.values()[i]] > 0) {
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
