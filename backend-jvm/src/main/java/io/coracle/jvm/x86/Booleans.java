package io.coracle.jvm.x86;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import java.util.List;

/** A boolean in every lane: mask registers with AVX-512, lanes of all ones with AVX2. */
final class Booleans {
    private static final int UNORDERED = 3;
    private static final int MASK_AND = 0x41;
    private static final int MASK_AND_NOT = 0x42;
    private static final int MASK_OR = 0x45;
    private static final int MASK_XOR = 0x47;

    private final Writer to;
    private final Expressions expressions;
    private final Width width;

    Booleans(Writer to, Expressions expressions) {
        this.to = to;
        this.expressions = expressions;
        width = to.isa.width();
    }

    private int target(int into) {
        return into != Expressions.ANY ? into : to.isa.masks ? to.values.mask() : to.vector();
    }

    int select(Expr expr, int into) {
        return switch (expr) {
            case Expr.Const(var type, long bits) -> constant(bits != 0, into);
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> not(value, into);
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> logical(op, left, right, into);
            case Expr.Compare(CompareOp op, Expr left, Expr right) -> compare(op, left, right, into);
            case Expr.Select(Expr condition, Expr yes, Expr no) -> choose(condition, yes, no, into);
            case Expr.FirstLanes(Expr count, int lanes) -> first(count, into);
            case Expr.Broadcast(Expr value, int lanes) -> broadcast(value, into);
            default -> throw new IllegalStateException("not a vector of booleans: " + expr);
        };
    }

    private int constant(boolean value, int into) {
        int target = target(into);
        if (to.isa.masks) {
            int bits = to.number(value ? 0xffff : 0);
            Step step = to.step("mask");
            Step.Arg d = step.def(target);
            Step.Arg s = step.use(bits);
            step.emit(to.out(), (asm, o) -> asm.maskMove(d.mask(o), s.gpr(o)));
        } else {
            to.copy(target, to.constant(value ? -1 : 0));
        }
        return target;
    }

    private static int predicate(CompareOp op, boolean isFloat) {
        return switch (op) {
            case EQ -> 0;
            case NE -> 4;
            case LT -> isFloat ? 0x11 : 1;
            case LE -> isFloat ? 0x12 : 2;
            case LTU -> 1;
        };
    }

    private int compare(CompareOp op, Expr left, Expr right, int into) {
        boolean isFloat = left.type().scalar().isFloat();
        int a = expressions.value(left);
        int predicate = predicate(op, isFloat);
        if (isFloat || to.isa.masks) {
            Source b = expressions.operand(right);
            int target = target(into);
            VectorOp instruction = isFloat ? to.isa.masks ? VectorOp.CMPPS_MASK : VectorOp.CMPPS
                : op == CompareOp.LTU ? VectorOp.PCMPUD_MASK : VectorOp.PCMPD_MASK;
            to.vector(instruction, width, target, a, b, predicate);
            return target;
        }
        int b = expressions.value(right);
        int target = target(into);
        switch (op) {
            case EQ -> to.vector(VectorOp.PCMPEQD, width, target, a, Writer.of(b));
            case LT -> to.vector(VectorOp.PCMPGTD, width, target, b, Writer.of(a));
            case NE -> inverted(target, to.vector(VectorOp.PCMPEQD, width, a, Writer.of(b)));
            case LE -> inverted(target, to.vector(VectorOp.PCMPGTD, width, a, Writer.of(b)));
            case LTU -> {
                int sign = to.constant(Integer.MIN_VALUE);
                int x = to.vector(VectorOp.PXOR, width, a, Writer.of(sign));
                int y = to.vector(VectorOp.PXOR, width, b, Writer.of(sign));
                to.vector(VectorOp.PCMPGTD, width, target, y, Writer.of(x));
            }
        }
        return target;
    }

    private void inverted(int target, int source) {
        to.vector(VectorOp.PXOR, width, target, source, Writer.of(to.constant(-1)));
    }

    private int not(Expr value, int into) {
        int source = expressions.value(value);
        int target = target(into);
        if (to.isa.masks) {
            Step step = to.step("not");
            Step.Arg d = step.def(target);
            Step.Arg s = step.use(source);
            step.emit(to.out(), (asm, o) -> asm.maskNot(d.mask(o), s.mask(o)));
        } else {
            inverted(target, source);
        }
        return target;
    }

