package io.coracle.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A value computed from others, without effects. Operands of one operation have the same type; use {@link Broadcast} to spread a
 * scalar over lanes. Arithmetic is that of Java: two's complement wrapping integers, IEEE 754 floats rounded to nearest even.
 */
public sealed interface Expr {
    Type type();

    /** The expressions that this one is computed from, in the order they are written. */
    default List<Expr> operands() {
        return switch (this) {
            case Const c -> List.of();
            case Var v -> List.of();
            case Load load -> load.active().isPresent() ? List.of(load.index(), load.active().get()) : List.of(load.index());
            case Unary unary -> List.of(unary.value());
            case Binary binary -> List.of(binary.left(), binary.right());
            case Compare compare -> List.of(compare.left(), compare.right());
            case Fma fma -> List.of(fma.a(), fma.b(), fma.c());
            case Select select -> List.of(select.condition(), select.yes(), select.no());
            case FirstLanes first -> List.of(first.count());
            case Cast cast -> List.of(cast.value());
            case Bitcast bitcast -> List.of(bitcast.value());
            case Broadcast broadcast -> List.of(broadcast.value());
            case Dot4 dot -> List.of(dot.accumulator(), dot.unsigned(), dot.signed());
            case SignedDot4 dot -> List.of(dot.accumulator(), dot.left(), dot.right());
            case Dot2 dot -> List.of(dot.accumulator(), dot.left(), dot.right());
            case Reduce reduce -> List.of(reduce.value());
        };
    }

    /** The same operation on other operands, as {@link #operands} lists them; arithmetic on addresses is simplified. */
    default Expr with(List<Expr> operands) {
        return switch (this) {
            case Const c -> c;
            case Var v -> v;
            case Load load -> new Load(load.buffer(), operands.get(0), load.lanes(),
                load.active().isPresent() ? Optional.of(operands.get(1)) : Optional.empty());
            case Unary unary -> new Unary(unary.op(), operands.get(0));
            case Binary binary when operands.get(0).type().equals(Type.I32) -> switch (binary.op()) {
                case ADD -> operands.get(0).plus(operands.get(1));
                case SUB -> operands.get(0).minus(operands.get(1));
                case MUL -> operands.get(0).times(operands.get(1));
                default -> new Binary(binary.op(), operands.get(0), operands.get(1));
            };
            case Binary binary -> new Binary(binary.op(), operands.get(0), operands.get(1));
            case Compare compare -> new Compare(compare.op(), operands.get(0), operands.get(1));
            case Fma fma -> new Fma(operands.get(0), operands.get(1), operands.get(2));
            case Select select -> new Select(operands.get(0), operands.get(1), operands.get(2));
            case FirstLanes first -> new FirstLanes(operands.get(0), first.lanes());
            case Cast cast -> new Cast(cast.to(), operands.get(0));
            case Bitcast bitcast -> new Bitcast(bitcast.to(), operands.get(0));
            case Broadcast broadcast -> operands.get(0).broadcast(broadcast.lanes());
            case Dot4 dot -> new Dot4(operands.get(0), operands.get(1), operands.get(2), dot.narrow());
            case SignedDot4 dot -> new SignedDot4(operands.get(0), operands.get(1), operands.get(2));
            case Dot2 dot -> new Dot2(operands.get(0), operands.get(1), operands.get(2));
            case Reduce reduce -> new Reduce(reduce.op(), operands.get(0));
        };
    }

    /** The same operation on operands that are each rewritten. */
    default Expr map(UnaryOperator<Expr> rewrite) {
        List<Expr> before = operands();
        List<Expr> after = before;
        for (int i = 0; i < before.size(); i++) {
            Expr other = rewrite.apply(before.get(i));
            if (other != before.get(i)) {
                after = after == before ? new ArrayList<>(before) : after;
                after.set(i, other);
            }
        }
        return after == before ? this : with(after);
    }

