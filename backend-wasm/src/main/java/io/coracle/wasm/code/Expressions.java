package io.coracle.wasm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Type;
import io.coracle.wasm.format.FunctionWriter;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes expressions onto the stack: decides where (in front of the outermost loop in which an expression does not change) and leaves
 * the instructions to {@link Scalars}, {@link Vectors} and {@link Accesses}.
 */
final class Expressions {
    /** Constants of vectors that a loop keeps in locals; engines have 15 or 16 registers. */
    private static final int KEPT_CONSTANTS = 6;
    /** Deeper than any block. */
    static final int NOWHERE = Integer.MAX_VALUE;

    private final FunctionWriter function;
    private final Set<Var> mutable;
    private final Constants constants;
    private final Map<Var, Binding> bindings = new HashMap<>();
    final Features features;
    final Addresses addresses;
    final Accesses accesses;
    private final Scalars scalars;
    private final Vectors vectors;
    Scope scope = Scope.root();

    /** What a variable is. */
    private sealed interface Binding {
        /** Computed where it was named, into a local. */
        record Computed(int local, int depth) implements Binding {}

        /** Computed in the block of this depth when it is first needed. */
        record Later(Expr value, int depth) implements Binding {}
    }

    /** @param mutable variables that are assigned somewhere */
    Expressions(FunctionWriter function, Set<Var> mutable, Features features, Constants constants) {
        this.function = function;
        this.mutable = mutable;
        this.features = features;
        this.constants = constants;
        addresses = new Addresses(this);
        scalars = new Scalars(this);
        vectors = new Vectors(this);
        accesses = new Accesses(this);
    }

    static ValType valType(Type type) {
        return type.lanes() > 1 ? ValType.V128 : switch (type.scalar()) {
            case I32, BOOL -> ValType.I32;
            case I64 -> ValType.I64;
            case F32 -> ValType.F32;
            case F64 -> ValType.F64;
        };
    }

    int local(ValType type) {
        return function.local(type);
    }

    int local(Type type) {
        return function.local(valType(type));
    }

    /** Adds code to another block than the present one. */
    void within(Scope other, Runnable write) {
        Scope here = scope;
        scope = other;
        write.run();
        scope = here;
    }

    // Variables.

    /** Names a local that was set in the present block. */
    void bind(Var variable, int local) {
        bindings.put(variable, new Binding.Computed(local, scope.depth));
    }

    void let(Var variable, Expr value) {
        int home = mutable.contains(variable) ? NOWHERE : home(value);
        if (home != NOWHERE) {
            boolean address = value.type().equals(Type.I32) && !reads(value);
            if (address || home < scope.innermostLoop()) {
                if (address) {
                    addresses.named(variable, value);
                }
                bindings.put(variable, new Binding.Later(value, home < scope.innermostLoop() ? home : scope.depth));
                return;
            }
        }
        int own = local(variable.type());
        push(value);
        scope.code.set(own);
        bind(variable, own);
    }

    /** Gives a variable that was named before a new value. */
    void assign(Var variable, Expr value) {
        push(value);
        scope.code.set(assigned(variable));
    }

    /** Whether a variable is assigned somewhere, and not only named. */
    boolean isAssigned(Var variable) {
        return mutable.contains(variable);
    }

    /** The local of a variable that is assigned. */
    int assigned(Var variable) {
        return ((Binding.Computed) bindings.get(variable)).local();
    }

    private int variable(Var variable) {
        return switch (bindings.get(variable)) {
            case Binding.Computed(int local, int depth) -> local;
            case Binding.Later(Expr value, int depth) -> {
                int known = scope.find(variable);
                yield known >= 0 ? known : compute(scope.at(depth), variable, value);
            }
        };
    }

    private int compute(Scope where, Object key, Expr value) {
        int own = local(value.type());
        within(where, () -> {
            push(value);
            where.code.set(own);
        });
        where.know(key, own);
        return own;
    }

    // Where expressions are computed.

