package io.coracle.jvm.x86;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Type;

/** Whole vectors of f32 and i32. */
final class Vectors {
    private static final int PAIR_OF_ONES = 0x0001_0001;
    private static final int UNORDERED = 3;
    private static final int GREATER_OR_EQUAL = 0x1D;
    private static final int ORDERED = 7;
    private static final int LARGER = 5;

    private final Writer to;
    private final Expressions expressions;
    private final Width width;

    Vectors(Writer to, Expressions expressions) {
        this.to = to;
        this.expressions = expressions;
        width = to.isa.width();
    }

    private int target(int into) {
        return into == Expressions.ANY ? to.vector() : into;
    }

    private int moved(int value, int into) {
        if (into == Expressions.ANY || into == value) {
            return value;
        }
        to.copy(into, value);
        return into;
    }

    int select(Expr expr, int into) {
        return switch (expr) {
            case Expr.Const(Type type, long bits) -> constant((int) bits, into);
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> unary(op, value, into);
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> binary(op, left, right, into);
            case Expr.Fma(Expr a, Expr b, Expr c) -> fma(a, b, c, into);
            case Expr.Select(Expr condition, Expr yes, Expr no) -> choose(condition, yes, no, into);
            case Expr.Cast(Scalar scalar, Expr value) -> cast(scalar, value, into);
            case Expr.Bitcast(Scalar scalar, Expr value) -> moved(expressions.value(value), into);
            case Expr.Broadcast(Expr value, int lanes) -> broadcast(value, into);
            case Expr.Dot4 dot -> dot4(dot, into);
            case Expr.SignedDot4 dot -> select(dot.expanded(), into);
            case Expr.Dot2 dot -> to.isa.dot2 ? dot(VectorOp.DPBF16PS, dot.accumulator(), dot.left(), dot.right(), into)
                : select(dot.expanded(), into);
            case Expr.Reduce(BinaryOp op, Expr value) -> reduce(op, value, into);
            default -> throw new IllegalStateException("not a vector: " + expr);
        };
    }

    private int constant(int bits, int into) {
        if (into != Expressions.ANY && bits == 0) {
            to.zero(into, width);
            return into;
        }
        return moved(to.constant(bits), into);
    }

    private int unary(Expr.UnaryOp op, Expr value, int into) {
        boolean isFloat = value.type().scalar().isFloat();
        switch (op) {
            case NEG -> {
                int source = expressions.value(value);
                int target = target(into);
                if (isFloat) {
                    to.vector(VectorOp.PXOR, width, target, source, Writer.of(to.constant(Integer.MIN_VALUE)));
                } else {
                    to.vector(VectorOp.PSUBD, width, target, to.constant(0), Writer.of(source));
                }
                return target;
            }
            case ABS -> {
                int source = expressions.value(value);
                int target = target(into);
                if (isFloat) {
                    to.vector(VectorOp.PAND, width, target, source, Writer.of(to.constant(Integer.MAX_VALUE)));
                } else {
                    to.unary(VectorOp.PABSD, width, target, Writer.of(source));
                }
                return target;
            }
            case NOT -> {
                int source = expressions.value(value);
                int target = target(into);
                to.vector(VectorOp.PXOR, width, target, source, Writer.of(to.constant(-1)));
                return target;
            }
            case SQRT -> {
                Source source = expressions.operand(value);
                int target = target(into);
                to.unary(VectorOp.SQRTPS, width, target, source);
                return target;
            }
            default -> {
                Source source = expressions.operand(value);
                int target = target(into);
                to.unary(VectorOp.ROUNDPS, width, target, source, Floats.rounding(op));
                return target;
            }
        }
    }

    private int binary(BinaryOp op, Expr left, Expr right, int into) {
        boolean isFloat = left.type().scalar().isFloat();
        if (isFloat && (op == BinaryOp.MIN || op == BinaryOp.MAX)) {
            return extreme(op == BinaryOp.MIN, left, right, into);
        }
        if (op == BinaryOp.SHL || op == BinaryOp.SHR || op == BinaryOp.SHRU) {
            return shift(op, left, right, into);
        }
        boolean swapped = isCommutative(op) && left instanceof Expr.Load && !(right instanceof Expr.Load);
        int a = expressions.value(swapped ? right : left);
        Source b = expressions.operand(swapped ? left : right);
        int target = target(into);
        to.vector(instruction(op, isFloat), width, target, a, b);
        return target;
    }

