package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Stmt;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Writes calls of {@link Bulk} for loops that only move elements. */
final class CopyWriter {
    private static final ClassDesc INT = ConstantDescs.CD_int;

    private final MethodWriter method;
    private final CodeBuilder code;

    CopyWriter(MethodWriter method) {
        this.method = method;
        this.code = method.code;
    }

    void copy(BulkCopy copy, Stmt.For loop) {
        Storage from = Storage.of(copy.from().dtype());
        Storage to = Storage.of(copy.to().dtype());
        boolean fromSegment = isSegment(copy.from());
        boolean toSegment = isSegment(copy.to());
        if (fromSegment && toSegment) {
            bytes(copy.from(), copy.fromIndex());
            bytes(copy.to(), copy.toIndex());
            length(loop);
            shifted(from);
            call("across", Types.SEGMENT, ConstantDescs.CD_long, Types.SEGMENT, ConstantDescs.CD_long, ConstantDescs.CD_long);
            return;
        }
        elements(copy.from(), copy.fromIndex());
        elements(copy.to(), copy.toIndex());
        length(loop);
        if (fromSegment) {
            call("in", Types.SEGMENT, INT, to.array(), INT, INT);
        } else if (toSegment) {
            call("out", from.array(), INT, Types.SEGMENT, INT, INT);
        } else if (from == to) {
            call("within", ConstantDescs.CD_Object, INT, ConstantDescs.CD_Object, INT, INT);
        } else {
            call("bits", from.array(), INT, to.array(), INT, INT);
        }
    }

    private boolean isSegment(Buffer buffer) {
        return Types.of(buffer, method.owner.chunksAsArrays).equals(Types.SEGMENT);
    }

    private void call(String name, ClassDesc... parameters) {
        code.invokestatic(Types.BULK, name, MethodTypeDesc.of(ConstantDescs.CD_void, parameters));
    }

    private void length(Stmt.For loop) {
        method.push(loop.end(), 0);
        method.push(loop.start(), 0);
        code.isub();
    }

    private void shifted(Storage storage) {
        code.i2l().loadConstant(storage.shift()).lshl();
    }

    private void bytes(Buffer buffer, Expr index) {
        code.aload(method.slot(buffer));
        method.push(index, 0);
        shifted(Storage.of(buffer.dtype()));
    }

    private void elements(Buffer buffer, Expr index) {
        code.aload(method.slot(buffer));
        if (Types.isChunked(buffer, method.owner.chunksAsArrays)) {
            int at = method.fresh(TypeKind.INT);
            method.push(index, 0);
            code.dup().istore(at).loadConstant(buffer.size()).idiv().aaload();
            code.iload(at).loadConstant(buffer.size()).irem();
        } else {
            method.push(index, 0);
        }
    }
}
