package io.coracle.wasm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Type;
import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;

/** Single numbers. A boolean is an i32 of 0 or 1. */
final class Scalars {
    private final Expressions to;

    Scalars(Expressions to) {
        this.to = to;
    }

    private Code code() {
        return to.scope.code;
    }

    void push(Expr expr) {
        switch (expr) {
            case Expr.Const(Type type, long bits) -> constant(type.scalar(), bits);
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> unary(op, value);
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> binary(op, left, right);
            case Expr.Compare(CompareOp op, Expr left, Expr right) -> {
                to.push(left);
                to.push(right);
                code().op(comparison(op, left.type().scalar()));
            }
            case Expr.Fma(Expr a, Expr b, Expr c) -> {
                to.push(a);
                to.push(b);
                code().op(Op.F32_MUL);
                to.push(c);
                code().op(Op.F32_ADD);
            }
            case Expr.Select(Expr condition, Expr yes, Expr no) -> {
                to.push(yes);
                to.push(no);
                to.push(condition);
                code().op(Op.SELECT);
            }
            case Expr.FirstLanes(Expr count, int lanes) -> {
                to.push(count);
                code().i32(0).op(Op.I32_GT_S);
            }
            case Expr.Cast(Scalar scalar, Expr value) -> {
                to.push(value);
                cast(value.type().scalar(), scalar);
            }
            case Expr.Bitcast(Scalar scalar, Expr value) -> {
                to.push(value);
                switch (scalar) {
                    case F32 -> code().op(Op.F32_REINTERPRET_I32);
                    case I32 -> code().op(Op.I32_REINTERPRET_F32);
                    case F64 -> code().op(Op.F64_REINTERPRET_I64);
                    case I64 -> code().op(Op.I64_REINTERPRET_F64);
                    case BOOL -> throw new IllegalArgumentException("booleans have no bits");
                }
            }
            case Expr.Broadcast(Expr value, int lanes) -> to.push(value);
            default -> throw new IllegalStateException("not a scalar: " + expr);
        }
    }

    private void constant(Scalar scalar, long bits) {
        switch (scalar) {
            case I32 -> code().i32((int) bits);
            case BOOL -> code().i32(bits != 0 ? 1 : 0);
            case I64 -> code().i64(bits);
            case F32 -> code().f32((int) bits);
            case F64 -> code().f64(bits);
        }
    }

    private void unary(Expr.UnaryOp op, Expr value) {
        Scalar scalar = value.type().scalar();
        switch (scalar) {
            case F32 -> {
                to.push(value);
                code().op(switch (op) {
                    case NEG -> Op.F32_NEG;
                    case ABS -> Op.F32_ABS;
                    case SQRT -> Op.F32_SQRT;
                    case FLOOR -> Op.F32_FLOOR;
                    case CEIL -> Op.F32_CEIL;
                    case TRUNC -> Op.F32_TRUNC;
                    case RINT -> Op.F32_NEAREST;
                    case NOT -> throw new IllegalArgumentException("not of a float");
                });
            }
            case F64 -> {
                to.push(value);
                code().op(switch (op) {
                    case NEG -> Op.F64_NEG;
                    case ABS -> Op.F64_ABS;
                    case SQRT -> Op.F64_SQRT;
                    case FLOOR -> Op.F64_FLOOR;
                    case CEIL -> Op.F64_CEIL;
                    case TRUNC -> Op.F64_TRUNC;
                    case RINT -> Op.F64_NEAREST;
                    case NOT -> throw new IllegalArgumentException("not of a float");
                });
            }
            case BOOL -> {
                to.push(value);
                code().op(Op.I32_EQZ);
            }
            case I32, I64 -> integer(op, value, scalar == Scalar.I64);
        }
    }

