package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Expr.UnaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Type;
import io.coracle.tensor.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes values of several lanes as calls of the Vector API, which C2 turns into single instructions as long as species and operators
 * are constants. Booleans are masks of int lanes.
 */
final class VectorWriter {
    private static final ClassDesc ORDER = ByteOrder.class.describeConstable().orElseThrow();
    private static final ClassDesc INT = ConstantDescs.CD_int;

    private final MethodWriter method;
    private final CodeBuilder code;
    private final VectorTypes types;
    private final VectorExpansions expansions;

    VectorWriter(MethodWriter method, VectorTypes types) {
        this.method = method;
        this.code = method.code;
        this.types = types;
        this.expansions = new VectorExpansions(types.lanes(), this::named);
    }

    /** Computes a value now and names it. */
    private Var named(Expr value) {
        Var name = new Var(method.nextTemporary(), "t", value.type());
        push(value);
        code.astore(method.define(name)[0]);
        return name;
    }

    void push(Expr e) {
        if (e.type().lanes() != types.lanes()) {
            throw new IllegalStateException("a value of " + e.type() + " where vectors have " + types.lanes() + " lanes");
        }
        ClassDesc type = VectorTypes.of(e.type().scalar());
        switch (e) {
            case Expr.Const c -> {
                Expr one = new Expr.Const(new Type(c.type().scalar(), 1), c.bits());
                broadcast(one, type);
            }
            case Var v -> code.aload(method.slot(v, 0));
            case Expr.Broadcast(Expr value, int lanes) -> broadcast(value, type);
            case Expr.Load load -> load(load);
            case Expr.Unary(UnaryOp op, Expr value) -> unary(op, value, type);
            case Expr.Binary(BinaryOp op, Expr left, Expr right) -> binary(op, left, right, type);
            case Expr.Compare compare -> {
                compare(compare);
                if (compare.left().type().scalar() == Scalar.F32) {
                    castMask(VectorTypes.INTS);
                }
            }
            case Expr.Fma(Expr a, Expr b, Expr c) -> {
                push(a);
                push(b);
                push(c);
                code.invokevirtual(type, "fma", MethodTypeDesc.of(type, VectorTypes.VECTOR, VectorTypes.VECTOR));
            }
            case Expr.Select(Expr condition, Expr yes, Expr no) -> select(condition, yes, no, type);
            case Expr.FirstLanes(Expr count, int lanes) -> mask(count, VectorTypes.INTS);
            case Expr.Cast(Scalar to, Expr value) -> {
                push(value);
                code.getstatic(VectorTypes.OPERATORS, to == Scalar.I32 ? "F2I" : "I2F", VectorTypes.operator("Conversion")).iconst_0()
                    .invokevirtual(VectorTypes.of(value.type().scalar()), "convert",
                        MethodTypeDesc.of(VectorTypes.VECTOR, VectorTypes.operator("Conversion"), INT)).checkcast(type);
            }
            case Expr.Bitcast(Scalar to, Expr value) -> {
                push(value);
                code.invokevirtual(VectorTypes.of(value.type().scalar()), to == Scalar.I32 ? "reinterpretAsInts" : "reinterpretAsFloats",
                    MethodTypeDesc.of(type));
            }
            case Expr.Dot4 dot -> push(expansions.dot4(dot));
            case Expr.SignedDot4 dot -> push(dot.expanded());
            case Expr.Dot2 dot -> push(dot.expanded());
            case Expr.Reduce r -> throw new IllegalStateException("a reduction has one lane");
        }
    }

    private void species(ClassDesc vector) {
        code.getstatic(vector, types.species(vector), VectorTypes.SPECIES);
    }

    private void broadcast(Expr scalar, ClassDesc type) {
        if (type.equals(VectorTypes.MASK)) {
            species(VectorTypes.INTS);
            method.push(scalar, 0);
            code.invokeinterface(VectorTypes.SPECIES, "maskAll", MethodTypeDesc.of(VectorTypes.MASK, ConstantDescs.CD_boolean));
            return;
        }
        species(type);
        method.push(scalar, 0);
        code.invokestatic(type, "broadcast", MethodTypeDesc.of(type, VectorTypes.SPECIES, Types.of(scalar.type().scalar())));
    }

    private void unary(UnaryOp op, Expr value, ClassDesc type) {
        switch (op) {
            case NEG, ABS, SQRT, NOT -> {
                push(value);
                code.invokevirtual(type, op.name().toLowerCase(Locale.ROOT), MethodTypeDesc.of(type));
            }
            case FLOOR, CEIL, TRUNC, RINT -> push(expansions.round(op, value));
        }
    }