    private static boolean isCommutative(BinaryOp op) {
        return switch (op) {
            case ADD, MUL, AND, OR, XOR -> true;
            default -> false;
        };
    }

    private static VectorOp instruction(BinaryOp op, boolean isFloat) {
        return switch (op) {
            case ADD -> isFloat ? VectorOp.ADDPS : VectorOp.PADDD;
            case SUB -> isFloat ? VectorOp.SUBPS : VectorOp.PSUBD;
            case MUL -> isFloat ? VectorOp.MULPS : VectorOp.PMULLD;
            case DIV -> VectorOp.DIVPS;
            case MIN -> VectorOp.PMINSD;
            case MAX -> VectorOp.PMAXSD;
            case AND -> VectorOp.PAND;
            case OR -> VectorOp.POR;
            case XOR -> VectorOp.PXOR;
            default -> throw new IllegalStateException(op + " of vectors");
        };
    }

    private int shift(BinaryOp op, Expr left, Expr right, int into) {
        int source = expressions.value(left);
        if (right instanceof Expr.Const(Type type, long bits)) {
            int target = target(into);
            to.shift(switch (op) {
                case SHL -> VectorOp.PSLLD;
                case SHR -> VectorOp.PSRAD;
                default -> VectorOp.PSRLD;
            }, width, target, source, (int) bits & 31);
            return target;
        }
        int count = to.vector(VectorOp.PAND, width, expressions.value(right), Writer.of(to.constant(31)));
        int target = target(into);
        to.vector(switch (op) {
            case SHL -> VectorOp.PSLLVD;
            case SHR -> VectorOp.PSRAVD;
            default -> VectorOp.PSRLVD;
        }, width, target, source, Writer.of(count));
        return target;
    }

    // Minimum and maximum.

    /** Whether one instruction and perhaps an addition will do: for numbers but -0 as a bound from above. */
    private static boolean isPlain(Expr expr, boolean min) {
        return expr instanceof Expr.Const(Type type, long bits) && !Float.isNaN(Float.intBitsToFloat((int) bits))
            && !(min && (int) bits == Integer.MIN_VALUE);
    }

    private int extreme(boolean min, Expr left, Expr right, int into) {
        if (isPlain(right, min) || isPlain(left, min)) {
            Expr number = isPlain(right, min) ? right : left;
            Expr other = number == right ? left : right;
            // The second operand is what the instruction gives for NaN, and for two zeros.
            int a = expressions.value(number);
            Source b = expressions.operand(other);
            int target = target(into);
            if (!min && ((Expr.Const) number).bits() == 0) {
                int result = to.vector(VectorOp.MAXPS, width, a, b);
                to.vector(VectorOp.ADDPS, width, target, result, Writer.of(to.constant(0)));
            } else {
                to.vector(min ? VectorOp.MINPS : VectorOp.MAXPS, width, target, a, b);
            }
            return target;
        }
        return extreme(min, expressions.value(left), expressions.value(right), width, into);
    }

    /** See {@link Floats} for the way without masks. */
    private int extreme(boolean min, int a, int b, Width of, int into) {
        int target = into == Expressions.ANY ? to.vector(of) : into;
        if (min) {
            int one = to.vector(VectorOp.MINPS, of, a, Writer.of(b));
            int other = to.vector(VectorOp.MINPS, of, b, Writer.of(a));
            to.vector(VectorOp.POR, of, target, one, Writer.of(other));
        } else if (to.isa.masks) {
            // The larger number, +0 above -0; for NaN the other operand, which the sum of both puts right.
            int nan = to.values.mask();
            to.vector(VectorOp.CMPPS_MASK, of, nan, a, Writer.of(b), UNORDERED);
            int result = to.vector(of);
            to.vector(VectorOp.RANGEPS, of, result, a, Writer.of(b), LARGER);
            to.updateMasked(VectorOp.ADDPS, of, result, nan, a, Writer.of(b));
            return moved(result, into);
        } else {
            int one = to.vector(VectorOp.MAXPS, of, a, Writer.of(b));
            int other = to.vector(VectorOp.MAXPS, of, b, Writer.of(a));
            int differs = to.vector(VectorOp.PXOR, of, one, Writer.of(other));
            int both = to.vector(VectorOp.POR, of, one, Writer.of(differs));
            to.vector(VectorOp.SUBPS, of, target, both, Writer.of(differs));
        }
        return target;
    }