    /** Whether something holds of this expression or of a part of it. */
    default boolean any(Predicate<Expr> test) {
        if (test.test(this)) {
            return true;
        }
        List<Expr> operands = operands();
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i).any(test)) {
                return true;
            }
        }
        return false;
    }

    /** A number in every lane. {@code bits} are those of the scalar: a float's as {@code floatToRawIntBits}, and so on. */
    record Const(Type type, long bits) implements Expr {}

    /** A loop variable, a parameter, or a value that {@link Stmt.Let} named. Parameters and loop variables are i32 scalars. */
    record Var(int id, String name, Type type) implements Expr {
        /** Kernels are keys of caches, and made of variables for the most part. */
        @Override
        public int hashCode() {
            return id;
        }
    }

    /**
     * Consecutive elements of a buffer, widened to its register type. With {@code active}, only that many lanes are read (all of
     * them if it is larger, none if it is negative) and the others are zero.
     */
    record Load(Buffer buffer, Expr index, int lanes, Optional<Expr> active) implements Expr {
        @Override
        public Type type() {
            return new Type(Scalar.of(buffer.dtype()), lanes);
        }
    }

    record Unary(UnaryOp op, Expr value) implements Expr {
        @Override
        public Type type() {
            return value.type();
        }
    }

    record Binary(BinaryOp op, Expr left, Expr right) implements Expr {
        @Override
        public Type type() {
            return left.type();
        }
    }

    /** A comparison; comparisons with NaN are false but for {@link CompareOp#NE}. */
    record Compare(CompareOp op, Expr left, Expr right) implements Expr {
        @Override
        public Type type() {
            return left.type().scalar(Scalar.BOOL);
        }
    }

    /** {@code a * b + c} of f32 with one rounding. */
    record Fma(Expr a, Expr b, Expr c) implements Expr {
        @Override
        public Type type() {
            return a.type();
        }
    }

    /** Lane by lane, {@code yes} where the condition holds and {@code no} elsewhere. Both are computed. */
    record Select(Expr condition, Expr yes, Expr no) implements Expr {
        @Override
        public Type type() {
            return yes.type();
        }
    }

    /** True in that many lanes from the first on: in all of them if {@code count} is larger, in none if it is negative. */
    record FirstLanes(Expr count, int lanes) implements Expr {
        @Override
        public Type type() {
            return new Type(Scalar.BOOL, lanes);
        }
    }

    /**
     * Numeric conversion. Float to integer truncates toward zero, saturates, and makes 0 of NaN; i64 to i32 keeps the low bits;
     * i32 to i64 extends the sign; integers become the nearest float.
     */
    record Cast(Scalar to, Expr value) implements Expr {
        @Override
        public Type type() {
            return value.type().scalar(to);
        }
    }

    /** The same bits as another scalar type of the same width. */
    record Bitcast(Scalar to, Expr value) implements Expr {
        @Override
        public Type type() {
            return value.type().scalar(to);
        }
    }

    /** A scalar in every lane. */
    record Broadcast(Expr value, int lanes) implements Expr {
        @Override
        public Type type() {
            return value.type().lanes(lanes);
        }
    }

    /**
     * In every i32 lane, {@code accumulator} plus the sum of four products of bytes: unsigned ones of {@code unsigned} with signed
     * ones of {@code signed}. The sum wraps, it does not saturate.
     *
     * @param narrow whether whoever writes this promises that no signed byte is beyond {@link #NARROW}, so that the sum of two products
     *     fits 16 bits
     */
    record Dot4(Expr accumulator, Expr unsigned, Expr signed, boolean narrow) implements Expr {
        /** The largest magnitude of a narrow byte. */
        public static final int NARROW = 64;

        @Override
        public Type type() {
            return accumulator.type();
        }
    }

    /** As {@link Dot4}, with signed bytes on both sides. Whoever writes this promises that none on the right is -128. */
    record SignedDot4(Expr accumulator, Expr left, Expr right) implements Expr {
        /** The largest magnitude of a byte on the right: the sum of two products fits 16 bits. */
        public static final int LARGEST = Byte.MAX_VALUE;

        private static final int SIGNS = 0x8080_8080;

        @Override
        public Type type() {
            return accumulator.type();
        }

        /** The same with unsigned bytes, for code without an instruction for it: 128 is added to the left ones, and taken out again. */
        public Expr expanded() {
            Expr offset = new Dot4(like(accumulator, 0), like(left, SIGNS), right, false);
            return new Dot4(accumulator, left.xor(like(left, SIGNS)), right, false).minus(offset);
        }
    }

    /**
     * In every f32 lane, {@code accumulator} plus two products of bfloat16 numbers, which lie in pairs in i32 lanes: that of the upper
     * halves is added first, that of the lower halves then, each with one rounding. What is smaller than 2^-126, before or after, may
     * count as zero.
     */
    record Dot2(Expr accumulator, Expr left, Expr right) implements Expr {
        private static final int UPPER_HALF = 0xffff_0000;

        @Override
        public Type type() {
            return accumulator.type();
        }

        /** The same in multiply-adds, for code without an instruction for it. */
        public Expr expanded() {
            return lower(left).fma(lower(right), upper(left).fma(upper(right), accumulator));
        }

        private static Expr upper(Expr pair) {
            return pair.and(like(pair, UPPER_HALF)).bitcast(Scalar.F32);
        }

        private static Expr lower(Expr pair) {
            return pair.shl(16).bitcast(Scalar.F32);
        }
    }

    /** All lanes combined to one: the upper half of the lanes onto the lower half, until one is left. Lanes are a power of two. */
    record Reduce(BinaryOp op, Expr value) implements Expr {
        @Override
        public Type type() {
            return value.type().lanes(1);
        }
    }

    /** Operations on one value. */
    enum UnaryOp {
        NEG, ABS,
        /** Floats only. */
        SQRT, FLOOR, CEIL, TRUNC,
        /** To the nearest integer, ties to even; floats only. */
        RINT,
        /** Bitwise complement of integers, negation of booleans. */
        NOT
    }

    /** Operations on two values of the same type. */
    enum BinaryOp {
        ADD, SUB, MUL,
        /** Integers truncate toward zero; a division by zero gives 0. */
        DIV,
        /** Integers only, with the sign of the dividend; zero for a divisor of zero. */
        REM,
        /** As {@link #DIV} and {@link #REM}, of unsigned integers. */
        DIVU, REMU,
        /** NaN if either is NaN; -0 is smaller than +0 (IEEE 754-2019 minimum and maximum). */
        MIN, MAX,
        /** Bitwise on integers, logical on booleans. */
        AND, OR, XOR,
        /** Integers only; the count is taken modulo the width. */
        SHL, SHR,
        /** Shift right, filling with zeros. */
        SHRU
    }

    /** Comparisons. */
    enum CompareOp {
        EQ, NE, LT, LE,
        /** Less than, of unsigned integers. */
        LTU
    }

    static Expr f32(float value) {
        return new Const(Type.F32, Float.floatToRawIntBits(value) & 0xffff_ffffL);
    }

    static Expr f64(double value) {
        return new Const(Type.F64, Double.doubleToRawLongBits(value));
    }

    static Expr i32(int value) {
        return new Const(Type.I32, value & 0xffff_ffffL);
    }

    static Expr i64(long value) {
        return new Const(Type.I64, value);
    }

    /** A number in the scalar type and lanes of another expression. */
    static Expr like(Expr other, double value) {
        Expr scalar = switch (other.type().scalar()) {
            case F32 -> f32((float) value);
            case F64 -> f64(value);
            case I32 -> i32((int) value);
            case I64 -> i64((long) value);
            case BOOL -> throw new IllegalArgumentException("no boolean constants");
        };
        return new Const(other.type(), ((Const) scalar).bits());
    }

    default Expr plus(Expr other) {
        return Simplify.add(this, other);
    }

    default Expr plus(int other) {
        return plus(like(this, other));
    }

    default Expr minus(Expr other) {
        return Simplify.subtract(this, other);
    }

    default Expr minus(int other) {
        return minus(like(this, other));
    }

    default Expr times(Expr other) {
        return Simplify.multiply(this, other);
    }

    default Expr times(int other) {
        return times(like(this, other));
    }

    default Expr over(Expr other) {
        return Simplify.divide(BinaryOp.DIV, this, other);
    }

    default Expr over(int other) {
        return over(like(this, other));
    }

    default Expr modulo(Expr other) {
        return Simplify.divide(BinaryOp.REM, this, other);
    }

    default Expr modulo(int other) {
        return modulo(like(this, other));
    }

    default Expr min(Expr other) {
        return Simplify.extreme(BinaryOp.MIN, this, other);
    }

    default Expr max(Expr other) {
        return Simplify.extreme(BinaryOp.MAX, this, other);
    }

    default Expr and(Expr other) {
        return new Binary(BinaryOp.AND, this, other);
    }

    default Expr or(Expr other) {
        return new Binary(BinaryOp.OR, this, other);
    }

    default Expr xor(Expr other) {
        return new Binary(BinaryOp.XOR, this, other);
    }

    default Expr shl(int bits) {
        return new Binary(BinaryOp.SHL, this, like(this, bits));
    }

    default Expr shr(int bits) {
        return new Binary(BinaryOp.SHR, this, like(this, bits));
    }

    default Expr shru(int bits) {
        return new Binary(BinaryOp.SHRU, this, like(this, bits));
    }

    default Expr negate() {
        return new Unary(UnaryOp.NEG, this);
    }

    default Expr not() {
        return new Unary(UnaryOp.NOT, this);
    }

    default Expr abs() {
        return new Unary(UnaryOp.ABS, this);
    }

    default Expr sqrt() {
        return new Unary(UnaryOp.SQRT, this);
    }

    default Expr floor() {
        return new Unary(UnaryOp.FLOOR, this);
    }

    default Expr rint() {
        return new Unary(UnaryOp.RINT, this);
    }

    default Expr fma(Expr factor, Expr addend) {
        return new Fma(this, factor, addend);
    }

    default Expr eq(Expr other) {
        return new Compare(CompareOp.EQ, this, other);
    }

    default Expr ne(Expr other) {
        return new Compare(CompareOp.NE, this, other);
    }

    default Expr lt(Expr other) {
        return new Compare(CompareOp.LT, this, other);
    }

    default Expr le(Expr other) {
        return new Compare(CompareOp.LE, this, other);
    }

    default Expr gt(Expr other) {
        return new Compare(CompareOp.LT, other, this);
    }

    default Expr ge(Expr other) {
        return new Compare(CompareOp.LE, other, this);
    }

    /** Of a boolean: one value or the other. */
    default Expr select(Expr yes, Expr no) {
        return new Select(this, yes, no);
    }

    default Expr cast(Scalar to) {
        return to == type().scalar() ? this : new Cast(to, this);
    }

    default Expr bitcast(Scalar to) {
        return to == type().scalar() ? this : new Bitcast(to, this);
    }

    default Expr broadcast(int lanes) {
        if (lanes == type().lanes()) {
            return this;
        }
        return this instanceof Const c ? new Const(c.type().lanes(lanes), c.bits()) : new Broadcast(this, lanes);
    }
}