    private void binary(BinaryOp op, Expr left, Expr right, ClassDesc type) {
        push(left);
        if (type.equals(VectorTypes.MASK)) {
            push(right);
            code.invokevirtual(type, op.name().toLowerCase(Locale.ROOT), MethodTypeDesc.of(type, type));
            return;
        }
        switch (op) {
            case ADD, SUB, MUL, DIV, MIN, MAX, AND, OR -> {
                push(right);
                code.invokevirtual(type, op.name().toLowerCase(Locale.ROOT), MethodTypeDesc.of(type, VectorTypes.VECTOR));
            }
            case XOR -> lanewise("XOR", "Associative", right, type);
            case SHL -> lanewise("LSHL", "Binary", right, type);
            case SHR -> lanewise("ASHR", "Binary", right, type);
            case SHRU -> lanewise("LSHR", "Binary", right, type);
            case REM, DIVU, REMU -> throw new IllegalStateException(op + " of vectors");
        }
    }

    private void lanewise(String operator, String kind, Expr right, ClassDesc type) {
        code.getstatic(VectorTypes.OPERATORS, operator, VectorTypes.operator(kind));
        if (right instanceof Expr.Const c) {
            code.loadConstant((int) c.bits()).invokevirtual(type, "lanewise", MethodTypeDesc.of(type, VectorTypes.operator("Binary"), INT));
        } else {
            push(right);
            code.invokevirtual(type, "lanewise", MethodTypeDesc.of(type, VectorTypes.operator("Binary"), VectorTypes.VECTOR));
        }
    }

    /** Pushes a mask of the lanes that were compared. */
    private void compare(Expr.Compare compare) {
        CompareOp op = compare.op();
        ClassDesc type = VectorTypes.of(compare.left().type().scalar());
        push(compare.left());
        code.getstatic(VectorTypes.OPERATORS, op == CompareOp.LTU ? "ULT" : op.name(), VectorTypes.operator("Comparison"));
        push(compare.right());
        code.invokevirtual(type, "compare", MethodTypeDesc.of(VectorTypes.MASK, VectorTypes.operator("Comparison"), VectorTypes.VECTOR));
    }

    private void castMask(ClassDesc to) {
        species(to);
        code.invokevirtual(VectorTypes.MASK, "cast", MethodTypeDesc.of(VectorTypes.MASK, VectorTypes.SPECIES));
    }

    private void select(Expr condition, Expr yes, Expr no, ClassDesc type) {
        if (type.equals(VectorTypes.MASK)) {
            Var chosen = named(condition);
            push(new Expr.Binary(BinaryOp.OR, new Expr.Binary(BinaryOp.AND, chosen, yes),
                new Expr.Binary(BinaryOp.AND, new Expr.Unary(UnaryOp.NOT, chosen), no)));
            return;
        }
        push(no);
        push(yes);
        if (condition instanceof Expr.Compare compare && compare.left().type().scalar() == yes.type().scalar()) {
            compare(compare);
        } else {
            push(condition);
            if (type.equals(VectorTypes.FLOATS)) {
                castMask(VectorTypes.FLOATS);
            }
        }
        code.invokevirtual(type, "blend", MethodTypeDesc.of(type, VectorTypes.VECTOR, VectorTypes.MASK));
    }

    // Memory.

    private static ClassDesc memoryType(DType dtype) {
        return switch (Storage.of(dtype)) {
            case FLOAT -> VectorTypes.FLOATS;
            case INT -> VectorTypes.INTS;
            case SHORT -> VectorTypes.SHORTS;
            case BYTE -> VectorTypes.BYTES;
            case LONG, DOUBLE -> throw new IllegalArgumentException("no vectors of " + dtype);
        };
    }

    private void load(Expr.Load load) {
        DType dtype = load.buffer().dtype();
        if (dtype == DType.F16 || dtype == DType.BF16) {
            // The same elements as unsigned integers.
            Var bits = new Var(method.nextTemporary(), "t", load.type().scalar(Scalar.I32));
            elements(load);
            widen("ZERO_EXTEND_S2I", VectorTypes.SHORTS);
            code.astore(method.define(bits)[0]);
            push(dtype == DType.F16 ? expansions.fromF16(bits) : bits.shl(16).bitcast(Scalar.F32));
            return;
        }
        elements(load);
        switch (dtype) {
            case I8 -> widen("B2I", VectorTypes.BYTES);
            case U8, BOOL -> widen("ZERO_EXTEND_B2I", VectorTypes.BYTES);
            case I16 -> widen("S2I", VectorTypes.SHORTS);
            case U16 -> widen("ZERO_EXTEND_S2I", VectorTypes.SHORTS);
            default -> {}
        }
    }

    private void widen(String conversion, ClassDesc from) {
        convertShape(conversion, from, VectorTypes.INTS);
    }

    private void convertShape(String conversion, ClassDesc from, ClassDesc to) {
        code.getstatic(VectorTypes.OPERATORS, conversion, VectorTypes.operator("Conversion"));
        species(to);
        code.iconst_0().invokevirtual(from, "convertShape",
            MethodTypeDesc.of(VectorTypes.VECTOR, VectorTypes.operator("Conversion"), VectorTypes.SPECIES, INT)).checkcast(to);
    }