    private static boolean reads(Expr expr) {
        if (expr instanceof Expr.Load) {
            return true;
        }
        for (Expr operand : expr.operands()) {
            if (reads(operand)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value stays the same in the present loop, or in the present block where that is no loop. */
    boolean isStable(Expr expr) {
        return home(expr) != NOWHERE;
    }

    /**
     * The depth of the outermost block in which a value can be computed, or {@link #NOWHERE} when it changes within the present one.
     * Memory is read only where a block surely runs.
     */
    int home(Expr expr) {
        return switch (expr) {
            case Expr.Const c -> 0;
            case Var v -> switch (bindings.get(v)) {
                case Binding.Later(Expr value, int depth) -> depth;
                case Binding.Computed(int local, int depth) when mutable.contains(v) -> {
                    int steady = scope.steady(v);
                    yield steady < scope.depth ? Math.max(depth, steady) : NOWHERE;
                }
                case Binding.Computed(int local, int depth) -> depth;
            };
            case Expr.Load load when load.buffer().isWritten() -> NOWHERE;
            default -> {
                int depth = expr instanceof Expr.Load ? scope.conditional() : 0;
                List<Expr> operands = expr.operands();
                for (int i = 0; i < operands.size(); i++) {
                    depth = Math.max(depth, home(operands.get(i)));
                }
                yield depth;
            }
        };
    }

    /** Puts a value on the stack. */
    void push(Expr expr) {
        switch (expr) {
            case Expr.Const c when c.type().lanes() > 1 -> constant(c);
            case Expr.Const c -> scalars.push(c);
            case Var v -> scope.code.get(variable(v));
            default -> {
                int loop = scope.innermostLoop();
                int home = loop == 0 ? NOWHERE : home(expr);
                if (home < loop) {
                    int known = scope.find(expr);
                    scope.code.get(known >= 0 ? known : compute(scope.at(home), expr, expr));
                } else {
                    select(expr);
                }
            }
        }
    }

    private void select(Expr expr) {
        if (expr instanceof Expr.Load load) {
            accesses.load(load);
        } else if (expr instanceof Expr.Dot2 dot) {
            push(dot.expanded());
        } else if (expr.type().lanes() > 1 || expr instanceof Expr.Reduce || expr instanceof Expr.Dot4
            || expr instanceof Expr.SignedDot4 || expr instanceof Expr.Fma && features.fused()) {
            vectors.push(expr);
        } else {
            scalars.push(expr);
        }
    }

    /** A constant in every lane: from a local, from memory, or from the code. */
    private void constant(Expr.Const constant) {
        int bits = constant.type().scalar() == Scalar.BOOL ? constant.bits() != 0 ? -1 : 0 : (int) constant.bits();
        int loop = scope.innermostLoop();
        if (bits == 0 || bits == -1 || loop == 0) {
            scope.code.v128(bits);
            return;
        }
        Splat key = new Splat(bits);
        int known = scope.find(key);
        if (known < 0 && scope.at(loop).constants < KEPT_CONSTANTS) {
            Scope body = scope.at(loop);
            Scope before = body.parent.orElseThrow();
            body.constants++;
            known = local(ValType.V128);
            before.code.v128(bits).set(known);
            before.know(key, known);
        }
        if (known >= 0) {
            scope.code.get(known);
            return;
        }
        int address = constants.address(bits);
        if (address < 0) {
            scope.code.v128(bits);
        } else {
            scope.code.i32(0).memory(Op.V128_LOAD32_SPLAT, address);
        }
    }

    private record Splat(int bits) {}

    /** A value in a local, for those who need it more than once: its variable's own, or a new one. */
    int inLocal(Expr expr) {
        if (expr instanceof Var v) {
            return variable(v);
        }
        int own = local(expr.type());
        push(expr);
        scope.code.set(own);
        return own;
    }

    /**
     * What is made of a variable by a few instructions that another use of it may have asked for already.
     *
     * @param key names the instructions
     */
    int derived(String key, Expr of, ValType type, Runnable instructions) {
        Derived derived = new Derived(key, of);
        boolean keeps = of instanceof Var && isStable(of);
        int known = keeps ? scope.find(derived) : -1;
        if (known < 0) {
            known = local(type);
            push(of);
            instructions.run();
            scope.code.set(known);
            if (keeps) {
                scope.know(derived, known);
            }
        }
        return known;
    }

    private record Derived(String key, Expr of) {}
}
