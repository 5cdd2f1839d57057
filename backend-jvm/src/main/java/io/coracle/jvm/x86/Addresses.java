package io.coracle.jvm.x86;

import io.coracle.jvm.x86.Assembler.Alu;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where elements lie. What an index consists of is added up in the outermost block where it is known; what remains in the innermost
 * loop is its counter, scaled by the instruction or kept as a second counter that grows in bytes.
 */
final class Addresses {
    private final Writer to;
    private final Expressions expressions;
    private final Map<Integer, Integer> bases = new HashMap<>();
    private final Map<Var, Polynomial> sums = new HashMap<>();

    Addresses(Writer to, Expressions expressions) {
        this.to = to;
        this.expressions = expressions;
    }

    /** Where a buffer begins. */
    void base(Buffer buffer, int value) {
        bases.put(buffer.id(), value);
    }

    /** A variable that stands for a sum or a product. */
    void named(Var variable, Expr value) {
        Polynomial sum = polynomial(value);
        if (sum.terms().size() <= 4) {
            sums.put(variable, sum);
        }
    }

    private Polynomial polynomial(Expr index) {
        return Polynomial.of(index, v -> sums.containsKey(v) ? sums.get(v) : Polynomial.atom(v));
    }

    private record Sum(int buffer, Map<List<Expr>, Long> terms, long constant) {}

    private record Product(List<Expr> atoms, long coefficient) {}

    private record Wide(Expr atom) {}

    Source.Place place(Buffer buffer, Expr index) {
        long size = buffer.dtype().bytes(1);
        Polynomial bytes = polynomial(index).times(Polynomial.of(size));
        Map<Scope, Map<List<Expr>, Long>> byScope = new LinkedHashMap<>();
        for (Map.Entry<List<Expr>, Long> term : bytes.terms().entrySet()) {
            byScope.computeIfAbsent(expressions.home(term.getKey()), s -> new LinkedHashMap<>()).put(term.getKey(), term.getValue());
        }
        List<Scope> outward = new ArrayList<>();
        for (Scope s = to.scope; ; s = s.parent.get()) {
            outward.addFirst(s);
            if (s.parent.isEmpty()) {
                break;
            }
        }
        int pointer = bases.get(buffer.id());
        Map<List<Expr>, Long> added = new HashMap<>();
        Scope here = to.scope;
        for (Scope s : outward) {
            Map<List<Expr>, Long> terms = byScope.getOrDefault(s, Map.of());
            if (terms.isEmpty() || s == here) {
                continue;
            }
            added.putAll(terms);
            Sum key = new Sum(buffer.id(), Map.copyOf(added), 0);
            int known = here.find(key);
            if (known < 0) {
                to.scope = s;
                known = sum(pointer, terms);
                s.know(key, known);
                to.scope = here;
            }
            pointer = known;
        }
        long displacement = bytes.constant();
        if (displacement != (int) displacement) {
            pointer = sum(pointer, Map.of(List.of(), displacement));
            displacement = 0;
        }
        Map<List<Expr>, Long> rest = byScope.getOrDefault(here, Map.of());
        if (rest.isEmpty()) {
            return new Source.Place(pointer, OptionalInt.empty(), 1, (int) displacement);
        }
        return local(buffer, pointer, added, rest, (int) displacement);
    }

    /** What changes in this block, as an index register where one will do. */
    private Source.Place local(Buffer buffer, int pointer, Map<List<Expr>, Long> added, Map<List<Expr>, Long> rest, int displacement) {
        if (rest.size() == 1) {
            Map.Entry<List<Expr>, Long> only = rest.entrySet().iterator().next();
            List<Expr> atoms = only.getKey();
            long scale = only.getValue();
            if (atoms.size() == 1 && (scale == 1 || scale == 2 || scale == 4 || scale == 8)) {
                return new Source.Place(pointer, OptionalInt.of(wide(atoms.getFirst())), (int) scale, displacement);
            }
            return new Source.Place(pointer, OptionalInt.of(product(atoms, scale)), 1, displacement);
        }
        boolean stable = rest.keySet().stream().allMatch(expressions::isStable);
        Map<List<Expr>, Long> all = new HashMap<>(added);
        all.putAll(rest);
        Sum key = new Sum(buffer.id(), Map.copyOf(all), 0);
        int known = stable ? to.scope.find(key) : -1;
        if (known < 0) {
            known = sum(pointer, rest);
            if (stable) {
                to.scope.know(key, known);
            }
        }
        return new Source.Place(known, OptionalInt.empty(), 1, displacement);
    }

