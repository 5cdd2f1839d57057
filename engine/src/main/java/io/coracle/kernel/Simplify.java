package io.coracle.kernel;

import io.coracle.kernel.Expr.Binary;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Const;

/** Keeps address arithmetic short while it is built: constants fold, zeros and ones vanish. Floats are left as they are. */
final class Simplify {
    private Simplify() {}

    private static boolean isInt(Expr e, int value) {
        return e instanceof Const c && c.type().scalar() == Scalar.I32 && (int) c.bits() == value;
    }

    private static boolean bothInt(Expr a, Expr b) {
        return a instanceof Const x && b instanceof Const y && x.type().equals(Type.I32) && y.type().equals(Type.I32);
    }

    private static int value(Expr e) {
        return (int) ((Const) e).bits();
    }

    static Expr add(Expr a, Expr b) {
        if (bothInt(a, b)) {
            return Expr.i32(value(a) + value(b));
        }
        if (isInt(a, 0)) {
            return b;
        }
        if (isInt(b, 0)) {
            return a;
        }
        // (x + 1) + 2 becomes x + 3, so that unrolled code addresses from one base.
        if (b instanceof Const && a instanceof Binary(BinaryOp op, Expr base, Expr offset)
            && op == BinaryOp.ADD && bothInt(offset, b)) {
            return add(base, Expr.i32(value(offset) + value(b)));
        }
        return new Binary(BinaryOp.ADD, a, b);
    }

    static Expr subtract(Expr a, Expr b) {
        if (bothInt(a, b)) {
            return Expr.i32(value(a) - value(b));
        }
        return isInt(b, 0) ? a : new Binary(BinaryOp.SUB, a, b);
    }

    static Expr multiply(Expr a, Expr b) {
        if (bothInt(a, b)) {
            return Expr.i32(value(a) * value(b));
        }
        if (isInt(a, 1) || isInt(b, 0)) {
            return b;
        }
        return isInt(b, 1) || isInt(a, 0) ? a : new Binary(BinaryOp.MUL, a, b);
    }

    static Expr divide(BinaryOp op, Expr a, Expr b) {
        if (bothInt(a, b) && value(b) > 0) {
            return Expr.i32(op == BinaryOp.DIV ? value(a) / value(b) : value(a) % value(b));
        }
        if (isInt(b, 1)) {
            return op == BinaryOp.DIV ? a : Expr.i32(0).broadcast(a.type().lanes());
        }
        return new Binary(op, a, b);
    }

    static Expr extreme(BinaryOp op, Expr a, Expr b) {
        if (bothInt(a, b)) {
            return Expr.i32(op == BinaryOp.MIN ? Math.min(value(a), value(b)) : Math.max(value(a), value(b)));
        }
        return new Binary(op, a, b);
    }
}