    // Fused multiply-add and dot products.

    private static boolean isTemporary(Expr e) {
        return !(e instanceof Expr.Var || e instanceof Expr.Const || e instanceof Expr.Load || e instanceof Expr.Broadcast);
    }

    private int fma(Expr a, Expr b, Expr c, int into) {
        // A factor that nobody needs again is overwritten; else the sum is.
        Expr spent = isTemporary(a) ? a : b;
        if (isTemporary(spent) && !isTemporary(c)) {
            Expr factor = spent == a ? b : a;
            int x = expressions.value(spent);
            int y = expressions.value(factor);
            Source sum = expressions.operand(c);
            int target = to.vector();
            to.copy(target, x);
            to.update(VectorOp.FMADD213PS, width, target, y, sum);
            return moved(target, into);
        }
        int sum = expressions.value(c);
        boolean swapped = a instanceof Expr.Load && !(b instanceof Expr.Load);
        int x = expressions.value(swapped ? b : a);
        Source y = expressions.operand(swapped ? a : b);
        boolean inPlace = into == sum && x != into && !y.equals(Writer.of(into));
        int target = inPlace ? into : to.vector();
        to.copy(target, sum);
        to.update(VectorOp.FMADD231PS, width, target, x, y);
        return moved(target, into);
    }

    private int dot4(Expr.Dot4 dot, int into) {
        if (to.isa.dot4) {
            return dot(to.isa.masks ? VectorOp.PDPBUSD : VectorOp.PDPBUSD_VEX, dot.accumulator(), dot.unsigned(), dot.signed(), into);
        }
        int sum = expressions.value(dot.accumulator());
        int u = expressions.value(dot.unsigned());
        if (dot.narrow()) {
            int pairs = to.vector(VectorOp.PMADDUBSW, width, u, expressions.operand(dot.signed()));
            int all = to.vector(VectorOp.PMADDWD, width, pairs, Writer.of(to.constant(PAIR_OF_ONES)));
            int target = target(into);
            to.vector(VectorOp.PADDD, width, target, sum, Writer.of(all));
            return target;
        }
        // Bytes at even and at odd places as 16-bit numbers, multiplied and added in pairs: no sum saturates.
        int s = expressions.value(dot.signed());
        int evenU = to.vector(VectorOp.PAND, width, u, Writer.of(to.constant(0x00ff00ff)));
        int oddU = to.vector();
        to.shift(VectorOp.PSRLW, width, oddU, u, 8);
        int raised = to.vector();
        to.shift(VectorOp.PSLLW, width, raised, s, 8);
        int evenS = to.vector();
        to.shift(VectorOp.PSRAW, width, evenS, raised, 8);
        int oddS = to.vector();
        to.shift(VectorOp.PSRAW, width, oddS, s, 8);
        int even = to.vector(VectorOp.PMADDWD, width, evenU, Writer.of(evenS));
        int odd = to.vector(VectorOp.PMADDWD, width, oddU, Writer.of(oddS));
        int both = to.vector(VectorOp.PADDD, width, even, Writer.of(odd));
        int target = target(into);
        to.vector(VectorOp.PADDD, width, target, sum, Writer.of(both));
        return target;
    }

    /** An instruction that adds products to a sum. */
    private int dot(VectorOp op, Expr accumulator, Expr left, Expr right, int into) {
        int sum = expressions.value(accumulator);
        int x = expressions.value(left);
        Source y = expressions.operand(right);
        boolean inPlace = into == sum && x != into && !y.equals(Writer.of(into));
        int target = inPlace ? into : to.vector();
        to.copy(target, sum);
        to.update(op, width, target, x, y);
        return moved(target, into);
    }

    private int choose(Expr condition, Expr yes, Expr no, int into) {
        int c = expressions.value(condition);
        int b = expressions.value(no);
        if (to.isa.masks) {
            Source a = expressions.operand(yes);
            int target = target(into);
            Step step = to.step("blend");
            Step.Arg d = step.def(target);
            Step.Arg k = step.use(c);
            Step.Arg n = step.use(b);
            Step.Arg y = step.use(a);
            step.emit(to.out(), (asm, o) -> asm.masked(VectorOp.BLENDMPS, width, d.of(o), n.number(o), y.of(o), k.mask(o), false));
            return target;
        }
        int a = expressions.value(yes);
        int target = target(into);
        expressions.booleans().blend(target, c, a, b);
        return target;
    }

