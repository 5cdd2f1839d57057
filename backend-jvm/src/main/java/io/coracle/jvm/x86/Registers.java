package io.coracle.jvm.x86;

import io.coracle.jvm.x86.Values.Bank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives values registers by a linear scan over their lifetimes. Where there are too few, what costs least moves to memory: its home
 * in the frame, or the pool for constants; steps that can read memory then do, the others get a value that lives only around them,
 * and the scan starts again.
 */
final class Registers {
    /** All but the stack pointer and two that steps may use as they like. */
    private static final List<Gpr> GENERAL = List.of(Gpr.RCX, Gpr.RSI, Gpr.RDI, Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R11, Gpr.RBX, Gpr.RBP,
        Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15);
    private static final int MOST_ROUNDS = 40;

    private final Values values;
    private final Frame frame;
    private final Map<Bank, List<Operand>> banks = new HashMap<>();
    private List<Ins> code;
    /** The place of a value's register in its bank; -1 before it has one. */
    private int[] assigned = {};

    private Registers(List<Ins> code, Values values, Frame frame, Isa isa) {
        this.code = code;
        this.values = values;
        this.frame = frame;
        banks.put(Bank.GENERAL, List.copyOf(GENERAL));
        List<Operand> vectors = new ArrayList<>();
        for (int i = 0; i < isa.registers(); i++) {
            vectors.add(new Vec(i));
        }
        banks.put(Bank.VECTOR, vectors);
        List<Operand> masks = new ArrayList<>();
        for (int i = 1; i < 8; i++) {
            masks.add(new Mask(i));
        }
        banks.put(Bank.MASK, masks);
    }

    /** Code whose values all have registers. */
    record Allocated(List<Ins> code, Operand[] registers) {}

    static Allocated allocate(List<Ins> code, Values values, Frame frame, Isa isa) {
        Registers registers = new Registers(code, values, frame, isa);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            BitSet spilled = registers.scan();
            if (spilled.isEmpty()) {
                return new Allocated(registers.code, registers.operands());
            }
            registers.rewrite(spilled);
        }
        throw new IllegalStateException("values do not fit into registers");
    }

    private Operand[] operands() {
        Operand[] operands = new Operand[assigned.length];
        for (int v = 0; v < operands.length; v++) {
            if (assigned[v] >= 0) {
                operands[v] = banks.get(values.bank(v)).get(assigned[v]);
            }
        }
        return operands;
    }

    /** The values of one bank that live at a point of the scan. */
    private static final class Alive {
        private int[] values = new int[32];
        private int count;

        void add(int value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        void keepThoseWhichLiveAt(int point, Lifetimes lives) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (lives.end[values[i]] >= point) {
                    values[kept++] = values[i];
                }
            }
            count = kept;
        }

        void remove(int value) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (values[i] != value) {
                    values[kept++] = values[i];
                }
            }
            count = kept;
        }
    }

    private BitSet scan() {
        Lifetimes lives = new Lifetimes(code, values);
        assigned = new int[values.count()];
        Arrays.fill(assigned, -1);
        BitSet spilled = new BitSet();
        Alive[] alive = {new Alive(), new Alive(), new Alive()};
        for (long next : inOrderOfStart(lives)) {
            int v = (int) next;
            Alive others = alive[values.bank(v).ordinal()];
            others.keepThoseWhichLiveAt(lives.start[v], lives);
            assigned[v] = free(v, lives, others);
            if (assigned[v] < 0) {
                int victim = v;
                for (int i = 0; i < others.count; i++) {
                    if (cost(others.values[i], lives) < cost(victim, lives)) {
                        victim = others.values[i];
                    }
                }
                if (values.isShort(victim)) {
                    throw new IllegalStateException("a step has more operands than there are registers");
                }
                spilled.set(victim);
                if (victim == v) {
                    continue;
                }
                assigned[v] = assigned[victim];
                others.remove(victim);
            }
            others.add(v);
        }
        return spilled;
    }

    /** Values in the lower half, where they start in the upper half. */
    private long[] inOrderOfStart(Lifetimes lives) {
        long[] order = new long[values.count()];
        int count = 0;
        for (int v = 0; v < order.length; v++) {
            if (lives.end[v] >= 0) {
                order[count++] = (long) lives.start[v] << 32 | v;
            }
        }
        long[] living = Arrays.copyOf(order, count);
        Arrays.sort(living);
        return living;
    }

    /** A register that no other value has, best the one of the value that this one is copied from; -1 if there is none. */
    private int free(int v, Lifetimes lives, Alive others) {
        long taken = 0;
        for (int i = 0; i < others.count; i++) {
            taken |= 1L << assigned[others.values[i]];
        }
        int like = lives.hint[v];
        if (like >= 0 && assigned[like] >= 0 && values.bank(like) == values.bank(v) && (taken >> assigned[like] & 1) == 0) {
            return assigned[like];
        }
        int first = Long.numberOfTrailingZeros(~taken);
        return first < banks.get(values.bank(v)).size() ? first : -1;
    }

    /** What it costs to have a value in memory; long lives in a register are worth less, and constants are cheap to read. */
    private double cost(int v, Lifetimes lives) {
        if (values.isShort(v)) {
            return Double.POSITIVE_INFINITY;
        }
        double cost = lives.weight[v] / (lives.end[v] - lives.start[v] + 4);
        return values.constant(v).isPresent() ? cost / 4 : cost;
    }

    private void rewrite(BitSet spilled) {
        List<Ins> result = new ArrayList<>();
        for (Ins ins : code) {
            boolean touched = false;
            for (int value : ins.values()) {
                touched |= value >= 0 && spilled.get(value);
            }
            if (!touched) {
                result.add(ins);
            } else if (ins.kind() != Ins.Kind.CONSTANT) {
                rewrite(ins, spilled, result);
            }
        }
        code = result;
    }

    private void rewrite(Ins ins, BitSet spilled, List<Ins> result) {
        int[] operands = ins.values().clone();
        List<Ins> after = new ArrayList<>();
        Map<Integer, Integer> copies = new HashMap<>();
        Set<Integer> read = new HashSet<>();
        boolean folded = false;
        for (int value : operands) {
            folded |= value < 0;
        }
        for (int k = 0; k < operands.length; k++) {
            int value = operands[k];
            if (value < 0 || !spilled.get(value)) {
                continue;
            }
            if (ins.isFoldable(k) && !folded && ins.roles()[k] == Ins.Role.USE && !copies.containsKey(value)) {
                operands[k] = -1 - value;
                folded = true;
                continue;
            }
            int copy = copies.computeIfAbsent(value, values::shortLived);
            operands[k] = copy;
            if (ins.roles()[k].reads() && read.add(value)) {
                result.add(load(copy, value));
            }
            if (ins.roles()[k].writes()) {
                after.add(store(value, copy));
            }
        }
        result.add(new Ins(ins.text(), ins.kind(), operands, ins.roles(), ins.foldable(), ins.emit()));
        result.addAll(after);
    }

    /** Where a value without a register is read from. */
    Mem home(int value) {
        return home(values, frame, value);
    }

    static Mem home(Values values, Frame frame, int value) {
        return values.constant(value).orElseGet(() -> frame.home(values, value));
    }

    private Ins load(int copy, int value) {
        List<Ins> to = new ArrayList<>();
        Moves.load(to, values, copy, home(value));
        return to.getFirst();
    }

    private Ins store(int value, int copy) {
        List<Ins> to = new ArrayList<>();
        Moves.store(to, values, home(value), copy);
        return to.getFirst();
    }
}
