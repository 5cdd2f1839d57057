package io.coracle.wasm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Stmt;
import io.coracle.tensor.DType;
import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;

/** Loads and stores, of all lanes or of the first ones. Floats of 16 bits are integers here, see {@link Halves}. */
final class Accesses {
    private final Expressions to;

    Accesses(Expressions to) {
        this.to = to;
    }

    private Code code() {
        return to.scope.code;
    }

    /** Puts what is loaded on the stack. */
    void load(Expr.Load load) {
        DType dtype = load.buffer().dtype();
        if (load.active().isEmpty()) {
            int offset = to.addresses.push(load.buffer(), load.index());
            all(dtype, load.lanes(), offset);
            return;
        }
        int pointer = to.local(ValType.I32);
        int offset = to.addresses.push(load.buffer(), load.index());
        code().set(pointer);
        int active = to.inLocal(load.active().get());
        if (load.lanes() == 1) {
            ValType type = Expressions.valType(load.type());
            code().get(active).i32(0).op(Op.I32_GT_S).ifTrue(type).get(pointer);
            scalar(dtype, offset);
            code().otherwise();
            switch (type) {
                case I64 -> code().i64(0);
                case F32 -> code().f32(0);
                case F64 -> code().f64(0);
                default -> code().i32(0);
            }
            code().end();
            return;
        }
        int result = to.local(ValType.V128);
        code().get(active).i32(Vectors.LANES).op(Op.I32_GE_S).ifTrue().get(pointer);
        all(dtype, load.lanes(), offset);
        code().set(result).otherwise().v128(0).set(result);
        for (int lane = 0; lane < Vectors.LANES - 1; lane++) {
            code().get(active).i32(lane).op(Op.I32_GT_S).ifTrue();
            lane(dtype, pointer, offset, lane, result);
        }
        for (int lane = 0; lane < Vectors.LANES - 1; lane++) {
            code().end();
        }
        code().end().get(result);
    }

    /** Loads the element whose address but for the offset is on the stack. */
    private void scalar(DType dtype, int offset) {
        code().memory(switch (dtype) {
            case F32 -> Op.F32_LOAD;
            case F64 -> Op.F64_LOAD;
            case I64, U64 -> Op.I64_LOAD;
            case I32, U32 -> Op.I32_LOAD;
            case I8 -> Op.I32_LOAD8_S;
            case U8, BOOL -> Op.I32_LOAD8_U;
            case I16 -> Op.I32_LOAD16_S;
            case U16 -> Op.I32_LOAD16_U;
            default -> throw unknown(dtype);
        }, offset);
    }

    private void all(DType dtype, int lanes, int offset) {
        if (lanes == 1) {
            scalar(dtype, offset);
            return;
        }
        switch (dtype) {
            case F32, I32, U32 -> code().memory(Op.V128_LOAD, offset);
            case I16 -> code().memory(Op.I32X4_LOAD16X4_S, offset);
            case U16 -> code().memory(Op.I32X4_LOAD16X4_U, offset);
            case I8 -> code().memory(Op.V128_LOAD32_ZERO, offset).op(Op.I16X8_EXTEND_LOW_I8X16_S).op(Op.I32X4_EXTEND_LOW_I16X8_S);
            case U8, BOOL -> code().memory(Op.V128_LOAD32_ZERO, offset).op(Op.I16X8_EXTEND_LOW_I8X16_U).op(Op.I32X4_EXTEND_LOW_I16X8_U);
            default -> throw unknown(dtype);
        }
    }

    private void lane(DType dtype, int pointer, int offset, int lane, int result) {
        int at = offset + lane * dtype.bits() / 8;
        if (dtype.bits() == 32) {
            code().get(pointer).get(result).memoryLane(Op.V128_LOAD32_LANE, at, lane);
        } else {
            code().get(result).get(pointer);
            scalar(dtype, at);
            code().lane(Op.I32X4_REPLACE_LANE, lane);
        }
        code().set(result);
    }

    private static IllegalArgumentException unknown(DType dtype) {
        return new IllegalArgumentException("kernels do not load or store " + dtype);
    }

    void store(Stmt.Store store) {
        Buffer buffer = store.buffer();
        int lanes = store.value().type().lanes();
        DType dtype = buffer.dtype();
        if (store.active().isEmpty()) {
            int offset = to.addresses.push(buffer, store.index());
            to.push(store.value());
            whole(dtype, lanes, offset);
            return;
        }
        int pointer = to.local(ValType.I32);
        int offset = to.addresses.push(buffer, store.index());
        code().set(pointer);
        int active = to.inLocal(store.active().get());
        int value = to.inLocal(store.value());
        if (lanes == 1) {
            code().get(active).i32(0).op(Op.I32_GT_S).ifTrue().get(pointer).get(value);
            whole(dtype, 1, offset);
            code().end();
            return;
        }
        code().get(active).i32(Vectors.LANES).op(Op.I32_GE_S).ifTrue().get(pointer).get(value);
        whole(dtype, lanes, offset);
        code().otherwise();
        for (int lane = 0; lane < Vectors.LANES - 1; lane++) {
            code().get(active).i32(lane).op(Op.I32_GT_S).ifTrue().get(pointer);
            int at = offset + lane * dtype.bits() / 8;
            if (dtype.bits() == 32) {
                code().get(value).memoryLane(Op.V128_STORE32_LANE, at, lane);
            } else {
                code().get(value).lane(Op.I32X4_EXTRACT_LANE, lane);
                whole(dtype, 1, at);
            }
        }
        for (int lane = 0; lane < Vectors.LANES - 1; lane++) {
            code().end();
        }
        code().end();
    }

    /** Stores the value on the stack at the address below it plus an offset. */
    private void whole(DType dtype, int lanes, int offset) {
        if (lanes > 1 && dtype.bits() < 32) {
            narrow(dtype, offset);
            return;
        }
        code().memory(lanes > 1 ? Op.V128_STORE : switch (dtype) {
            case F32 -> Op.F32_STORE;
            case F64 -> Op.F64_STORE;
            case I64, U64 -> Op.I64_STORE;
            case I32, U32 -> Op.I32_STORE;
            case I8, U8, BOOL -> Op.I32_STORE8;
            case I16, U16 -> Op.I32_STORE16;
            default -> throw unknown(dtype);
        }, offset);
    }

    /** Four lanes as narrower elements: their low bytes side by side, written at once. */
    private void narrow(DType dtype, int offset) {
        int value = to.local(ValType.V128);
        code().tee(value).get(value);
        switch (dtype) {
            case I8, U8, BOOL -> code().shuffle(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12).memoryLane(Op.V128_STORE32_LANE, offset, 0);
            case I16, U16 -> code().shuffle(0, 1, 4, 5, 8, 9, 12, 13, 0, 1, 4, 5, 8, 9, 12, 13).memoryLane(Op.V128_STORE64_LANE, offset, 0);
            default -> throw unknown(dtype);
        }
    }
}
