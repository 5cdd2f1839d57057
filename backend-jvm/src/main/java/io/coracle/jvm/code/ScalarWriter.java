package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Type;
import io.coracle.tensor.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Writes expressions one lane at a time, as values on the virtual machine's stack. Booleans are ints, 0 or 1. */
final class ScalarWriter {
    private static final ClassDesc INT = ConstantDescs.CD_int;
    private static final ClassDesc SHORT = ConstantDescs.CD_short;

    private final MethodWriter method;
    private final CodeBuilder code;

    ScalarWriter(MethodWriter method) {
        this.method = method;
        this.code = method.code;
    }

    void push(Expr e, int lane) {
        switch (e) {
            case Expr.Const c -> constant(c);
            case Var v -> code.loadLocal(Types.kind(v.type().scalar()), method.slot(v, lane));
            case Expr.Load load -> load(load, lane);
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> {
                push(value, lane);
                unary(op, value.type().scalar());
            }
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
                push(left, lane);
                push(right, lane);
                binary(op, left.type().scalar(), right);
            }
            case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> {
                push(left, lane);
                push(right, lane);
                compare(op, left.type().scalar());
            }
            case Expr.Fma(Expr a, Expr b, Expr c) -> {
                push(a, lane);
                push(b, lane);
                push(c, lane);
                ClassDesc f = ConstantDescs.CD_float;
                code.invokestatic(Types.MATH, "fma", MethodTypeDesc.of(f, f, f, f));
            }
            case Expr.Select(Expr condition, Expr yes, Expr no) -> {
                // Values have no effects, so only one of them needs to be computed.
                Label other = code.newLabel();
                Label end = code.newLabel();
                push(condition, lane);
                code.ifeq(other);
                push(yes, lane);
                code.goto_(end).labelBinding(other);
                push(no, lane);
                code.labelBinding(end);
            }
            case Expr.FirstLanes(Expr count, int lanes) -> {
                code.loadConstant(lane);
                push(count, 0);
                compare(Expr.CompareOp.LT, Scalar.I32);
            }
            case Expr.Cast(Scalar to, Expr value) -> {
                push(value, lane);
                cast(value.type().scalar(), to);
            }
            case Expr.Bitcast(Scalar to, Expr value) -> {
                push(value, lane);
                bitcast(to);
            }
            case Expr.Broadcast(Expr value, int lanes) -> push(value, 0);
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed, boolean narrow) -> {
                push(accumulator, lane);
                push(unsigned, lane);
                push(signed, lane);
                code.invokestatic(Types.ARITHMETIC, "dot4", MethodTypeDesc.of(INT, INT, INT, INT));
            }
            case Expr.SignedDot4 dot -> push(dot.expanded(), lane);
            case Expr.Dot2 dot -> push(dot.expanded(), lane);
            case Expr.Reduce(BinaryOp op, Expr value) -> {
                if (method.owner.isVector(value)) {
                    method.reduceVector(op, value);
                } else {
                    reduce(op, value, 0, 1);
                }
            }
        }
    }

    /** The combination of lanes {@code lane}, {@code lane + step}, …, in the order that the IR lays down. */
    private void reduce(BinaryOp op, Expr value, int lane, int step) {
        if (step == value.type().lanes()) {
            push(value, lane);
            return;
        }
        reduce(op, value, lane, 2 * step);
        reduce(op, value, lane + step, 2 * step);
        binary(op, value.type().scalar(), value);
    }

    private void constant(Expr.Const c) {
        switch (c.type().scalar()) {
            case F32 -> code.loadConstant(Float.intBitsToFloat((int) c.bits()));
            case F64 -> code.loadConstant(Double.longBitsToDouble(c.bits()));
            case I32 -> code.loadConstant((int) c.bits());
            case I64 -> code.loadConstant(c.bits());
            case BOOL -> code.loadConstant(c.bits() != 0 ? 1 : 0);
        }
    }

    private void call(ClassDesc owner, String name, ClassDesc result, ClassDesc... parameters) {
        code.invokestatic(owner, name, MethodTypeDesc.of(result, parameters));
    }

    private void inDouble(Scalar scalar, ClassDesc owner, String function) {
        ClassDesc d = ConstantDescs.CD_double;
        if (scalar == Scalar.F32) {
            code.f2d();
            call(owner, function, d, d);
            code.d2f();
        } else {
            call(owner, function, d, d);
        }
    }

    private void unary(Expr.UnaryOp op, Scalar scalar) {
        ClassDesc type = Types.of(scalar);
        switch (op) {
            case NEG -> {
                switch (scalar) {
                    case F32 -> code.fneg();
                    case F64 -> code.dneg();
                    case I32, BOOL -> code.ineg();
                    case I64 -> code.lneg();
                }
            }
            case ABS -> call(Types.MATH, "abs", type, type);
            case SQRT -> inDouble(scalar, Types.MATH, "sqrt");
            case FLOOR -> inDouble(scalar, Types.MATH, "floor");
            case CEIL -> inDouble(scalar, Types.MATH, "ceil");
            case RINT -> inDouble(scalar, Types.MATH, "rint");
            case TRUNC -> inDouble(scalar, Types.ARITHMETIC, "trunc");
            case NOT -> {
                switch (scalar) {
                    case BOOL -> code.iconst_1().ixor();
                    case I64 -> code.loadConstant(-1L).lxor();
                    default -> code.iconst_m1().ixor();
                }
            }
        }
    }

    /** @param right the second operand, which is on the stack too */
    private void binary(BinaryOp op, Scalar scalar, Expr right) {
        ClassDesc type = Types.of(scalar);
        TypeKind kind = Types.kind(scalar);
        switch (op) {
            case ADD -> arithmetic(kind, Opcode.IADD, Opcode.LADD, Opcode.FADD, Opcode.DADD);
            case SUB -> arithmetic(kind, Opcode.ISUB, Opcode.LSUB, Opcode.FSUB, Opcode.DSUB);
            case MUL -> arithmetic(kind, Opcode.IMUL, Opcode.LMUL, Opcode.FMUL, Opcode.DMUL);
            case DIV -> {
                if (scalar.isFloat() || isNonZero(right)) {
                    arithmetic(kind, Opcode.IDIV, Opcode.LDIV, Opcode.FDIV, Opcode.DDIV);
                } else {
                    call(Types.ARITHMETIC, "div", type, type, type);
                }
            }
            case REM -> {
                if (isNonZero(right)) {
                    arithmetic(kind, Opcode.IREM, Opcode.LREM, Opcode.FREM, Opcode.DREM);
                } else {
                    call(Types.ARITHMETIC, "rem", type, type, type);
                }
            }
            case DIVU -> call(Types.ARITHMETIC, "divu", type, type, type);
            case REMU -> call(Types.ARITHMETIC, "remu", type, type, type);
            case MIN -> call(Types.MATH, "min", type, type, type);
            case MAX -> call(Types.MATH, "max", type, type, type);
            case AND -> arithmetic(kind, Opcode.IAND, Opcode.LAND, Opcode.IAND, Opcode.LAND);
            case OR -> arithmetic(kind, Opcode.IOR, Opcode.LOR, Opcode.IOR, Opcode.LOR);
            case XOR -> arithmetic(kind, Opcode.IXOR, Opcode.LXOR, Opcode.IXOR, Opcode.LXOR);
            case SHL -> shift(kind, Opcode.ISHL, Opcode.LSHL);
            case SHR -> shift(kind, Opcode.ISHR, Opcode.LSHR);
            case SHRU -> shift(kind, Opcode.IUSHR, Opcode.LUSHR);
        }
    }

    private static boolean isNonZero(Expr e) {
        return e instanceof Expr.Const c && c.bits() != 0;
    }

    private void arithmetic(TypeKind kind, Opcode ofInt, Opcode ofLong, Opcode ofFloat, Opcode ofDouble) {
        Opcode opcode = switch (kind) {
            case LONG -> ofLong;
            case FLOAT -> ofFloat;
            case DOUBLE -> ofDouble;
            default -> ofInt;
        };
        code.with(OperatorInstruction.of(opcode));
    }

    private void shift(TypeKind kind, Opcode ofInt, Opcode ofLong) {
        if (kind == TypeKind.LONG) {
            code.l2i();
        }
        code.with(OperatorInstruction.of(kind == TypeKind.LONG ? ofLong : ofInt));
    }

    private void compare(Expr.CompareOp op, Scalar scalar) {
        Label yes = code.newLabel();
        Label end = code.newLabel();
        boolean unsigned = op == Expr.CompareOp.LTU;
        switch (scalar) {
            // fcmpg gives 1 for NaN, which makes "less" false.
            case F32 -> code.fcmpg();
            case F64 -> code.dcmpg();
            case I64 -> {
                if (unsigned) {
                    call(ConstantDescs.CD_Long, "compareUnsigned", INT, ConstantDescs.CD_long, ConstantDescs.CD_long);
                } else {
                    code.lcmp();
                }
            }
            case I32, BOOL -> {
                if (unsigned) {
                    call(ConstantDescs.CD_Integer, "compareUnsigned", INT, INT, INT);
                }
            }
        }
        if ((scalar == Scalar.I32 || scalar == Scalar.BOOL) && !unsigned) {
            switch (op) {
                case EQ -> code.if_icmpeq(yes);
                case NE -> code.if_icmpne(yes);
                case LT, LTU -> code.if_icmplt(yes);
                case LE -> code.if_icmple(yes);
            }
        } else {
            switch (op) {
                case EQ -> code.ifeq(yes);
                case NE -> code.ifne(yes);
                case LT, LTU -> code.iflt(yes);
                case LE -> code.ifle(yes);
            }
        }
        code.iconst_0().goto_(end).labelBinding(yes).iconst_1().labelBinding(end);
    }

    private void cast(Scalar from, Scalar to) {
        if (from != to) {
            code.conversion(Types.kind(from), Types.kind(to));
        }
    }

    private void bitcast(Scalar to) {
        switch (to) {
            case F32 -> call(Types.FLOAT, "intBitsToFloat", ConstantDescs.CD_float, INT);
            case I32 -> call(Types.FLOAT, "floatToRawIntBits", INT, ConstantDescs.CD_float);
            case F64 -> call(Types.DOUBLE, "longBitsToDouble", ConstantDescs.CD_double, ConstantDescs.CD_long);
            case I64 -> call(Types.DOUBLE, "doubleToRawLongBits", ConstantDescs.CD_long, ConstantDescs.CD_double);
            case BOOL -> throw new IllegalArgumentException("booleans have no bits");
        }
    }

    // Memory.

    private void load(Expr.Load load, int lane) {
        if (load.active().isEmpty()) {
            element(load.buffer(), load.index(), lane);
            return;
        }
        Label off = code.newLabel();
        Label end = code.newLabel();
        push(load.active().get(), 0);
        code.loadConstant(lane).if_icmple(off);
        element(load.buffer(), load.index(), lane);
        code.goto_(end).labelBinding(off);
        constant(new Expr.Const(new Type(load.type().scalar(), 1), 0));
        code.labelBinding(end);
    }

    /** Pushes the place of an element: a segment, its layout and a byte offset, or an array and an index. */
    private void place(Buffer buffer, Runnable index) {
        Storage storage = Storage.of(buffer.dtype());
        code.aload(method.slot(buffer));
        if (Types.of(buffer, method.owner.chunksAsArrays).equals(Types.SEGMENT)) {
            code.getstatic(Types.LAYOUTS, storage.layoutField(), storage.layout());
            index.run();
            code.i2l();
            if (storage.shift() > 0) {
                code.loadConstant(storage.shift()).lshl();
            }
        } else if (Types.isChunked(buffer, method.owner.chunksAsArrays)) {
            index.run();
            code.dup_x1().loadConstant(buffer.size()).idiv().aaload().swap().loadConstant(buffer.size()).irem();
        } else {
            index.run();
        }
    }

    private void pushIndex(Expr index, int lane) {
        push(index.plus(Expr.i32(lane)), 0);
    }

    private void element(Buffer buffer, Expr index, int lane) {
        Storage storage = Storage.of(buffer.dtype());
        place(buffer, () -> pushIndex(index, lane));
        if (Types.of(buffer, method.owner.chunksAsArrays).equals(Types.SEGMENT)) {
            code.invokeinterface(Types.SEGMENT, "get",
                MethodTypeDesc.of(storage.element(), storage.layout(), ConstantDescs.CD_long));
        } else {
            code.arrayLoad(storage.kind());
        }
        widen(buffer.dtype());
    }

    private void widen(DType dtype) {
        switch (dtype) {
            case U8, BOOL -> code.loadConstant(0xff).iand();
            case U16 -> code.loadConstant(0xffff).iand();
            case F16 -> call(Types.FLOAT, "float16ToFloat", ConstantDescs.CD_float, SHORT);
            case BF16 -> call(Types.ARITHMETIC, "fromBf16", ConstantDescs.CD_float, SHORT);
            default -> {}
        }
    }

    private void narrow(DType dtype) {
        switch (dtype) {
            case I8, U8, BOOL -> code.i2b();
            case I16, U16 -> code.i2s();
            case F16 -> call(Types.FLOAT, "floatToFloat16", SHORT, ConstantDescs.CD_float);
            case BF16 -> call(Types.ARITHMETIC, "toBf16", SHORT, ConstantDescs.CD_float);
            default -> {}
        }
    }

    void store(Stmt.Store store) {
        int lanes = store.value().type().lanes();
        Buffer buffer = store.buffer();
        if (lanes == 1 && store.active().isEmpty()) {
            put(buffer, () -> push(store.index(), 0), () -> push(store.value(), 0));
            return;
        }
        // All lanes are computed before the first is stored: the value may load what is stored.
        TypeKind kind = Types.kind(store.value().type().scalar());
        int index = method.fresh(TypeKind.INT);
        push(store.index(), 0);
        code.istore(index);
        int[] values = new int[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            values[lane] = method.fresh(kind);
            push(store.value(), lane);
            code.storeLocal(kind, values[lane]);
        }
        int active = method.fresh(TypeKind.INT);
        store.active().ifPresent(count -> {
            push(count, 0);
            code.istore(active);
        });
        Label end = code.newLabel();
        for (int lane = 0; lane < lanes; lane++) {
            int at = lane;
            if (store.active().isPresent()) {
                code.iload(active).loadConstant(lane).if_icmple(end);
            }
            put(buffer, () -> code.iload(index).loadConstant(at).iadd(), () -> code.loadLocal(kind, values[at]));
        }
        code.labelBinding(end);
    }

    private void put(Buffer buffer, Runnable index, Runnable value) {
        Storage storage = Storage.of(buffer.dtype());
        place(buffer, index);
        value.run();
        narrow(buffer.dtype());
        if (Types.of(buffer, method.owner.chunksAsArrays).equals(Types.SEGMENT)) {
            code.invokeinterface(Types.SEGMENT, "set",
                MethodTypeDesc.of(ConstantDescs.CD_void, storage.layout(), ConstantDescs.CD_long, storage.element()));
        } else {
            code.arrayStore(storage.kind());
        }
    }
}
