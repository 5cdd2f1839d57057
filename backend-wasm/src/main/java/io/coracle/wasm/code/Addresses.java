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
import java.util.List;
import java.util.Map;

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
    private record Pointer(int buffer, Terms terms) {}

    /** How far a pointer moves in each round of a loop. */
    private record Stride(int loop, Terms terms) {}

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
            case Var v -> {
                Polynomial sum = sums.get(v);
                yield sum == null ? Polynomial.atom(number(v)) : sum;
            }
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
        Terms terms = new Terms();
        if (offset != bytes.constant()) {
            terms.add(Product.ONE, bytes.constant());
        }
        terms.addAll(bytes.terms());
        int[] depths = new int[terms.size()];
        int deepest = -1;
        Terms passing = new Terms();
        for (int i = 0; i < depths.length; i++) {
            depths[i] = depth(terms.product(i));
            if (depths[i] == Expressions.NOWHERE) {
                passing.add(terms.product(i), terms.coefficient(i));
            } else {
                deepest = Math.max(deepest, depths[i]);
            }
        }
        int pointer = bases.get(buffer.id());
        Terms added = new Terms();
        for (int depth = 0; depth <= deepest; depth++) {
            Terms group = new Terms();
            for (int i = 0; i < depths.length; i++) {
                if (depths[i] == depth) {
                    group.add(terms.product(i), terms.coefficient(i));
                }
            }
            if (group.isEmpty()) {
                continue;
            }
            added.addAll(group);
            Pointer key = new Pointer(buffer.id(), added.copy());
            int known = to.scope.find(key);
            if (known < 0) {
                Scope scope = to.scope.at(depth);
                known = pointer(scope, pointer, group);
                scope.know(key, known);
            }
            pointer = known;
        }
        to.scope.code.get(pointer);
        add(passing);
        return offset;
    }

    /** The depth of the outermost block where all atoms of a product are known. */
    private int depth(Product product) {
        int depth = 0;
        for (int i = 0; i < product.size(); i++) {
            depth = Math.max(depth, to.home(atoms.get(product.atom(i))));
        }
        return depth;
    }

    /** A pointer that is known in a block: another one, plus terms that are known there. */
    private int pointer(Scope scope, int from, Terms terms) {
        Terms moving = new Terms();
        Terms rest = new Terms();
        for (int i = 0; i < terms.size(); i++) {
            boolean moves = scope.kind == Scope.Kind.LOOP && isLinear(scope, terms.product(i));
            (moves ? moving : rest).add(terms.product(i), terms.coefficient(i));
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

    private boolean isLinear(Scope loop, Product product) {
        int counter = number(loop.variable.orElseThrow());
        int found = 0;
        for (int i = 0; i < product.size(); i++) {
            if (product.atom(i) == counter) {
                found++;
            } else if (to.home(atoms.get(product.atom(i))) >= loop.depth) {
                return false;
            }
        }
        return found == 1;
    }

    /** A pointer of a loop's own, which each round moves on. */
    private int moving(Scope loop, int from, Terms terms) {
        Scope before = loop.parent.orElseThrow();
        int pointer = to.local(ValType.I32);
        to.within(before, () -> {
            before.code.get(from);
            add(terms);
            before.code.set(pointer);
        });
        int counter = number(loop.variable.orElseThrow());
        Terms stride = new Terms();
        int constant = 0;
        for (int i = 0; i < terms.size(); i++) {
            Product others = terms.product(i).without(counter);
            int step = terms.coefficient(i) * loop.step;
            if (others.size() == 0) {
                constant += step;
            } else {
                stride.add(others, step);
            }
        }
        Code advance = loop.advance.get(pointer);
        if (stride.isEmpty()) {
            advance.i32(constant);
        } else {
            if (constant != 0) {
                stride.add(Product.ONE, constant);
            }
            advance.get(stride(before, stride, loop.depth));
        }
        advance.op(Op.I32_ADD).set(pointer);
        return pointer;
    }

    private int stride(Scope before, Terms terms, int loop) {
        Stride key = new Stride(loop, terms);
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
    private void add(Terms terms) {
        for (int t = 0; t < terms.size(); t++) {
            Product product = terms.product(t);
            int coefficient = terms.coefficient(t);
            if (product.size() == 0) {
                to.scope.code.i32(coefficient).op(Op.I32_ADD);
                continue;
            }
            for (int i = 0; i < product.size(); i++) {
                to.push(atoms.get(product.atom(i)));
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
