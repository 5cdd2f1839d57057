package io.coracle.kernel;

import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Stmt.Mode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks that a kernel keeps the rules of the IR: types agree, names are known where they are used, modes stand where they may. */
public final class Verifier {
    private final Kernel kernel;
    private final Set<Var> known = new HashSet<>();

    private Verifier(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Throws {@link IllegalStateException} with the rule and the place when the kernel breaks one. */
    public static void verify(Kernel kernel) {
        Verifier verifier = new Verifier(kernel);
        for (Var parameter : kernel.parameters()) {
            verifier.check(parameter.type().equals(Type.I32), "parameters are i32 scalars", parameter);
            verifier.known.add(parameter);
        }
        verifier.block(kernel.body(), true);
    }

    private void check(boolean holds, String rule, Object place) {
        if (!holds) {
            String where = place instanceof Expr e ? Printer.show(e) : place.toString();
            throw new IllegalStateException("kernel " + kernel.name() + ": " + rule + ": " + where);
        }
    }

    private void checkAccepted(boolean holds, Enum<?> op, Expr place) {
        if (!holds) { // the text of most rules is there already, that of this one is made when it is needed
            check(false, "operands have a type that " + op + " accepts", place);
        }
    }

    private void block(List<Stmt> body, boolean outermost) {
        List<Var> own = new ArrayList<>();
        for (int i = 0; i < body.size(); i++) {
            Stmt stmt = body.get(i);
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> {
                    expr(value);
                    check(variable.type().equals(value.type()), "a variable has the type of its value", value);
                    check(known.add(variable), "a variable is named once", variable);
                    own.add(variable);
                }
                case Stmt.Assign(Var variable, Expr value) -> {
                    expr(value);
                    check(known.contains(variable), "an accumulator is named before it is assigned", variable);
                    check(variable.type().equals(value.type()), "an accumulator keeps its type", value);
                }
                case Stmt.Store(Buffer buffer, Expr index, Expr value, Optional<Expr> active) -> {
                    check(buffer.isWritten(), "only outputs and local buffers are written", buffer);
                    buffer(buffer);
                    index(index);
                    expr(value);
                    check(value.type().scalar() == Scalar.of(buffer.dtype()), "a stored value has the buffer's register type", value);
                    active.ifPresent(this::index);
                }
                case Stmt.Require(Expr condition, String message) -> condition(condition);
                case Stmt.For loop -> {
                    index(loop.start());
                    index(loop.end());
                    check(loop.variable().type().equals(Type.I32), "a loop variable is an i32 scalar", loop.variable());
                    if (loop.mode() == Mode.PARALLEL) {
                        check(outermost && i == body.size() - 1, "the parallel loop is the kernel's last statement", loop.variable());
                        for (Stmt earlier : body.subList(0, i)) {
                            check(earlier instanceof Stmt.Let, "only names stand before the parallel loop", earlier);
                        }
                    }
                    if (loop.mode() == Mode.UNROLLED) {
                        check(loop.start() instanceof Expr.Const && loop.end() instanceof Expr.Const,
                            "an unrolled loop has constant bounds", loop.variable());
                    }
                    check(known.add(loop.variable()), "a loop variable is named once", loop.variable());
                    block(loop.body(), false);
                    known.remove(loop.variable());
                }
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    condition(condition);
                    block(then, false);
                    block(otherwise, false);
                }
            }
        }
        own.forEach(known::remove);
    }

    private void buffer(Buffer buffer) {
        check(kernel.buffers().contains(buffer) || kernel.locals().contains(buffer), "a buffer belongs to the kernel", buffer);
    }

    private void index(Expr expr) {
        expr(expr);
        check(expr.type().equals(Type.I32), "an index is an i32 scalar", expr);
    }

    private void condition(Expr expr) {
        expr(expr);
        check(expr.type().equals(Type.BOOL), "a condition is a boolean scalar", expr);
    }

    private void expr(Expr expr) {
        switch (expr) {
            case Expr.Const c -> {
            }
            case Var variable -> check(known.contains(variable), "a variable is named before it is used", variable);
            case Expr.Load(Buffer buffer, Expr index, int lanes, Optional<Expr> active) -> {
                buffer(buffer);
                index(index);
                active.ifPresent(this::index);
            }
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> {
                expr(value);
                Scalar scalar = value.type().scalar();
                checkAccepted(switch (op) {
                    case NEG, ABS -> scalar != Scalar.BOOL;
                    case SQRT, FLOOR, CEIL, TRUNC, RINT -> scalar.isFloat();
                    case NOT -> !scalar.isFloat();
                }, op, expr);
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
                expr(left);
                expr(right);
                check(left.type().equals(right.type()), "both operands have one type", expr);
                checkAccepted(accepts(op, left.type().scalar()), op, expr);
            }
            case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> {
                expr(left);
                expr(right);
                check(left.type().equals(right.type()), "both operands have one type", expr);
                checkAccepted(left.type().scalar() != Scalar.BOOL && (op != Expr.CompareOp.LTU || left.type().scalar().isInteger()), op, expr);
            }
            case Expr.Fma(Expr a, Expr b, Expr c) -> {
                expr(a);
                expr(b);
                expr(c);
                check(a.type().equals(b.type()) && a.type().equals(c.type()) && a.type().scalar() == Scalar.F32,
                    "fma takes three f32 of one lane count", expr);
            }
            case Expr.Select(Expr condition, Expr yes, Expr no) -> {
                expr(condition);
                expr(yes);
                expr(no);
                check(condition.type().equals(yes.type().scalar(Scalar.BOOL)) && yes.type().equals(no.type()),
                    "select takes a boolean and two values of one type", expr);
            }
            case Expr.FirstLanes(Expr count, int lanes) -> index(count);
            case Expr.Cast(Scalar to, Expr value) -> {
                expr(value);
                check(to != Scalar.BOOL && value.type().scalar() != Scalar.BOOL, "booleans are converted by select", expr);
            }
            case Expr.Bitcast(Scalar to, Expr value) -> {
                expr(value);
                check(width(to) == width(value.type().scalar()) && width(to) > 0, "a bitcast keeps the width", expr);
            }
            case Expr.Broadcast(Expr value, int lanes) -> {
                expr(value);
                check(value.type().lanes() == 1, "a broadcast takes a scalar", expr);
            }
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed, boolean narrow) -> {
                expr(accumulator);
                expr(unsigned);
                expr(signed);
                check(accumulator.type().scalar() == Scalar.I32 && accumulator.type().equals(unsigned.type())
                    && accumulator.type().equals(signed.type()), "dot4 takes three i32 of one type", expr);
            }
            case Expr.SignedDot4(Expr accumulator, Expr left, Expr right) -> {
                expr(accumulator);
                expr(left);
                expr(right);
                check(accumulator.type().scalar() == Scalar.I32 && accumulator.type().equals(left.type())
                    && accumulator.type().equals(right.type()), "signedDot4 takes three i32 of one type", expr);
            }
            case Expr.Dot2(Expr accumulator, Expr left, Expr right) -> {
                expr(accumulator);
                expr(left);
                expr(right);
                check(accumulator.type().scalar() == Scalar.F32 && left.type().equals(accumulator.type().scalar(Scalar.I32))
                    && left.type().equals(right.type()), "dot2 takes an f32 and two i32 of its lanes", expr);
            }
            case Expr.Reduce(BinaryOp op, Expr value) -> {
                expr(value);
                int lanes = value.type().lanes();
                check((lanes & lanes - 1) == 0, "reduced lanes are a power of two", expr);
                checkAccepted(accepts(op, value.type().scalar()), op, expr);
            }
        }
    }

    private static int width(Scalar scalar) {
        return switch (scalar) {
            case F32, I32 -> 32;
            case F64, I64 -> 64;
            case BOOL -> 0;
        };
    }

    private static boolean accepts(BinaryOp op, Scalar scalar) {
        return switch (op) {
            case ADD, SUB, MUL, DIV, MIN, MAX -> scalar != Scalar.BOOL;
            case REM, DIVU, REMU, SHL, SHR, SHRU -> scalar.isInteger();
            case AND, OR, XOR -> !scalar.isFloat();
        };
    }
}