    private void integer(Expr.UnaryOp op, Expr value, boolean wide) {
        switch (op) {
            case NEG -> {
                constant(value.type().scalar(), 0);
                to.push(value);
                code().op(wide ? Op.I64_SUB : Op.I32_SUB);
            }
            case NOT -> {
                to.push(value);
                constant(value.type().scalar(), -1);
                code().op(wide ? Op.I64_XOR : Op.I32_XOR);
            }
            default -> {
                // |x| = (x ^ s) - s, where s is -1 for negative numbers and 0 for others
                int x = to.inLocal(value);
                int sign = to.local(value.type());
                code().get(x).get(x);
                constant(value.type().scalar(), wide ? 63 : 31);
                code().op(wide ? Op.I64_SHR_S : Op.I32_SHR_S).tee(sign).op(wide ? Op.I64_XOR : Op.I32_XOR).get(sign)
                    .op(wide ? Op.I64_SUB : Op.I32_SUB);
            }
        }
    }

    private void binary(BinaryOp op, Expr left, Expr right) {
        Scalar scalar = left.type().scalar();
        if (scalar.isInteger()) {
            switch (op) {
                case DIV, REM, DIVU, REMU -> {
                    divide(op, left, right);
                    return;
                }
                case MIN, MAX -> {
                    extreme(op, left, right);
                    return;
                }
                default -> {}
            }
        }
        to.push(left);
        to.push(right);
        code().op(switch (scalar) {
            case F32 -> switch (op) {
                case ADD -> Op.F32_ADD;
                case SUB -> Op.F32_SUB;
                case MUL -> Op.F32_MUL;
                case DIV -> Op.F32_DIV;
                case MIN -> Op.F32_MIN;
                case MAX -> Op.F32_MAX;
                default -> throw new IllegalArgumentException(op + " of floats");
            };
            case F64 -> switch (op) {
                case ADD -> Op.F64_ADD;
                case SUB -> Op.F64_SUB;
                case MUL -> Op.F64_MUL;
                case DIV -> Op.F64_DIV;
                case MIN -> Op.F64_MIN;
                case MAX -> Op.F64_MAX;
                default -> throw new IllegalArgumentException(op + " of floats");
            };
            case I64 -> switch (op) {
                case ADD -> Op.I64_ADD;
                case SUB -> Op.I64_SUB;
                case MUL -> Op.I64_MUL;
                case AND -> Op.I64_AND;
                case OR -> Op.I64_OR;
                case XOR -> Op.I64_XOR;
                case SHL -> Op.I64_SHL;
                case SHR -> Op.I64_SHR_S;
                case SHRU -> Op.I64_SHR_U;
                default -> throw new IllegalStateException("handled before: " + op);
            };
            case I32, BOOL -> switch (op) {
                case ADD -> Op.I32_ADD;
                case SUB -> Op.I32_SUB;
                case MUL -> Op.I32_MUL;
                case AND -> Op.I32_AND;
                case OR -> Op.I32_OR;
                case XOR -> Op.I32_XOR;
                case SHL -> Op.I32_SHL;
                case SHR -> Op.I32_SHR_S;
                case SHRU -> Op.I32_SHR_U;
                default -> throw new IllegalStateException("handled before: " + op);
            };
        });
    }

    /** WebAssembly traps where the IR gives 0 (a divisor of 0) or wraps (the smallest number by -1). */
    private void divide(BinaryOp op, Expr left, Expr right) {
        boolean wide = left.type().scalar() == Scalar.I64;
        Op instruction = switch (op) {
            case DIV -> wide ? Op.I64_DIV_S : Op.I32_DIV_S;
            case REM -> wide ? Op.I64_REM_S : Op.I32_REM_S;
            case DIVU -> wide ? Op.I64_DIV_U : Op.I32_DIV_U;
            default -> wide ? Op.I64_REM_U : Op.I32_REM_U;
        };
        if (right instanceof Expr.Const(Type type, long bits) && isPlain(bits, wide)) {
            to.push(left);
            to.push(right);
            code().op(instruction);
            return;
        }
        int a = to.inLocal(left);
        int b = to.inLocal(right);
        ValType type = wide ? ValType.I64 : ValType.I32;
        Scalar scalar = left.type().scalar();
        code().get(b);
        if (op == BinaryOp.DIV) {
            // b + 1 is above 1 for all but 0 and -1
            constant(scalar, 1);
            code().op(wide ? Op.I64_ADD : Op.I32_ADD);
            constant(scalar, 1);
            code().op(wide ? Op.I64_GT_U : Op.I32_GT_U);
        } else {
            constant(scalar, 0);
            code().op(wide ? Op.I64_NE : Op.I32_NE);
        }
        code().ifTrue(type).get(a).get(b).op(instruction).otherwise();
        constant(scalar, 0);
        if (op == BinaryOp.DIV) {
            code().get(a).op(wide ? Op.I64_SUB : Op.I32_SUB).get(b).op(wide ? Op.I64_AND : Op.I32_AND);
        }
        code().end();
    }

