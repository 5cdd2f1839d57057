package io.coracle.jvm.x86;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Type;

/** Whole vectors of f32 and i32, and of booleans: mask registers with AVX-512, lanes of all ones with AVX2. */
final class Vectors {
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

    private int booleanTarget(int into) {
        return into != Expressions.ANY ? into : to.isa.masks ? to.values.mask() : to.vector();
    }

    private int moved(int value, int into) {
        if (into == Expressions.ANY || into == value) {
            return value;
        }
        to.copy(into, value);
        return into;
    }

    int select(Expr expr, int into) {
        boolean isBoolean = expr.type().scalar() == Scalar.BOOL;
        return switch (expr) {
            case Expr.Const(Type type, long bits) -> isBoolean ? booleanConstant(bits != 0, into) : constant((int) bits, into);
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> isBoolean ? not(value, into) : unary(op, value, into);
            case Expr.Binary(BinaryOp op, Expr left, Expr right) ->
                isBoolean ? logical(op, left, right, into) : binary(op, left, right, into);
            case Expr.Compare(CompareOp op, Expr left, Expr right) -> compare(op, left, right, into);
            case Expr.Fma(Expr a, Expr b, Expr c) -> fma(a, b, c, into);
            case Expr.Select(Expr condition, Expr yes, Expr no) ->
                isBoolean ? chooseBoolean(condition, yes, no, into) : choose(condition, yes, no, into);
            case Expr.Cast(Scalar scalar, Expr value) -> cast(scalar, value, into);
            case Expr.Bitcast(Scalar scalar, Expr value) -> moved(expressions.value(value), into);
            case Expr.Broadcast(Expr value, int lanes) -> broadcast(value, into);
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed) -> dot4(accumulator, unsigned, signed, into);
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

    private int booleanConstant(boolean value, int into) {
        int target = booleanTarget(into);
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

    private int dot4(Expr accumulator, Expr unsigned, Expr signed, int into) {
        int sum = expressions.value(accumulator);
        int u = expressions.value(unsigned);
        if (to.isa.dot4) {
            Source s = expressions.operand(signed);
            boolean inPlace = into == sum && u != into && !s.equals(Writer.of(into));
            int target = inPlace ? into : to.vector();
            to.copy(target, sum);
            to.update(to.isa.masks ? VectorOp.PDPBUSD : VectorOp.PDPBUSD_VEX, width, target, u, s);
            return moved(target, into);
        }
        // Bytes at even and at odd places as 16-bit numbers, multiplied and added in pairs: no sum saturates.
        int s = expressions.value(signed);
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

    // Booleans.

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
            int target = booleanTarget(into);
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
        int target = booleanTarget(into);
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

    private static final int MASK_AND = 0x41;
    private static final int MASK_AND_NOT = 0x42;
    private static final int MASK_OR = 0x45;
    private static final int MASK_XOR = 0x47;

    private int logical(BinaryOp op, Expr left, Expr right, int into) {
        int a = expressions.value(left);
        int b = expressions.value(right);
        int target = booleanTarget(into);
        if (to.isa.masks) {
            mask(switch (op) {
                case AND -> MASK_AND;
                case OR -> MASK_OR;
                default -> MASK_XOR;
            }, target, a, b);
        } else {
            to.vector(instruction(op, false), width, target, a, Writer.of(b));
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

    private int chooseBoolean(Expr condition, Expr yes, Expr no, int into) {
        int c = expressions.value(condition);
        int a = expressions.value(yes);
        int b = expressions.value(no);
        int target = booleanTarget(into);
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
        blend(target, c, a, b);
        return target;
    }

    private void blend(int target, int condition, int yes, int no) {
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

    /** A mask, or lanes of all ones, for the first lanes. */
    int active(Expr count) {
        record Active(Expr count) {}
        Active key = new Active(count);
        boolean stable = expressions.isStable(java.util.List.of(count));
        int known = stable ? to.scope.find(key) : -1;
        if (known >= 0) {
            return known;
        }
        Scope here = to.scope;
        to.scope = expressions.home(java.util.List.of(count));
        int number = to.vector();
        spread(number, expressions.value(count));
        int[] words = new int[to.isa.lanes()];
        for (int i = 0; i < words.length; i++) {
            words[i] = i;
        }
        int lanes = to.constants(words);
        int target = booleanTarget(Expressions.ANY);
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
        if (value.type().scalar() == Scalar.BOOL) {
            return broadcastBoolean(value, into);
        }
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

    private int broadcastBoolean(Expr value, int into) {
        int source = expressions.value(value);
        int ones = to.general();
        to.copy(ones, source);
        Step negate = to.step("negate");
        Step.Arg n = negate.change(ones);
        negate.emit(to.out(), (asm, o) -> asm.negate(false, n.gpr(o)));
        int target = booleanTarget(into);
        if (to.isa.masks) {
            Step step = to.step("mask");
            Step.Arg d = step.def(target);
            Step.Arg s = step.use(ones);
            step.emit(to.out(), (asm, o) -> asm.maskMove(d.mask(o), s.gpr(o)));
        } else {
            spread(target, ones);
        }
        return target;
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
