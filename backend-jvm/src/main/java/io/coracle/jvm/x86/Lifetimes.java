package io.coracle.jvm.x86;

import io.coracle.jvm.x86.Ins.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * From where to where each value lives, and how much it would cost to keep it in memory. Step {@code i} reads at {@code 2i} and
 * writes at {@code 2i + 1}. A value from before a loop that the loop uses lives until the loop's end.
 */
final class Lifetimes {
    /** A round of a loop counts as 2^3 times what stands around the loop. */
    private static final int DEPTH_BITS = 3;
    private static final int DEEPEST = 6;

    final int[] start;
    final int[] end;
    final double[] weight;
    /** A value that this one is copied from at its start, or -1. */
    final int[] hint;

    private record Loop(int begin, int end) {}

    Lifetimes(List<Ins> code, Values values) {
        int count = values.count();
        start = new int[count];
        end = new int[count];
        weight = new double[count];
        hint = new int[count];
        Arrays.fill(start, Integer.MAX_VALUE);
        Arrays.fill(end, -1);
        Arrays.fill(hint, -1);
        List<Loop> loops = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < code.size(); i++) {
            Ins ins = code.get(i);
            switch (ins.kind()) {
                case LOOP_BEGIN -> open.push(i);
                case LOOP_END -> loops.add(new Loop(2 * open.pop(), 2 * i + 1));
                case MOVE -> hint[ins.values()[0]] = ins.values()[1];
                default -> {
                }
            }
            double cost = 1L << DEPTH_BITS * Math.min(DEEPEST, open.size());
            for (int k = 0; k < ins.values().length; k++) {
                touch(ins.values()[k], ins.roles()[k], i, cost);
            }
        }
        // Inner loops were closed first: what lives to their end may be stretched further by the loops around them.
        for (Loop loop : loops) {
            for (int v = 0; v < count; v++) {
                if (start[v] < loop.begin && end[v] >= loop.begin && end[v] < loop.end) {
                    end[v] = loop.end;
                }
            }
        }
    }

    private void touch(int value, Role role, int step, double cost) {
        if (value < 0) {
            return;
        }
        int from = role == Role.DEF ? 2 * step + 1 : 2 * step;
        int to = role == Role.USE ? 2 * step : 2 * step + 1;
        start[value] = Math.min(start[value], from);
        end[value] = Math.max(end[value], to);
        weight[value] += role == Role.CHANGE ? 2 * cost : cost;
    }
}