    private int logical(BinaryOp op, Expr left, Expr right, int into) {
        int a = expressions.value(left);
        int b = expressions.value(right);
        int target = target(into);
        if (to.isa.masks) {
            mask(switch (op) {
                case AND -> MASK_AND;
                case OR -> MASK_OR;
                default -> MASK_XOR;
            }, target, a, b);
        } else {
            to.vector(switch (op) {
                case AND -> VectorOp.PAND;
                case OR -> VectorOp.POR;
                default -> VectorOp.PXOR;
            }, width, target, a, Writer.of(b));
        }
        return target;
    }

    private void mask(int opcode, int target, int a, int b) {
        Step step = to.step("mask " + opcode);
        Step.Arg d = step.def(target);
        Step.Arg x = step.use(a);
        Step.Arg y = step.use(b);
        step.emit(to.out(), (asm, o) -> asm.maskOp(opcode, d.mask(o), x.mask(o), y.mask(o)));
    }

    private int choose(Expr condition, Expr yes, Expr no, int into) {
        int c = expressions.value(condition);
        int a = expressions.value(yes);
        int b = expressions.value(no);
        int target = target(into);
        if (to.isa.masks) {
            int one = to.values.mask();
            int other = to.values.mask();
            mask(MASK_AND, one, c, a);
            mask(MASK_AND_NOT, other, c, b);
            mask(MASK_OR, target, one, other);
        } else {
            blend(target, c, a, b);
        }
        return target;
    }

    void blend(int target, int condition, int yes, int no) {
        Step step = to.step("blend");
        Step.Arg d = step.def(target);
        Step.Arg n = step.use(no);
        Step.Arg y = step.use(yes);
        Step.Arg c = step.use(condition);
        step.emit(to.out(), (asm, o) -> asm.vector(VectorOp.BLENDVPS, width, d.of(o), n.number(o), y.of(o), c.number(o) << 4));
    }

    /** One vector where a float is NaN, another elsewhere. */
    int whereNan(int value, int yes, int no) {
        int target = to.vector();
        if (!to.isa.masks) {
            int nan = to.vector();
            to.vector(VectorOp.CMPPS, width, nan, value, Writer.of(value), UNORDERED);
            blend(target, nan, yes, no);
            return target;
        }
        int nan = to.values.mask();
        to.vector(VectorOp.CMPPS_MASK, width, nan, value, Writer.of(value), UNORDERED);
        Step step = to.step("blend");
        Step.Arg d = step.def(target);
        Step.Arg k = step.use(nan);
        Step.Arg n = step.use(no);
        Step.Arg y = step.useAnywhere(yes);
        step.emit(to.out(), (asm, o) -> asm.masked(VectorOp.BLENDMPS, width, d.of(o), n.number(o), y.of(o), k.mask(o), false));
        return target;
    }

    private int first(Expr count, int into) {
        int known = active(count);
        if (into == Expressions.ANY) {
            return known;
        }
        to.copy(into, known);
        return into;
    }

    /** A mask, or lanes of all ones, for the first lanes. */
    int active(Expr count) {
        record Active(Expr count) {}
        Active key = new Active(count);
        boolean stable = expressions.isStable(List.of(count));
        int known = stable ? to.scope.find(key) : -1;
        if (known >= 0) {
            return known;
        }
        Scope here = to.scope;
        to.scope = expressions.home(List.of(count));
        int number = to.vector();
        expressions.vectors().spread(number, expressions.value(count));
        int[] words = new int[to.isa.lanes()];
        for (int i = 0; i < words.length; i++) {
            words[i] = i;
        }
        int lanes = to.constants(words);
        int target = target(Expressions.ANY);
        if (to.isa.masks) {
            to.vector(VectorOp.PCMPD_MASK, width, target, lanes, Writer.of(number), 1);
        } else {
            to.vector(VectorOp.PCMPGTD, width, target, number, Writer.of(lanes));
        }
        if (stable) {
            to.scope.know(key, target);
        }
        to.scope = here;
        return target;
    }

    private int broadcast(Expr value, int into) {
        int source = expressions.value(value);
        int ones = to.general();
        to.copy(ones, source);
        Step negate = to.step("negate");
        Step.Arg n = negate.change(ones);
        negate.emit(to.out(), (asm, o) -> asm.negate(false, n.gpr(o)));
        int target = target(into);
        if (to.isa.masks) {
            Step step = to.step("mask");
            Step.Arg d = step.def(target);
            Step.Arg s = step.use(ones);
            step.emit(to.out(), (asm, o) -> asm.maskMove(d.mask(o), s.gpr(o)));
        } else {
            expressions.vectors().spread(target, ones);
        }
        return target;
    }
}
