package io.coracle.wasm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where elements lie. What an index consists of is added up in the outermost block where it is known; in a loop it is a pointer that
 * moves with the counter. Constant distances become immediates of loads and stores.
 *
 * <p>An immediate is added without wrapping around, so what it is added to must not be negative. It is not: buffers lie above
 * {@link #LOWEST}, immediates are smaller than that, and an access that is inside its buffer ends above it.
 */
final class Addresses {
    /** No buffer lies below this address. */
    static final int LOWEST = 1 << 16;
    /** Larger sums are computed as they are written. */
    private static final int MOST_NAMED_TERMS = 4;

    private final Expressions to;
    private final Map<Integer, Integer> bases = new HashMap<>();
    private final Map<Var, Polynomial> sums = new HashMap<>();
    private final Map<Expr, Integer> numbers = new HashMap<>();
    private final List<Expr> atoms = new ArrayList<>();

    /** A pointer into a buffer: its base and these terms, in bytes. */
    private record Pointer(int buffer, Map<List<Integer>, Integer> terms) {}

    /** How far a pointer moves in each round of a loop. */
    private record Stride(int loop, Map<List<Integer>, Integer> terms) {}

    Addresses(Expressions to) {
        this.to = to;
    }

    /** Says in which local the address of a buffer lies. */
    void base(Buffer buffer, int local) {
        bases.put(buffer.id(), local);
    }

    /** A variable that stands for a sum or a product. */
    void named(Var variable, Expr value) {
        Polynomial sum = polynomial(value);
        if (sum.terms().size() <= MOST_NAMED_TERMS) {
            sums.put(variable, sum);
        }
    }

    private Polynomial polynomial(Expr index) {
        return switch (index) {
            case Expr.Const(var type, long bits) -> Polynomial.of((int) bits);
            case Var v when sums.containsKey(v) -> sums.get(v);
            case Expr.Binary(BinaryOp op, Expr left, Expr right) when op == BinaryOp.ADD || op == BinaryOp.SUB || op == BinaryOp.MUL -> {
                Polynomial a = polynomial(left);
                Polynomial b = polynomial(right);
                Polynomial result = op == BinaryOp.MUL ? a.times(b) : a.plus(b, op == BinaryOp.ADD ? 1 : -1);
                yield result.terms().size() > Polynomial.MOST_TERMS ? Polynomial.atom(number(index)) : result;
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr.Const(var type, long count)) when op == BinaryOp.SHL ->
                polynomial(left).times(Polynomial.of(1 << (int) count));
            default -> Polynomial.atom(number(index));
        };
    }

    private int number(Expr atom) {
        Integer known = numbers.get(atom);
        if (known == null) {
            known = atoms.size();
            numbers.put(atom, known);
            atoms.add(atom);
        }
        return known;
    }

    /** Puts the address of an element on the stack, but for the constant that is given back. */
    int push(Buffer buffer, Expr index) {
        Polynomial bytes = polynomial(index).times(Polynomial.of(buffer.dtype().bits() / 8));
        int offset = bytes.constant() >= 0 && bytes.constant() < LOWEST ? bytes.constant() : 0;
        Map<Integer, Map<List<Integer>, Integer>> byDepth = new TreeMap<>();
        if (offset != bytes.constant()) {
            byDepth.computeIfAbsent(0, d -> new LinkedHashMap<>()).put(List.of(), bytes.constant());
        }
        Map<List<Integer>, Integer> passing = new LinkedHashMap<>();
        for (Map.Entry<List<Integer>, Integer> term : bytes.terms().entrySet()) {
            int depth = 0;
            for (int atom : term.getKey()) {
                depth = Math.max(depth, to.home(atoms.get(atom)));
            }
            (depth == Expressions.NOWHERE ? passing : byDepth.computeIfAbsent(depth, d -> new LinkedHashMap<>())).put(term.getKey(), term.getValue());
        }
        int pointer = bases.get(buffer.id());
        Map<List<Integer>, Integer> added = new LinkedHashMap<>();
        for (Map.Entry<Integer, Map<List<Integer>, Integer>> group : byDepth.entrySet()) {
            added.putAll(group.getValue());
            Pointer key = new Pointer(buffer.id(), Map.copyOf(added));
            int known = to.scope.find(key);
            if (known < 0) {
                Scope scope = to.scope.at(group.getKey());
                known = pointer(scope, pointer, group.getValue());
                scope.know(key, known);
            }
            pointer = known;
        }
        to.scope.code.get(pointer);
        add(passing);
        return offset;
    }

    /** A pointer that is known in a block: another one, plus terms that are known there. */
    private int pointer(Scope scope, int from, Map<List<Integer>, Integer> terms) {
        Map<List<Integer>, Integer> moving = new LinkedHashMap<>();
        Map<List<Integer>, Integer> rest = new LinkedHashMap<>();
        for (Map.Entry<List<Integer>, Integer> term : terms.entrySet()) {
            (scope.kind == Scope.Kind.LOOP && isLinear(scope, term.getKey()) ? moving : rest).put(term.getKey(), term.getValue());
        }
        int result = moving.isEmpty() ? from : moving(scope, from, moving);
        if (!rest.isEmpty()) {
            int sum = to.local(ValType.I32);
            int base = result;
            to.within(scope, () -> {
                scope.code.get(base);
                add(rest);
                scope.code.set(sum);
            });
            result = sum;
        }
        return result;
    }

    private boolean isLinear(Scope loop, List<Integer> product) {
        int counter = number(loop.variable.orElseThrow());
        int found = 0;
        for (int atom : product) {
            if (atom == counter) {
                found++;
            } else if (to.home(atoms.get(atom)) >= loop.depth) {
                return false;
            }
        }
        return found == 1;
    }

    /** A pointer of a loop's own, which each round moves on. */
    private int moving(Scope loop, int from, Map<List<Integer>, Integer> terms) {
        Scope before = loop.parent.orElseThrow();
        int pointer = to.local(ValType.I32);
        to.within(before, () -> {
            before.code.get(from);
            add(terms);
            before.code.set(pointer);
        });
        int counter = number(loop.variable.orElseThrow());
        Map<List<Integer>, Integer> stride = new LinkedHashMap<>();
        int constant = 0;
        for (Map.Entry<List<Integer>, Integer> term : terms.entrySet()) {
            List<Integer> others = new ArrayList<>(term.getKey());
            others.remove((Object) counter);
            if (others.isEmpty()) {
                constant += term.getValue() * loop.step;
            } else {
                stride.put(List.copyOf(others), term.getValue() * loop.step);
            }
        }
        Code advance = loop.advance.get(pointer);
        if (stride.isEmpty()) {
            advance.i32(constant);
        } else {
            if (constant != 0) {
                stride.put(List.of(), constant);
            }
            advance.get(stride(before, stride, loop.depth));
        }
        advance.op(Op.I32_ADD).set(pointer);
        return pointer;
    }

    private int stride(Scope before, Map<List<Integer>, Integer> terms, int loop) {
        Stride key = new Stride(loop, Map.copyOf(terms));
        int known = before.find(key);
        if (known < 0) {
            known = to.local(ValType.I32);
            int local = known;
            to.within(before, () -> {
                before.code.i32(0);
                add(terms);
                before.code.set(local);
            });
            before.know(key, known);
        }
        return known;
    }

    /** Adds terms to the number on the stack. */
    private void add(Map<List<Integer>, Integer> terms) {
        for (Map.Entry<List<Integer>, Integer> term : terms.entrySet()) {
            List<Integer> product = term.getKey();
            int coefficient = term.getValue();
            if (product.isEmpty()) {
                to.scope.code.i32(coefficient).op(Op.I32_ADD);
                continue;
            }
            for (int i = 0; i < product.size(); i++) {
                to.push(atoms.get(product.get(i)));
                if (i > 0) {
                    to.scope.code.op(Op.I32_MUL);
                }
            }
            if (coefficient > 1 && (coefficient & coefficient - 1) == 0) {
                to.scope.code.i32(Integer.numberOfTrailingZeros(coefficient)).op(Op.I32_SHL);
            } else if (coefficient != 1) {
                to.scope.code.i32(coefficient).op(Op.I32_MUL);
            }
            to.scope.code.op(Op.I32_ADD);
        }
    }
}
