package io.coracle.wasm.format;

import java.util.Arrays;
import java.util.List;

/**
 * Modules in which {@code i32x4.relaxed_dot_i8x16_i7x16_add_s} is a call of a function that takes both sides as signed, as ARM processors
 * do: for engines without the instruction, and on processors of other kinds.
 */
public final class SignedProducts {
    private static final int HEADER = 8;
    private static final int TYPE_SECTION = 1;
    private static final int FUNCTION_SECTION = 3;
    private static final int CODE_SECTION = 10;
    private static final byte[] PRODUCT = {(byte) 0xfd, (byte) 0x93, 0x02};
    private static final int CALL = 0x10;
    private static final int BYTE = 8;

    private final byte[] module;
    private final ByteSink out = new ByteSink();
    private int types;
    private int functions;

    private SignedProducts(byte[] module) {
        this.module = module;
    }

    /** The module with a function more, and with calls of it. */
    public static byte[] in(byte[] module) {
        return new SignedProducts(module).rewritten();
    }

    private byte[] rewritten() {
        copy(out, 0, HEADER);
        for (int at = HEADER; at < module.length; ) {
            int id = module[at];
            int size = number(at + 1);
            int from = at + 1 + length(at + 1);
            section(id, from, from + size);
            at = from + size;
        }
        return out.toArray();
    }

    private void section(int id, int from, int end) {
        ByteSink contents = new ByteSink();
        int count = number(from);
        int items = from + length(from);
        switch (id) {
            case TYPE_SECTION -> {
                types = count;
                copy(contents.u32(count + 1), items, end);
                int vector = ValType.V128.code;
                contents.u8(0x60).u8(3).u8(vector).u8(vector).u8(vector).u8(1).u8(vector);
            }
            case FUNCTION_SECTION -> {
                functions = count;
                copy(contents.u32(count + 1), items, end);
                contents.u32(types);
            }
            case CODE_SECTION -> {
                replaceProducts(items, end);
                copy(contents.u32(count + 1), items, end);
                ByteSink body = signedProduct();
                contents.u32(body.length()).all(body);
            }
            default -> copy(contents, from, end);
        }
        out.u8(id).u32(contents.length()).all(contents);
    }

    /** A call of a function whose number takes two bytes is as long as the instruction. */
    private void replaceProducts(int from, int end) {
        for (int at = from; at + PRODUCT.length <= end; at++) {
            if (Arrays.equals(module, at, at + PRODUCT.length, PRODUCT, 0, PRODUCT.length)) {
                module[at] = CALL;
                module[at + 1] = (byte) (functions & 0x7f | 0x80);
                module[at + 2] = (byte) (functions >> 7);
            }
        }
    }

    /** Even and odd bytes as lanes of 16 bits. */
    private static ByteSink signedProduct() {
        FunctionWriter f = new FunctionWriter(new FunctionType(List.of(ValType.V128, ValType.V128, ValType.V128), List.of(ValType.V128)));
        Code c = f.code;
        for (int side = 0; side < 2; side++) {
            c.get(side).i32(BYTE).op(Op.I16X8_SHL).i32(BYTE).op(Op.I16X8_SHR_S);
        }
        c.op(Op.I32X4_DOT_I16X8_S);
        for (int side = 0; side < 2; side++) {
            c.get(side).i32(BYTE).op(Op.I16X8_SHR_S);
        }
        c.op(Op.I32X4_DOT_I16X8_S).op(Op.I32X4_ADD).get(2).op(Op.I32X4_ADD);
        return f.body();
    }

    private int number(int at) {
        int value = 0;
        for (int i = 0; i < length(at); i++) {
            value |= (module[at + i] & 0x7f) << 7 * i;
        }
        return value;
    }

    private int length(int at) {
        int length = 1;
        while ((module[at + length - 1] & 0x80) != 0) {
            length++;
        }
        return length;
    }

    private void copy(ByteSink to, int from, int end) {
        for (int at = from; at < end; at++) {
            to.u8(module[at]);
        }
    }
}