    private int sum(int pointer, Map<List<Expr>, Long> terms) {
        int result = pointer;
        for (Map.Entry<List<Expr>, Long> term : terms.entrySet()) {
            int next = to.general();
            List<Expr> atoms = term.getKey();
            long scale = term.getValue();
            if (atoms.isEmpty()) {
                int number = to.number(scale);
                to.address(true, next, new Source.Place(result, OptionalInt.of(number), 1, 0));
            } else if (atoms.size() == 1 && (scale == 1 || scale == 2 || scale == 4 || scale == 8)) {
                to.address(true, next, new Source.Place(result, OptionalInt.of(wide(atoms.getFirst())), (int) scale, 0));
            } else {
                to.address(true, next, new Source.Place(result, OptionalInt.of(product(atoms, scale)), 1, 0));
            }
            result = next;
        }
        return result;
    }

    /** {@code coefficient * atoms} in 64 bits; in the loop whose counter is among them, a counter of its own. */
    private int product(List<Expr> atoms, long coefficient) {
        Product key = new Product(atoms, coefficient);
        boolean stable = expressions.isStable(atoms);
        int known = stable ? to.scope.find(key) : -1;
        if (known >= 0) {
            return known;
        }
        if (stable && to.scope.kind == Scope.Kind.LOOP) {
            Var counter = to.scope.variable.orElseThrow();
            List<Expr> others = new ArrayList<>(atoms);
            if (others.remove(counter) && !others.contains(counter) && expressions.home(others) != to.scope) {
                return counter(counter, others, coefficient, key);
            }
        }
        int result = multiply(atoms, coefficient);
        if (stable) {
            to.scope.know(key, result);
        }
        return result;
    }

    private int counter(Var counter, List<Expr> others, long coefficient, Product key) {
        Scope loop = to.scope;
        to.scope = loop.parent.orElseThrow();
        int value = to.general();
        to.copy(value, multiply(key.atoms, coefficient));
        long growth = coefficient * loop.step;
        int step = others.isEmpty() && growth == (int) growth ? -1 : multiply(others, growth);
        Scope advance = to.scope;
        to.scope = loop;
        loop.know(key, value);
        Writer at = to;
        int before = loop.code.size();
        if (step < 0) {
            at.alu(Alu.ADD, true, value, (int) growth);
        } else {
            at.alu(Alu.ADD, true, value, Writer.of(step));
        }
        loop.advance.addAll(loop.code.subList(before, loop.code.size()));
        loop.code.subList(before, loop.code.size()).clear();
        return value;
    }

    private int multiply(List<Expr> atoms, long coefficient) {
        int result = -1;
        for (Expr atom : atoms) {
            int factor = wide(atom);
            if (result < 0) {
                result = factor;
            } else {
                int next = to.general();
                to.copy(next, result);
                Step step = to.step("multiply");
                Step.Arg d = step.change(next);
                Step.Arg b = step.useAnywhere(factor);
                step.emit(to.out(), (asm, o) -> asm.multiply(true, d.gpr(o), b.of(o)));
                result = next;
            }
        }
        if (result < 0) {
            return to.number(coefficient);
        }
        if (coefficient == 1) {
            return result;
        }
        int scaled = to.general();
        if (coefficient == (int) coefficient) {
            Step step = to.step("multiply " + coefficient);
            Step.Arg d = step.def(scaled);
            Step.Arg a = step.useAnywhere(result);
            step.emit(to.out(), (asm, o) -> asm.multiply(true, d.gpr(o), a.of(o), (int) coefficient));
        } else {
            to.number(scaled, coefficient);
            Step step = to.step("multiply");
            Step.Arg d = step.change(scaled);
            Step.Arg b = step.useAnywhere(result);
            step.emit(to.out(), (asm, o) -> asm.multiply(true, d.gpr(o), b.of(o)));
        }
        return scaled;
    }

    /** An i32 scalar as 64 bits with its sign. */
    int wide(Expr atom) {
        if (atom instanceof Var v && expressions.isWide(v)) {
            return expressions.variable(v);
        }
        Wide key = new Wide(atom);
        boolean stable = expressions.isStable(List.of(atom));
        int known = stable ? to.scope.find(key) : -1;
        if (known >= 0) {
            return known;
        }
        Scope here = to.scope;
        to.scope = expressions.home(List.of(atom));
        int result;
        if (atom instanceof Expr.Const(var type, long bits)) {
            result = to.number((int) bits);
        } else {
            result = to.extend(expressions.value(atom));
        }
        if (stable) {
            to.scope.know(key, result);
        }
        to.scope = here;
        return result;
    }
}
