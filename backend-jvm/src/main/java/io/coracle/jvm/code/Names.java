package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Type;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** Makes variables and local buffers that a kernel does not have yet. */
final class Names {
    private int nextVariable;
    private int nextBuffer;
    private final List<Buffer> locals;

    Names(Kernel kernel) {
        for (Var parameter : kernel.parameters()) {
            nextVariable = Math.max(nextVariable, parameter.id() + 1);
        }
        count(kernel.body());
        locals = new ArrayList<>(kernel.locals());
        for (Buffer buffer : kernel.buffers()) {
            nextBuffer = Math.max(nextBuffer, buffer.id() + 1);
        }
        for (Buffer buffer : kernel.locals()) {
            nextBuffer = Math.max(nextBuffer, buffer.id() + 1);
        }
    }

    private void count(List<Stmt> body) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let let -> nextVariable = Math.max(nextVariable, let.variable().id() + 1);
                case Stmt.For loop -> {
                    nextVariable = Math.max(nextVariable, loop.variable().id() + 1);
                    count(loop.body());
                }
                case Stmt.If branch -> {
                    count(branch.then());
                    count(branch.otherwise());
                }
                case Stmt.Assign a -> {}
                case Stmt.Store s -> {}
                case Stmt.Require r -> {}
            }
        }
    }

    Var variable(String name, Type type) {
        return new Var(nextVariable++, name, type);
    }

    Buffer local(String name, DType dtype, int size) {
        Buffer buffer = new Buffer(nextBuffer++, name, dtype, Buffer.Role.LOCAL, size);
        locals.add(buffer);
        return buffer;
    }

    /** The kernel's local buffers and those made since. */
    List<Buffer> locals() {
        return locals;
    }

    /** Whether elements of a dtype hold all of a register's bits. */
    static boolean registerDType(DType dtype) {
        return switch (dtype) {
            case F32, F64, I32, U32, I64, U64 -> true;
            default -> false;
        };
    }

    /** The dtype whose elements hold a register type without conversion. */
    static DType register(Expr value) {
        return switch (value.type().scalar()) {
            case F32 -> DType.F32;
            case F64 -> DType.F64;
            case I32, BOOL -> DType.I32;
            case I64 -> DType.I64;
        };
    }
}
