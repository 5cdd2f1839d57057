package io.coracle.wasm.format;

/** The type of a value on the stack or in a local. */
public enum ValType {
    I32(0x7f), I64(0x7e), F32(0x7d), F64(0x7c), V128(0x7b);

    final int code;

    ValType(int code) {
        this.code = code;
    }
}
