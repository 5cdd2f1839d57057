package io.coracle.jvm.x86;

import io.coracle.jvm.x86.CodeBuffer.Label;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Type;

/** Scalars in the lowest lane of a vector register. */
final class Floats {
    private final Writer to;
    private final Expressions expressions;

    Floats(Writer to, Expressions expressions) {
        this.to = to;
        this.expressions = expressions;
    }

    private int target(int into) {
        return into == Expressions.ANY ? to.vector(Width.X) : into;
    }

    int select(Expr expr, int into) {
        boolean single = expr.type().scalar() == Scalar.F32;
        switch (expr) {
            case Expr.Const(Type type, long bits) -> {
                int constant = single ? to.scalarConstant((int) bits) : to.scalarConstant(bits);
                if (into == Expressions.ANY) {
                    return constant;
                }
                if (bits == 0) {
                    to.zero(into, Width.X);
                } else {
                    to.copy(into, constant);
                }
                return into;
            }
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> {
                return unary(op, value, single, into);
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
                return binary(op, left, right, single, into);
            }
            case Expr.Fma(Expr a, Expr b, Expr c) -> {
                int x = expressions.value(a);
                int y = expressions.value(b);
                int sum = expressions.value(c);
                int target = into == sum ? into : to.vector(Width.X);
                to.copy(target, sum);
                to.update(VectorOp.FMADD231SS, Width.X, target, x, Writer.of(y));
                return moved(target, into);
            }
            case Expr.Select(Expr condition, Expr yes, Expr no) -> {
                return choose(expressions.value(condition), expressions.value(yes), expressions.value(no), into);
            }
            case Expr.Cast(Scalar scalar, Expr value) -> {
                return cast(value, single, into);
            }
            case Expr.Bitcast(Scalar scalar, Expr value) -> {
                int source = expressions.value(value);
                int target = target(into);
                if (value.type().scalar().isFloat()) {
                    to.copy(target, source);
                } else {
                    to.convert(single ? VectorOp.MOVD : VectorOp.MOVQ, Width.X, target, source);
                }
                return target;
            }
            case Expr.Dot2 dot -> {
                return select(dot.expanded(), into);
            }
            default -> throw new IllegalStateException("not a floating point scalar: " + expr);
        }
    }

    private int moved(int value, int into) {
        if (into == Expressions.ANY || into == value) {
            return value;
        }
        to.copy(into, value);
        return into;
    }

    private int unary(Expr.UnaryOp op, Expr value, boolean single, int into) {
        int source = expressions.value(value);
        int target = target(into);
        switch (op) {
            case NEG -> to.vector(VectorOp.PXOR, Width.X, target, source, Writer.of(
                single ? to.scalarConstant(Integer.MIN_VALUE) : to.scalarConstant(Long.MIN_VALUE)));
            case ABS -> to.vector(VectorOp.PAND, Width.X, target, source, Writer.of(
                single ? to.scalarConstant(Integer.MAX_VALUE) : to.scalarConstant(Long.MAX_VALUE)));
            case SQRT -> to.vector(single ? VectorOp.SQRTSS : VectorOp.SQRTSD, Width.X, target, source, Writer.of(source));
            default -> to.vector(single ? VectorOp.ROUNDSS : VectorOp.ROUNDSD, Width.X, target, source, Writer.of(source), rounding(op));
        }
        return target;
    }

    /** Without an exception for inexact results, in a direction. */
    static int rounding(Expr.UnaryOp op) {
        return 8 | switch (op) {
            case RINT -> 0;
            case FLOOR -> 1;
            case CEIL -> 2;
            case TRUNC -> 3;
            default -> throw new IllegalStateException(op + " does not round");
        };
    }

    private int binary(BinaryOp op, Expr left, Expr right, boolean single, int into) {
        int a = expressions.value(left);
        switch (op) {
            case MIN, MAX -> {
                int b = expressions.value(right);
                return extreme(op == BinaryOp.MIN, a, b, single, into);
            }
            default -> {
                Source b = expressions.operand(right);
                int target = target(into);
                to.vector(switch (op) {
                    case ADD -> single ? VectorOp.ADDSS : VectorOp.ADDSD;
                    case SUB -> single ? VectorOp.SUBSS : VectorOp.SUBSD;
                    case MUL -> single ? VectorOp.MULSS : VectorOp.MULSD;
                    case DIV -> single ? VectorOp.DIVSS : VectorOp.DIVSD;
                    default -> throw new IllegalStateException(op + " of floats");
                }, Width.X, target, a, b);
                return target;
            }
        }
    }

    /**
     * The processor's minimum gives its second operand for NaN and for two zeros. Both orders together hold what is needed: or-ing
     * them makes the smaller zero and keeps NaN; for the maximum, taking away where they differ makes the larger zero.
     */
    private int extreme(boolean min, int a, int b, boolean single, int into) {
        VectorOp op = min ? single ? VectorOp.MINSS : VectorOp.MINSD : single ? VectorOp.MAXSS : VectorOp.MAXSD;
        int one = to.vector(op, Width.X, a, Writer.of(b));
        int other = to.vector(op, Width.X, b, Writer.of(a));
        int target = target(into);
        if (min) {
            to.vector(VectorOp.POR, Width.X, target, one, Writer.of(other));
        } else {
            int differs = to.vector(VectorOp.PXOR, Width.X, one, Writer.of(other));
            int both = to.vector(VectorOp.POR, Width.X, one, Writer.of(differs));
            to.vector(single ? VectorOp.SUBSS : VectorOp.SUBSD, Width.X, target, both, Writer.of(differs));
        }
        return target;
    }

    private int choose(int condition, int yes, int no, int into) {
        int target = to.vector(Width.X);
        Step step = to.step("choose");
        Step.Arg d = step.early(target);
        Step.Arg c = step.use(condition);
        Step.Arg x = step.use(yes);
        Step.Arg y = step.use(no);
        step.emit(to.out(), (asm, o) -> {
            Label end = new Label();
            asm.vector(VectorOp.MOVAPS, Width.X, d.of(o), 0, x.of(o));
            asm.test(false, c.gpr(o), c.gpr(o));
            asm.jumpIf(Condition.NE, end);
            asm.vector(VectorOp.MOVAPS, Width.X, d.of(o), 0, y.of(o));
            asm.bind(end);
        });
        return moved(target, into);
    }

    private int cast(Expr value, boolean single, int into) {
        int source = expressions.value(value);
        int target = target(into);
        switch (value.type().scalar()) {
            case F32, F64 -> {
                if ((value.type().scalar() == Scalar.F32) == single) {
                    to.copy(target, source);
                } else {
                    to.vector(single ? VectorOp.CVTSD2SS : VectorOp.CVTSS2SD, Width.X, target, source, Writer.of(source));
                }
            }
            case I32, I64 -> {
                boolean wide = value.type().scalar() == Scalar.I64;
                int zero = to.vector(Width.X);
                to.zero(zero, Width.X);
                to.vector(single ? wide ? VectorOp.CVTSI2SS_64 : VectorOp.CVTSI2SS : wide ? VectorOp.CVTSI2SD_64 : VectorOp.CVTSI2SD,
                    Width.X, target, zero, Writer.of(source));
            }
            case BOOL -> throw new IllegalStateException("booleans are converted by select");
        }
        return target;
    }
}
