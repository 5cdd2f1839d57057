package io.coracle.wasm.format;

/** Instructions one after the other. Every method adds one and gives the code itself back. */
public final class Code {
    private static final int VOID = 0x40;

    private final ByteSink bytes = new ByteSink();

    ByteSink bytes() {
        return bytes;
    }

    /** Bytes so far. */
    public int length() {
        return bytes.length();
    }

    /** An instruction without immediates. */
    public Code op(Op op) {
        op.write(bytes);
        return this;
    }

    /** An instruction that reads or writes memory, at the address on the stack plus {@code offset}, an unsigned number. */
    public Code memory(Op op, int offset) {
        op.write(bytes);
        bytes.u32(0).u32(offset);
        return this;
    }

    /** An atomic access to an i32, whose address must be a multiple of four. */
    public Code atomic(Op op, int offset) {
        op.write(bytes);
        bytes.u32(2).u32(offset);
        return this;
    }

    /** A load or store of one lane of a vector. */
    public Code memoryLane(Op op, int offset, int lane) {
        memory(op, offset);
        bytes.u8(lane);
        return this;
    }

    /** An instruction on one lane. */
    public Code lane(Op op, int lane) {
        op.write(bytes);
        bytes.u8(lane);
        return this;
    }

    /** 16 bytes chosen from the 32 of two vectors. */
    public Code shuffle(int... chosen) {
        Op.I8X16_SHUFFLE.write(bytes);
        for (int i : chosen) {
            bytes.u8(i);
        }
        return this;
    }

    /** 32-bit lanes chosen from the eight of two vectors. */
    public Code shuffleLanes(int a, int b, int c, int d) {
        Op.I8X16_SHUFFLE.write(bytes);
        for (int lane : new int[] {a, b, c, d}) {
            for (int i = 0; i < 4; i++) {
                bytes.u8(4 * lane + i);
            }
        }
        return this;
    }

    public Code get(int local) {
        bytes.u8(0x20).u32(local);
        return this;
    }

    public Code set(int local) {
        bytes.u8(0x21).u32(local);
        return this;
    }

    public Code tee(int local) {
        bytes.u8(0x22).u32(local);
        return this;
    }

    public Code i32(int value) {
        bytes.u8(0x41).s32(value);
        return this;
    }

    public Code i64(long value) {
        bytes.u8(0x42).s64(value);
        return this;
    }

    /** A float with these bits. */
    public Code f32(int bits) {
        bytes.u8(0x43).fixed(bits, 4);
        return this;
    }

    /** A double with these bits. */
    public Code f64(long bits) {
        bytes.u8(0x44).fixed(bits, 8);
        return this;
    }

    /** A vector with the same 32 bits in every lane. */
    public Code v128(int bits) {
        bytes.u8(0xfd).u32(12);
        for (int i = 0; i < 4; i++) {
            bytes.fixed(bits, 4);
        }
        return this;
    }

    public Code block() {
        bytes.u8(0x02).u8(VOID);
        return this;
    }

    public Code loop() {
        bytes.u8(0x03).u8(VOID);
        return this;
    }

    public Code ifTrue() {
        bytes.u8(0x04).u8(VOID);
        return this;
    }

    /** An if whose branches leave a value. */
    public Code ifTrue(ValType result) {
        bytes.u8(0x04).u8(result.code);
        return this;
    }

    public Code otherwise() {
        return op(Op.ELSE);
    }

    public Code end() {
        return op(Op.END);
    }

    public Code branch(int depth) {
        bytes.u8(0x0c).u32(depth);
        return this;
    }

    public Code branchIf(int depth) {
        bytes.u8(0x0d).u32(depth);
        return this;
    }

    public Code call(int function) {
        bytes.u8(0x10).u32(function);
        return this;
    }

    /** Calls the function at the table's entry on the stack. */
    public Code callTable(int type) {
        bytes.u8(0x11).u32(type).u32(0);
        return this;
    }

    /** An instruction on the table. */
    public Code table(Op op) {
        op.write(bytes);
        bytes.u32(0);
        return this;
    }

    /** Puts functions of an element segment into the table: the first entry, the first function and their count are on the stack. */
    public Code tableInit(int segment) {
        Op.TABLE_INIT.write(bytes);
        bytes.u32(segment).u32(0);
        return this;
    }

    /** A reference to no function. */
    public Code nullFunction() {
        Op.REF_NULL.write(bytes);
        bytes.u8(0x70);
        return this;
    }

    /** Another piece of code. */
    public Code all(Code other) {
        bytes.all(other.bytes);
        return this;
    }
}
