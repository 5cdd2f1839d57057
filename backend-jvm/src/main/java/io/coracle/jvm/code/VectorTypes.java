package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt;
import java.lang.constant.ClassDesc;
import java.util.List;

/**
 * Vectors of the module {@code jdk.incubator.vector} with one number of 32-bit lanes. Named by their descriptors only: the module is
 * absent unless the user enables it.
 *
 * @param lanes 4, 8 or 16
 */
record VectorTypes(int lanes) {
    static final ClassDesc VECTOR = type("Vector");
    static final ClassDesc FLOATS = type("FloatVector");
    static final ClassDesc INTS = type("IntVector");
    static final ClassDesc SHORTS = type("ShortVector");
    static final ClassDesc BYTES = type("ByteVector");
    static final ClassDesc MASK = type("VectorMask");
    static final ClassDesc SPECIES = type("VectorSpecies");
    static final ClassDesc OPERATORS = type("VectorOperators");

    private static ClassDesc type(String name) {
        return ClassDesc.of("jdk.incubator.vector", name);
    }

    static ClassDesc operator(String kind) {
        return ClassDesc.of("jdk.incubator.vector", "VectorOperators$" + kind);
    }

    static ClassDesc of(Scalar scalar) {
        return switch (scalar) {
            case F32 -> FLOATS;
            case I32 -> INTS;
            case BOOL -> MASK;
            case F64, I64 -> throw new IllegalArgumentException("no vectors of " + scalar);
        };
    }

    /** The field with the species of a vector class for this many lanes. */
    String species(ClassDesc vector) {
        int bits = vector.equals(BYTES) ? 8 : vector.equals(SHORTS) ? 16 : 32;
        return "SPECIES_" + bits * lanes;
    }

    /** Whether all values of several lanes in a kernel are vectors that {@link VectorWriter} can compute. */
    boolean fit(Kernel kernel) {
        // A vector of bytes has at least 64 bits.
        return lanes >= 8 && fit(kernel.body());
    }

    private boolean fit(List<Stmt> body) {
        for (Stmt stmt : body) {
            for (Expr e : Trees.expressions(stmt)) {
                if (!fits(e)) {
                    return false;
                }
            }
            boolean fits = switch (stmt) {
                case Stmt.Store store -> store.value().type().lanes() == 1 && store.active().isEmpty()
                    || store.value().type().lanes() > 1 && fits(store.buffer());
                case Stmt.For loop -> fit(loop.body());
                case Stmt.If branch -> fit(branch.then()) && fit(branch.otherwise());
                case Stmt.Let let -> true;
                case Stmt.Assign assign -> true;
                case Stmt.Require require -> true;
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Buffer buffer) {
        return switch (buffer.dtype()) {
            case F32, I32, U32, I8, U8, BOOL, I16, U16, F16, BF16 -> true;
            default -> false;
        };
    }

    private boolean fits(Expr e) {
        for (Expr operand : e.operands()) {
            if (!fits(operand)) {
                return false;
            }
        }
        if (e.type().lanes() == 1) {
            return !(e instanceof Expr.Load load) || load.active().isEmpty();
        }
        if (e.type().lanes() != lanes || e.type().scalar() == Scalar.F64 || e.type().scalar() == Scalar.I64) {
            return false;
        }
        return switch (e) {
            case Expr.Load load -> fits(load.buffer());
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> switch (op) {
                case DIV -> left.type().scalar() == Scalar.F32;
                case REM, DIVU, REMU -> false;
                default -> true;
            };
            default -> true;
        };
    }
}
