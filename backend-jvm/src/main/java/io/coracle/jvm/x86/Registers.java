package io.coracle.jvm.x86;

import io.coracle.jvm.x86.Values.Bank;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
    private Operand[] assigned = {};

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
            Set<Integer> spilled = registers.scan();
            if (spilled.isEmpty()) {
                return new Allocated(registers.code, registers.assigned);
            }
            registers.rewrite(spilled);
        }
        throw new IllegalStateException("values do not fit into registers");
    }

    private Set<Integer> scan() {
        Lifetimes lives = new Lifetimes(code, values);
        assigned = new Operand[values.count()];
        List<Integer> order = new ArrayList<>();
        for (int v = 0; v < values.count(); v++) {
            if (lives.end[v] >= 0) {
                order.add(v);
            }
        }
        order.sort(Comparator.comparingInt((Integer v) -> lives.start[v]).thenComparingInt(v -> v));
        Set<Integer> spilled = new TreeSet<>();
        Map<Bank, List<Integer>> active = new HashMap<>();
        for (int v : order) {
            Bank bank = values.bank(v);
            List<Integer> alive = active.computeIfAbsent(bank, b -> new ArrayList<>());
            alive.removeIf(other -> lives.end[other] < lives.start[v]);
            if (!place(v, lives, alive)) {
                int victim = v;
                for (int other : alive) {
                    if (cost(other, lives) < cost(victim, lives)) {
                        victim = other;
                    }
                }
                if (values.isShort(victim)) {
                    throw new IllegalStateException("a step has more operands than there are registers");
                }
                spilled.add(victim);
                if (victim != v) {
                    assigned[v] = assigned[victim];
                    alive.remove((Integer) victim);
                    alive.add(v);
                }
            }
        }
        return spilled;
    }

    private boolean place(int v, Lifetimes lives, List<Integer> alive) {
        long taken = 0;
        for (int other : alive) {
            taken |= 1L << number(assigned[other]);
        }
        int like = lives.hint[v];
        if (like >= 0 && assigned[like] != null && values.bank(like) == values.bank(v) && (taken >> number(assigned[like]) & 1) == 0) {
            assigned[v] = assigned[like];
            alive.add(v);
            return true;
        }
        for (Operand register : banks.get(values.bank(v))) {
            if ((taken >> number(register) & 1) == 0) {
                assigned[v] = register;
                alive.add(v);
                return true;
            }
        }
        return false;
    }

    private static int number(Operand register) {
        return switch (register) {
            case Gpr g -> g.number();
            case Vec vec -> vec.number();
            case Mask mask -> mask.number();
            case Mem m -> throw new IllegalStateException("not a register");
        };
    }

    /** What it costs to have a value in memory; long lives in a register are worth less, and constants are cheap to read. */
    private double cost(int v, Lifetimes lives) {
        if (values.isShort(v)) {
            return Double.POSITIVE_INFINITY;
        }
        double cost = lives.weight[v] / (lives.end[v] - lives.start[v] + 4);
        return values.constant(v).isPresent() ? cost / 4 : cost;
    }

    private void rewrite(Set<Integer> spilled) {
        List<Ins> result = new ArrayList<>();
        for (Ins ins : code) {
            boolean touched = false;
            for (int value : ins.values()) {
                touched |= spilled.contains(value);
            }
            if (!touched) {
                result.add(ins);
            } else if (ins.kind() != Ins.Kind.CONSTANT) {
                rewrite(ins, spilled, result);
            }
        }
        code = result;
    }

    private void rewrite(Ins ins, Set<Integer> spilled, List<Ins> result) {
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
            if (value < 0 || !spilled.contains(value)) {
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