    // Conversions.

    private int cast(Scalar scalar, Expr value, int into) {
        if (scalar == value.type().scalar()) {
            return moved(expressions.value(value), into);
        }
        if (scalar == Scalar.F32) {
            Source source = expressions.operand(value);
            int target = target(into);
            to.unary(VectorOp.CVTDQ2PS, width, target, source);
            return target;
        }
        int x = expressions.value(value);
        int limit = to.constant(Float.floatToRawIntBits(0x1p31f));
        if (to.isa.masks) {
            int ordered = to.values.mask();
            to.vector(VectorOp.CMPPS_MASK, width, ordered, x, Writer.of(x), ORDERED);
            int large = to.values.mask();
            to.vector(VectorOp.CMPPS_MASK, width, large, x, Writer.of(limit), GREATER_OR_EQUAL);
            int result = to.vector();
            to.zeroMasked(VectorOp.CVTTPS2DQ, width, result, ordered, -1, Writer.of(x));
            to.updateMasked(VectorOp.PXOR, width, result, large, result, Writer.of(to.constant(-1)));
            return moved(result, into);
        }
        int ordered = to.vector();
        to.vector(VectorOp.CMPPS, width, ordered, x, Writer.of(x), ORDERED);
        int large = to.vector();
        to.vector(VectorOp.CMPPS, width, large, x, Writer.of(limit), GREATER_OR_EQUAL);
        int result = to.vector();
        to.unary(VectorOp.CVTTPS2DQ, width, result, Writer.of(x));
        int flipped = to.vector(VectorOp.PXOR, width, result, Writer.of(large));
        int target = target(into);
        to.vector(VectorOp.PAND, width, target, flipped, Writer.of(ordered));
        return target;
    }

    private int broadcast(Expr value, int into) {
        if (value.type().scalar() == Scalar.F32 || expressions.accesses.isWord(value)) {
            Source source = expressions.operand(value);
            int target = target(into);
            if (value.type().scalar() == Scalar.F32 || source instanceof Source.Place) {
                to.unary(VectorOp.BROADCASTSS, width, target, source);
                return target;
            }
            spread(target, ((Source.Value) source).value());
            return target;
        }
        int source = expressions.value(value);
        int target = target(into);
        spread(target, source);
        return target;
    }

    /** A general register in every lane. */
    void spread(int target, int source) {
        if (to.isa.masks) {
            to.convert(VectorOp.PBROADCASTD_GPR, width, target, source);
        } else {
            int low = to.vector(Width.X);
            to.convert(VectorOp.MOVD, Width.X, low, source);
            to.unary(VectorOp.PBROADCASTD, width, target, Writer.of(low));
        }
    }

    // Reductions.

    private int reduce(BinaryOp op, Expr value, int into) {
        Scalar scalar = value.type().scalar();
        int rest = expressions.value(value);
        if (width == Width.Z) {
            int high = to.vector(Width.Y);
            to.reverse(VectorOp.EXTRACTF64X4, Width.Z, high, rest, 1);
            rest = combine(op, scalar, rest, high, Width.Y);
        }
        int high = to.vector(Width.X);
        to.reverse(VectorOp.EXTRACTI128, Width.Y, high, rest, 1);
        rest = combine(op, scalar, rest, high, Width.X);
        for (int order : new int[] {0x4E, 0xB1}) {
            int other = to.vector(Width.X);
            to.unary(VectorOp.PSHUFD, Width.X, other, Writer.of(rest), order);
            rest = combine(op, scalar, rest, other, Width.X);
        }
        if (scalar == Scalar.F32) {
            return moved(rest, into);
        }
        int target = into == Expressions.ANY ? to.general() : into;
        to.reverse(VectorOp.MOVD_STORE, Width.X, target, rest, -1);
        return target;
    }

    private int combine(BinaryOp op, Scalar scalar, int low, int high, Width of) {
        if (scalar == Scalar.F32 && (op == BinaryOp.MIN || op == BinaryOp.MAX)) {
            return extreme(op == BinaryOp.MIN, low, high, of, Expressions.ANY);
        }
        return to.vector(instruction(op, scalar == Scalar.F32), of, low, Writer.of(high));
    }
}
