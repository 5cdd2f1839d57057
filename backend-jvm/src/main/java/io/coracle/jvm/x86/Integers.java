package io.coracle.jvm.x86;

import io.coracle.jvm.x86.Assembler.Alu;
import io.coracle.jvm.x86.Assembler.Shift;
import io.coracle.jvm.x86.CodeBuffer.Label;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Type;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** Scalars in general registers: integers, and booleans as 0 or 1. */
final class Integers {
    private final Writer to;
    private final Expressions expressions;

    Integers(Writer to, Expressions expressions) {
        this.to = to;
        this.expressions = expressions;
    }

    private static boolean isWide(Expr expr) {
        return expr.type().scalar() == Scalar.I64;
    }

    int select(Expr expr, int into) {
        boolean wide = isWide(expr);
        switch (expr) {
            case Expr.Const(Type type, long bits) -> {
                int target = target(into);
                to.number(target, switch (type.scalar()) {
                    case BOOL -> bits != 0 ? 1 : 0;
                    case I64 -> bits;
                    default -> bits & 0xffff_ffffL;
                });
                return target;
            }
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> {
                return unary(op, value, wide, into);
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
                return binary(op, left, right, wide, into);
            }
            case Expr.Compare c -> {
                return booleanOf(c, into);
            }
            case Expr.Select(Expr condition, Expr yes, Expr no) -> {
                int a = expressions.value(yes);
                int b = expressions.value(no);
                int c = expressions.value(condition);
                return changed(into, b, target -> {
                    to.test(c);
                    to.moveIf(Condition.NE, wide, target, a);
                }, a, c);
            }
            case Expr.Cast(Scalar scalar, Expr value) -> {
                return cast(scalar, value, into);
            }
            case Expr.Bitcast(Scalar scalar, Expr value) -> {
                int source = expressions.value(value);
                int target = target(into);
                if (value.type().scalar().isFloat()) {
                    to.reverse(wide ? VectorOp.MOVQ_STORE : VectorOp.MOVD_STORE, Width.X, target, source, -1);
                } else {
                    to.copy(target, source);
                }
                return target;
            }
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed, boolean narrow) -> {
                return dot4(accumulator, unsigned, signed, into);
            }
            case Expr.SignedDot4 dot -> {
                return select(dot.expanded(), into);
            }
            default -> throw new IllegalStateException("not an integer scalar: " + expr);
        }
    }

    private int target(int into) {
        return into == Expressions.ANY ? to.general() : into;
    }

    /** {@code target = start}, changed by what follows; {@code others} are still read then. */
    private int changed(int into, int start, IntConsumer change, int... others) {
        int target = target(into);
        for (int other : others) {
            if (other == target) {
                target = to.general();
                break;
            }
        }
        to.copy(target, start);
        change.accept(target);
        if (into != Expressions.ANY && target != into) {
            to.copy(into, target);
            return into;
        }
        return target;
    }

    private int unary(Expr.UnaryOp op, Expr value, boolean wide, int into) {
        int source = expressions.value(value);
        return changed(into, source, target -> {
            switch (op) {
                case NOT -> {
                    if (value.type().scalar() == Scalar.BOOL) {
                        to.alu(Alu.XOR, false, target, 1);
                    } else {
                        change("not", target, (asm, g) -> asm.not(wide, g));
                    }
                }
                case NEG -> change("negate", target, (asm, g) -> asm.negate(wide, g));
                case ABS -> {
                    change("negate", target, (asm, g) -> asm.negate(wide, g));
                    to.moveIf(Condition.S, wide, target, source);
                }
                default -> throw new IllegalStateException(op + " of an integer");
            }
        }, op == Expr.UnaryOp.ABS ? source : -1);
    }

    private interface Change {
        void apply(Assembler asm, Gpr register);
    }

    private void change(String text, int target, Change change) {
        Step step = to.step(text);
        Step.Arg d = step.change(target);
        step.emit(to.out(), (asm, o) -> change.apply(asm, d.gpr(o)));
    }

    private static OptionalInt immediate(Expr expr) {
        if (expr instanceof Expr.Const(Type type, long bits)) {
            if (type.scalar() == Scalar.I32) {
                return OptionalInt.of((int) bits);
            }
            if (type.scalar() == Scalar.I64 && bits == (int) bits) {
                return OptionalInt.of((int) bits);
            }
            if (type.scalar() == Scalar.BOOL) {
                return OptionalInt.of(bits != 0 ? 1 : 0);
            }
        }
        return OptionalInt.empty();
    }

    private int binary(BinaryOp op, Expr left, Expr right, boolean wide, int into) {
        return switch (op) {
            case ADD -> {
                OptionalInt number = immediate(right);
                int a = expressions.value(left);
                if (number.isPresent()) {
                    int target = target(into);
                    to.address(wide, target, new Source.Place(a, OptionalInt.empty(), 1, number.getAsInt()));
                    yield target;
                }
                int b = expressions.value(right);
                int target = target(into);
                to.address(wide, target, new Source.Place(a, OptionalInt.of(b), 1, 0));
                yield target;
            }
            case SUB -> alu(Alu.SUB, left, right, wide, into);
            case AND -> alu(Alu.AND, left, right, wide, into);
            case OR -> alu(Alu.OR, left, right, wide, into);
            case XOR -> alu(Alu.XOR, left, right, wide, into);
            case MUL -> multiply(left, right, wide, into);
            case SHL -> shift(Shift.SHL, left, right, wide, into);
            case SHR -> shift(Shift.SAR, left, right, wide, into);
            case SHRU -> shift(Shift.SHR, left, right, wide, into);
            case MIN, MAX -> {
                int a = expressions.value(left);
                int b = expressions.value(right);
                yield changed(into, a, target -> {
                    to.compare(wide, b, Writer.of(target));
                    to.moveIf(op == BinaryOp.MIN ? Condition.L : Condition.G, wide, target, b);
                }, b);
            }
            case DIV -> divide(left, right, wide, true, false, into);
            case REM -> divide(left, right, wide, true, true, into);
            case DIVU -> divide(left, right, wide, false, false, into);
            case REMU -> divide(left, right, wide, false, true, into);
        };
    }

    private int alu(Alu op, Expr left, Expr right, boolean wide, int into) {
        int a = expressions.value(left);
        OptionalInt number = immediate(right);
        if (number.isPresent()) {
            return changed(into, a, target -> to.alu(op, wide, target, number.getAsInt()));
        }
        Source b = expressions.operand(right);
        return changed(into, a, target -> to.alu(op, wide, target, b), values(b));
    }

    private static int[] values(Source source) {
        return switch (source) {
            case Source.Value(int value) -> new int[] {value};
            case Source.Place(int base, OptionalInt index, int scale, int displacement) -> new int[] {base, index.orElse(base)};
        };
    }

    private int multiply(Expr left, Expr right, boolean wide, int into) {
        OptionalInt number = immediate(right);
        int a = expressions.value(left);
        if (number.isPresent()) {
            int target = target(into);
            Step step = to.step("multiply");
            Step.Arg d = step.def(target);
            Step.Arg s = step.useAnywhere(a);
            step.emit(to.out(), (asm, o) -> asm.multiply(wide, d.gpr(o), s.of(o), number.getAsInt()));
            return target;
        }
        int b = expressions.value(right);
        return changed(into, a, target -> {
            Step step = to.step("multiply");
            Step.Arg d = step.change(target);
            Step.Arg s = step.useAnywhere(b);
            step.emit(to.out(), (asm, o) -> asm.multiply(wide, d.gpr(o), s.of(o)));
        }, b);
    }

    private int shift(Shift op, Expr left, Expr right, boolean wide, int into) {
        OptionalInt number = immediate(right);
        int a = expressions.value(left);
        if (number.isPresent()) {
            int count = number.getAsInt() & (wide ? 63 : 31);
            return changed(into, a, target -> change("shift " + count, target, (asm, g) -> asm.shift(op, wide, g, count)));
        }
        int b = expressions.value(right);
        int target = target(into);
        Step step = to.step(op.name());
        Step.Arg d = step.def(target);
        Step.Arg s = step.use(a);
        Step.Arg c = step.use(b);
        step.emit(to.out(), (asm, o) -> asm.shift(op, wide, d.gpr(o), s.of(o), c.gpr(o)));
        return target;
    }

    /** Zero for a divisor of zero; -1 is a case of its own because the smallest number divided by it traps. */
    private int divide(Expr left, Expr right, boolean wide, boolean signed, boolean remainder, int into) {
        int a = expressions.value(left);
        int b = expressions.value(right);
        int target = target(into);
        OptionalInt number = immediate(right);
        boolean harmless = number.isPresent() && number.getAsInt() != 0 && (number.getAsInt() != -1 || !signed);
        Step step = to.step(remainder ? "remainder" : "divide");
        Step.Arg d = step.early(target);
        Step.Arg x = step.use(a);
        Step.Arg y = step.use(b);
        step.emit(to.out(), (asm, o) -> {
            Label end = new Label();
            Label general = new Label();
            if (!harmless) {
                asm.move(d.gpr(o), 0);
                asm.test(wide, y.gpr(o), y.gpr(o));
                asm.jumpIf(Condition.E, end);
                if (signed) {
                    asm.alu(Alu.CMP, wide, y.gpr(o), -1);
                    asm.jumpIf(Condition.NE, general);
                    if (!remainder) {
                        asm.move(wide, d.gpr(o), x.gpr(o));
                        asm.negate(wide, d.gpr(o));
                    }
                    asm.jump(end);
                    asm.bind(general);
                }
            }
            asm.move(wide, Gpr.RAX, x.gpr(o));
            if (signed) {
                asm.signToRdx(wide);
            } else {
                asm.move(Gpr.RDX, 0);
            }
            asm.divide(wide, signed, y.gpr(o));
            asm.move(wide, d.gpr(o), remainder ? Gpr.RDX : Gpr.RAX);
            asm.bind(end);
        });
        return target;
    }

    private int dot4(Expr accumulator, Expr unsigned, Expr signed, int into) {
        int start = expressions.value(accumulator);
        int u = expressions.value(unsigned);
        int s = expressions.value(signed);
        int target = to.general();
        to.copy(target, start);
        Step step = to.step("dot4");
        Step.Arg d = step.change(target);
        Step.Arg x = step.use(u);
        Step.Arg y = step.use(s);
        // The target is written while the others are read, so it must not share a register with them.
        Step.Arg apart = step.temp(to.general());
        step.emit(to.out(), (asm, o) -> {
            Gpr t = apart.gpr(o);
            for (int i = 0; i < 4; i++) {
                asm.move(false, t, x.gpr(o));
                asm.shift(Shift.SHR, false, t, 8 * i);
                asm.extend(1, false, Gpr.RAX, t);
                asm.move(false, t, y.gpr(o));
                asm.shift(Shift.SHR, false, t, 8 * i);
                asm.extend(1, true, Gpr.RDX, t);
                asm.multiply(false, Gpr.RAX, Gpr.RDX);
                asm.alu(Alu.ADD, false, d.gpr(o), Gpr.RAX);
            }
        });
        if (into != Expressions.ANY) {
            to.copy(into, target);
            return into;
        }
        return target;
    }

    private int cast(Scalar scalar, Expr value, int into) {
        Scalar from = value.type().scalar();
        int source = expressions.value(value);
        int target = target(into);
        if (from.isFloat()) {
            truncate(scalar == Scalar.I64, from == Scalar.F64, source, target);
        } else if (scalar == Scalar.I64 && from == Scalar.I32) {
            Step step = to.step("extend");
            Step.Arg d = step.def(target);
            Step.Arg s = step.useAnywhere(source);
            step.emit(to.out(), (asm, o) -> asm.extend(d.gpr(o), s.of(o)));
        } else {
            to.copy(target, source);
        }
        return target;
    }

    /** The processor answers with the smallest integer when the number does not fit; then the rules for NaN and overflow apply. */
    private void truncate(boolean wide, boolean fromDouble, int source, int target) {
        VectorOp convert = fromDouble ? wide ? VectorOp.CVTTSD2SI_64 : VectorOp.CVTTSD2SI
            : wide ? VectorOp.CVTTSS2SI_64 : VectorOp.CVTTSS2SI;
        Step step = to.step("truncate");
        Step.Arg d = step.early(target);
        Step.Arg x = step.use(source);
        Step.Arg zero = step.temp(to.vector(Width.X));
        step.emit(to.out(), (asm, o) -> {
            Label end = new Label();
            asm.vector(convert, Width.X, d.of(o), 0, x.of(o));
            asm.move(Gpr.RAX, wide ? Long.MIN_VALUE : 0x8000_0000L);
            asm.alu(Alu.CMP, wide, d.gpr(o), Gpr.RAX);
            asm.jumpIf(Condition.NE, end);
            asm.vector(VectorOp.PXOR, Width.X, zero.of(o), zero.number(o), zero.of(o));
            asm.vector(fromDouble ? VectorOp.UCOMISD : VectorOp.UCOMISS, Width.X, x.of(o), 0, zero.of(o));
            Label number = new Label();
            asm.jumpIf(Condition.NP, number);
            asm.move(d.gpr(o), 0);
            asm.jump(end);
            asm.bind(number);
            asm.jumpIf(Condition.B, end);
            asm.move(d.gpr(o), wide ? Long.MAX_VALUE : 0x7fff_ffffL);
            asm.bind(end);
        });
    }

    // Conditions.

    private int booleanOf(Expr.Compare compare, int into) {
        int target = target(into);
        Scalar scalar = compare.left().type().scalar();
        if (scalar.isFloat()) {
            floatCompare(compare);
            switch (compare.op()) {
                case LT -> to.set(Condition.A, target);
                case LE -> to.set(Condition.AE, target);
                case EQ, NE -> {
                    boolean equal = compare.op() == CompareOp.EQ;
                    Step step = to.step("set");
                    Step.Arg d = step.def(target);
                    step.emit(to.out(), (asm, o) -> {
                        asm.set(equal ? Condition.NP : Condition.P, Gpr.RAX);
                        asm.set(equal ? Condition.E : Condition.NE, d.gpr(o));
                        asm.alu(equal ? Alu.AND : Alu.OR, false, d.gpr(o), Gpr.RAX);
                    });
                }
                case LTU -> throw new IllegalStateException("unsigned comparison of floats");
            }
        } else {
            integerCompare(compare);
            to.set(condition(compare.op()), target);
        }
        return target;
    }

    private static Condition condition(CompareOp op) {
        return switch (op) {
            case EQ -> Condition.E;
            case NE -> Condition.NE;
            case LT -> Condition.L;
            case LE -> Condition.LE;
            case LTU -> Condition.B;
        };
    }

    private void integerCompare(Expr.Compare compare) {
        boolean wide = compare.left().type().scalar() == Scalar.I64;
        int a = expressions.value(compare.left());
        OptionalInt number = immediate(compare.right());
        if (number.isPresent()) {
            to.compare(wide, a, number.getAsInt());
        } else {
            to.compare(wide, a, expressions.operand(compare.right()));
        }
    }

    /** Flags as if of {@code right} against {@code left} for LT and LE, so that NaN makes the condition false. */
    private void floatCompare(Expr.Compare compare) {
        boolean swapped = compare.op() == CompareOp.LT || compare.op() == CompareOp.LE;
        int a = expressions.value(swapped ? compare.right() : compare.left());
        int b = expressions.value(swapped ? compare.left() : compare.right());
        VectorOp op = compare.left().type().scalar() == Scalar.F64 ? VectorOp.UCOMISD : VectorOp.UCOMISS;
        Step step = to.step("compare");
        Step.Arg x = step.use(a);
        Step.Arg y = step.useAnywhere(b);
        step.emit(to.out(), (asm, o) -> asm.vector(op, Width.X, x.of(o), 0, y.of(o)));
    }

    /** Jumps when a boolean does not hold. */
    void jumpUnless(Expr condition, Label otherwise) {
        switch (condition) {
            case Expr.Compare compare when compare.left().type().scalar().isInteger() -> {
                integerCompare(compare);
                to.jumpIf(condition(compare.op()).negate(), otherwise);
            }
            default -> {
                to.test(expressions.value(condition));
                to.jumpIf(Condition.E, otherwise);
            }
        }
    }
}
