package io.coracle.jvm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.tensor.DType;

/** What C2 of JDK 25 packs into vector instructions when it stands in a loop over arrays; found by measurement, not by reading. */
final class Packable {
    /** C2 stops unrolling, and with that packing, loops whose bodies weigh more than about 45. */
    static final int HEAVIEST = 40;

    private Packable() {}

    /** Whether a loop with this operation is still vectorised. Operands are looked at only for their types. */
    static boolean isPacked(Expr e) {
        return switch (e) {
            case Expr.Const c -> true;
            case Expr.Var v -> true;
            case Expr.Load l -> isPacked(l.buffer().dtype());
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> switch (op) {
                case NEG, ABS -> true;
                case SQRT, FLOOR, CEIL, RINT -> true;
                case TRUNC -> false;
                case NOT -> value.type().scalar() != Scalar.BOOL;
            };
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> switch (op) {
                case ADD, SUB, MUL -> true;
                case DIV -> left.type().scalar().isFloat();
                case MIN, MAX -> left.type().scalar() != Scalar.I64;
                case AND, OR, XOR -> left.type().scalar() != Scalar.BOOL;
                case SHL, SHR, SHRU -> right instanceof Expr.Const;
                case REM, DIVU, REMU -> false;
            };
            case Expr.Fma f -> true;
            case Expr.Cast(Scalar to, Expr value) -> switch (value.type().scalar()) {
                case F32 -> to == Scalar.I32 || to == Scalar.F64;
                case I32 -> to == Scalar.F32 || to == Scalar.I64;
                case F64 -> to == Scalar.F32;
                case I64 -> to == Scalar.I32;
                case BOOL -> false;
            };
            case Expr.Compare c -> false;
            case Expr.Select s -> false;
            case Expr.FirstLanes f -> false;
            case Expr.Bitcast b -> false;
            case Expr.Broadcast b -> false;
            case Expr.Dot4 d -> false;
            case Expr.SignedDot4 d -> false;
            case Expr.Dot2 d -> false;
            case Expr.Reduce r -> false;
        };
    }

    /** Whether elements of a dtype are loaded and stored by packed instructions. */
    static boolean isPacked(DType dtype) {
        return switch (dtype) {
            case F32, F64, I32, U32, I64, U64, F16 -> true;
            default -> false;
        };
    }

    /** What an operation, without its operands, adds to the weight of a loop's body. */
    static int weight(Expr e) {
        return switch (e) {
            case Expr.Const c -> 0;
            case Expr.Var v -> 0;
            case Expr.Load l -> 2;
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right)
                when (op == Expr.BinaryOp.MIN || op == Expr.BinaryOp.MAX) && left.type().scalar().isFloat() -> 3;
            case Expr.Unary(Expr.UnaryOp op, Expr value) when op == Expr.UnaryOp.FLOOR || op == Expr.UnaryOp.CEIL || op == Expr.UnaryOp.RINT -> 3;
            default -> 1;
        };
    }

    /** The weight of an expression with everything below it. */
    static int total(Expr e) {
        int sum = weight(e);
        if (!(e instanceof Expr.Load)) {
            for (Expr operand : e.operands()) {
                sum += total(operand);
            }
        }
        return sum;
    }
}