    private static boolean isPlain(long divisor, boolean wide) {
        long value = wide ? divisor : (int) divisor;
        return value != 0 && value != -1;
    }

    private void extreme(BinaryOp op, Expr left, Expr right) {
        boolean wide = left.type().scalar() == Scalar.I64;
        int a = to.inLocal(left);
        int b = to.inLocal(right);
        code().get(a).get(b).get(a).get(b);
        if (op == BinaryOp.MIN) {
            code().op(wide ? Op.I64_LT_S : Op.I32_LT_S);
        } else {
            code().op(wide ? Op.I64_GT_S : Op.I32_GT_S);
        }
        code().op(Op.SELECT);
    }

    private static Op comparison(CompareOp op, Scalar scalar) {
        return switch (scalar) {
            case F32 -> switch (op) {
                case EQ -> Op.F32_EQ;
                case NE -> Op.F32_NE;
                case LT -> Op.F32_LT;
                case LE -> Op.F32_LE;
                case LTU -> throw new IllegalArgumentException("unsigned comparison of floats");
            };
            case F64 -> switch (op) {
                case EQ -> Op.F64_EQ;
                case NE -> Op.F64_NE;
                case LT -> Op.F64_LT;
                case LE -> Op.F64_LE;
                case LTU -> throw new IllegalArgumentException("unsigned comparison of floats");
            };
            case I64 -> switch (op) {
                case EQ -> Op.I64_EQ;
                case NE -> Op.I64_NE;
                case LT -> Op.I64_LT_S;
                case LE -> Op.I64_LE_S;
                case LTU -> Op.I64_LT_U;
            };
            case I32, BOOL -> switch (op) {
                case EQ -> Op.I32_EQ;
                case NE -> Op.I32_NE;
                case LT -> Op.I32_LT_S;
                case LE -> Op.I32_LE_S;
                case LTU -> Op.I32_LT_U;
            };
        };
    }

    private void cast(Scalar from, Scalar into) {
        switch (into) {
            case F32 -> {
                switch (from) {
                    case F64 -> code().op(Op.F32_DEMOTE_F64);
                    case I32, BOOL -> code().op(Op.F32_CONVERT_I32_S);
                    case I64 -> code().op(Op.F32_CONVERT_I64_S);
                    case F32 -> {}
                }
            }
            case F64 -> {
                switch (from) {
                    case F32 -> code().op(Op.F64_PROMOTE_F32);
                    case I32, BOOL -> code().op(Op.F64_CONVERT_I32_S);
                    case I64 -> code().op(Op.F64_CONVERT_I64_S);
                    case F64 -> {}
                }
            }
            case I32 -> {
                switch (from) {
                    case F32 -> code().op(Op.I32_TRUNC_SAT_F32_S);
                    case F64 -> code().op(Op.I32_TRUNC_SAT_F64_S);
                    case I64 -> code().op(Op.I32_WRAP_I64);
                    case I32, BOOL -> {}
                }
            }
            case I64 -> {
                switch (from) {
                    case F32 -> code().op(Op.I64_TRUNC_SAT_F32_S);
                    case F64 -> code().op(Op.I64_TRUNC_SAT_F64_S);
                    case I32, BOOL -> code().op(Op.I64_EXTEND_I32_S);
                    case I64 -> {}
                }
            }
            case BOOL -> throw new IllegalArgumentException("booleans are converted by select");
        }
    }
}