    private void mask(Expr active, ClassDesc vector) {
        species(vector);
        code.iconst_0();
        method.push(active, 0);
        // The species asks for a limit that is not negative.
        code.iconst_0().invokestatic(Types.MATH, "max", MethodTypeDesc.of(INT, INT, INT))
            .invokeinterface(VectorTypes.SPECIES, "indexInRange", MethodTypeDesc.of(VectorTypes.MASK, INT, INT));
    }

    private boolean isSegment(Buffer buffer) {
        return buffer.role() != Buffer.Role.LOCAL;
    }

    private void pushPlace(Buffer buffer, Expr index) {
        code.aload(method.slot(buffer));
        method.push(index, 0);
        if (isSegment(buffer)) {
            code.i2l();
            int shift = Storage.of(buffer.dtype()).shift();
            if (shift > 0) {
                code.loadConstant(shift).lshl();
            }
            code.getstatic(ORDER, "LITTLE_ENDIAN", ORDER);
        }
    }

    /** Pushes elements as they lie in memory. */
    private void elements(Expr.Load load) {
        Buffer buffer = load.buffer();
        ClassDesc vector = memoryType(buffer.dtype());
        species(vector);
        pushPlace(buffer, load.index());
        load.active().ifPresent(active -> mask(active, vector));
        code.invokestatic(vector, isSegment(buffer) ? "fromMemorySegment" : "fromArray",
            place(vector, buffer, load.active(), Optional.of(VectorTypes.SPECIES)));
    }

    private MethodTypeDesc place(ClassDesc vector, Buffer buffer, Optional<Expr> active, Optional<ClassDesc> first) {
        MethodTypeDesc type = MethodTypeDesc.of(first.isPresent() ? vector : ConstantDescs.CD_void);
        if (first.isPresent()) {
            type = type.insertParameterTypes(0, first.get());
        }
        type = isSegment(buffer)
            ? type.insertParameterTypes(type.parameterCount(), Types.SEGMENT, ConstantDescs.CD_long, ORDER)
            : type.insertParameterTypes(type.parameterCount(), Storage.of(buffer.dtype()).array(), INT);
        return active.isPresent() ? type.insertParameterTypes(type.parameterCount(), VectorTypes.MASK) : type;
    }

    void store(Stmt.Store store) {
        Buffer buffer = store.buffer();
        ClassDesc vector = memoryType(buffer.dtype());
        if (buffer.dtype() == DType.F16 || buffer.dtype() == DType.BF16) {
            push(buffer.dtype() == DType.F16 ? expansions.toF16(store.value()) : expansions.toBf16(store.value()));
            convertShape("I2S", VectorTypes.INTS, VectorTypes.SHORTS);
        } else {
            push(store.value());
            if (vector.equals(VectorTypes.BYTES)) {
                convertShape("I2B", VectorTypes.INTS, VectorTypes.BYTES);
            } else if (vector.equals(VectorTypes.SHORTS)) {
                convertShape("I2S", VectorTypes.INTS, VectorTypes.SHORTS);
            }
        }
        pushPlace(buffer, store.index());
        store.active().ifPresent(active -> mask(active, vector));
        code.invokevirtual(vector, isSegment(buffer) ? "intoMemorySegment" : "intoArray",
            place(vector, buffer, store.active(), Optional.empty()));
    }

    /** Pushes all lanes combined to one. */
    void reduce(BinaryOp op, Expr value) {
        Scalar scalar = value.type().scalar();
        ClassDesc type = VectorTypes.of(scalar);
        push(value);
        if (scalar == Scalar.BOOL) {
            switch (op) {
                case AND -> code.invokevirtual(type, "allTrue", MethodTypeDesc.of(ConstantDescs.CD_boolean));
                case OR -> code.invokevirtual(type, "anyTrue", MethodTypeDesc.of(ConstantDescs.CD_boolean));
                default -> code.invokevirtual(type, "trueCount", MethodTypeDesc.of(INT)).iconst_1().iand();
            }
            return;
        }
        boolean anyOrder = switch (op) {
            case MIN, MAX, AND, OR, XOR -> true;
            case ADD, MUL -> scalar == Scalar.I32;
            default -> false;
        };
        if (anyOrder) {
            code.getstatic(VectorTypes.OPERATORS, op.name(), VectorTypes.operator("Associative"))
                .invokevirtual(type, "reduceLanes", MethodTypeDesc.of(Types.of(scalar), VectorTypes.operator("Associative")));
            return;
        }
        // The IR lays down the order: through an array.
        ClassDesc array = Types.of(scalar).arrayType();
        code.invokevirtual(type, "toArray", MethodTypeDesc.of(array)).loadConstant(op.name())
            .invokestatic(Types.ARITHMETIC, "fold", MethodTypeDesc.of(Types.of(scalar), array, ConstantDescs.CD_String));
    }
}
