package io.coracle.kernel;

import io.coracle.kernel.Stmt.Assign;
import io.coracle.kernel.Stmt.For;
import io.coracle.kernel.Stmt.If;
import io.coracle.kernel.Stmt.Let;
import io.coracle.kernel.Stmt.Require;
import io.coracle.kernel.Stmt.Store;
import java.util.List;
import java.util.Optional;

/** Writes kernels as text. */
final class Printer {
    private final StringBuilder text = new StringBuilder();

    String print(Kernel kernel) {
        text.append("kernel ").append(kernel.name()).append('(');
        String separator = "";
        for (Buffer buffer : kernel.buffers()) {
            text.append(separator).append(role(buffer)).append(buffer.dtype()).append("[] ").append(buffer);
            separator = ", ";
        }
        for (Expr.Var parameter : kernel.parameters()) {
            text.append(separator).append("i32 ").append(name(parameter));
            separator = ", ";
        }
        text.append(") {\n");
        for (Buffer local : kernel.locals()) {
            text.append("  local ").append(local.dtype()).append('[').append(local.size()).append("] ").append(local).append('\n');
        }
        block(kernel.body(), 1);
        return text.append("}\n").toString();
    }

    private static String role(Buffer buffer) {
        return switch (buffer.role()) {
            case INPUT -> "in ";
            case PACKED -> "packed ";
            case OUTPUT -> "out ";
            case LOCAL -> "local ";
        };
    }

    private void block(List<Stmt> body, int depth) {
        for (Stmt stmt : body) {
            text.append("  ".repeat(depth));
            switch (stmt) {
                case Let(Expr.Var variable, Expr value) ->
                    text.append(variable.type()).append(' ').append(name(variable)).append(" = ").append(show(value)).append('\n');
                case Assign(Expr.Var variable, Expr value) ->
                    text.append(name(variable)).append(" := ").append(show(value)).append('\n');
                case Store(Buffer buffer, Expr index, Expr value, Optional<Expr> active) ->
                    text.append(buffer).append('[').append(show(index)).append(lanes(value.type().lanes(), active)).append("] = ")
                        .append(show(value)).append('\n');
                case Require(Expr condition, String message) ->
                    text.append("require ").append(show(condition)).append(" \"").append(message).append("\"\n");
                case For loop -> {
                    text.append(mode(loop.mode())).append("for ").append(name(loop.variable())).append(" = ").append(show(loop.start()))
                        .append(" .. ").append(show(loop.end())).append(loop.step() == 1 ? "" : " step " + loop.step()).append(" {\n");
                    block(loop.body(), depth + 1);
                    text.append("  ".repeat(depth)).append("}\n");
                }
                case If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    text.append("if ").append(show(condition)).append(" {\n");
                    block(then, depth + 1);
                    if (!otherwise.isEmpty()) {
                        text.append("  ".repeat(depth)).append("} else {\n");
                        block(otherwise, depth + 1);
                    }
                    text.append("  ".repeat(depth)).append("}\n");
                }
            }
        }
    }

    private static String mode(Stmt.Mode mode) {
        return switch (mode) {
            case SERIAL -> "";
            case UNROLLED -> "unrolled ";
            case PARALLEL -> "parallel ";
            case VECTOR -> "vector ";
        };
    }

    private static String lanes(int lanes, Optional<Expr> active) {
        return (lanes == 1 ? "" : " +" + lanes) + (active.isPresent() ? " only " + show(active.get()) : "");
    }

    private static String name(Expr.Var variable) {
        return variable.name() + variable.id();
    }

    static String show(Expr expr) {
        return switch (expr) {
            case Expr.Const c -> constant(c) + (c.type().lanes() == 1 ? "" : "x" + c.type().lanes());
            case Expr.Var v -> name(v);
            case Expr.Load load -> load.buffer() + "[" + show(load.index()) + lanes(load.lanes(), load.active()) + "]";
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> op.name().toLowerCase() + "(" + show(value) + ")";
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> switch (op) {
                case ADD -> infix(left, "+", right);
                case SUB -> infix(left, "-", right);
                case MUL -> infix(left, "*", right);
                case DIV -> infix(left, "/", right);
                case REM -> infix(left, "%", right);
                case AND -> infix(left, "&", right);
                case OR -> infix(left, "|", right);
                case XOR -> infix(left, "^", right);
                case SHL -> infix(left, "<<", right);
                case SHR -> infix(left, ">>", right);
                case SHRU -> infix(left, ">>>", right);
                case DIVU, REMU, MIN, MAX -> op.name().toLowerCase() + "(" + show(left) + ", " + show(right) + ")";
            };
            case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> infix(left, switch (op) {
                case EQ -> "==";
                case NE -> "!=";
                case LT -> "<";
                case LE -> "<=";
                case LTU -> "<u";
            }, right);
            case Expr.Fma(Expr a, Expr b, Expr c) -> "fma(" + show(a) + ", " + show(b) + ", " + show(c) + ")";
            case Expr.Select(Expr condition, Expr yes, Expr no) ->
                "(" + show(condition) + " ? " + show(yes) + " : " + show(no) + ")";
            case Expr.FirstLanes(Expr count, int lanes) -> "first" + lanes + "(" + show(count) + ")";
            case Expr.Cast(Scalar to, Expr value) -> to.name().toLowerCase() + "(" + show(value) + ")";
            case Expr.Bitcast(Scalar to, Expr value) -> "bits_" + to.name().toLowerCase() + "(" + show(value) + ")";
            case Expr.Broadcast(Expr value, int lanes) -> "broadcast" + lanes + "(" + show(value) + ")";
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed, boolean narrow) ->
                (narrow ? "narrowDot4(" : "dot4(") + show(accumulator) + ", " + show(unsigned) + ", " + show(signed) + ")";
            case Expr.SignedDot4(Expr accumulator, Expr left, Expr right) ->
                "signedDot4(" + show(accumulator) + ", " + show(left) + ", " + show(right) + ")";
            case Expr.Dot2(Expr accumulator, Expr left, Expr right) ->
                "dot2(" + show(accumulator) + ", " + show(left) + ", " + show(right) + ")";
            case Expr.Reduce(Expr.BinaryOp op, Expr value) -> "reduce_" + op.name().toLowerCase() + "(" + show(value) + ")";
        };
    }

    private static String infix(Expr left, String op, Expr right) {
        return "(" + show(left) + " " + op + " " + show(right) + ")";
    }

    private static String constant(Expr.Const c) {
        return switch (c.type().scalar()) {
            case F32 -> Float.toString(Float.intBitsToFloat((int) c.bits()));
            case F64 -> Double.toString(Double.longBitsToDouble(c.bits())) + "d";
            case I32 -> Integer.toString((int) c.bits());
            case I64 -> c.bits() + "L";
            case BOOL -> c.bits() != 0 ? "true" : "false";
        };
    }
}
