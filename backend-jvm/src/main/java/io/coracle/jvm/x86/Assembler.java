package io.coracle.jvm.x86;

/**
 * Writes x86-64 instructions: those that kernels need. Operands are in Intel's order, the destination first. Instructions on general
 * registers take {@code wide} to work on 64 bits, otherwise they work on 32 and clear the upper half.
 */
final class Assembler extends CodeBuffer {
    /** Two-operand arithmetic, in the order of its numbers. */
    enum Alu { ADD, OR, ADC, SBB, AND, SUB, XOR, CMP }

    /** Shifts, with the numbers of their forms with a constant count. */
    enum Shift {
        SHL(4, 1), SHR(5, 3), SAR(7, 2);

        private final int extension;
        private final int prefix;

        Shift(int extension, int prefix) {
            this.extension = extension;
            this.prefix = prefix;
        }
    }

    // Vector instructions.

    void vector(VectorOp op, Width width, Operand register, int second, Operand rm) {
        vector(op, width, number(register), second, rm, Mask.NONE, false, -1);
    }

    void vector(VectorOp op, Width width, Operand register, int second, Operand rm, int immediate) {
        vector(op, width, number(register), second, rm, Mask.NONE, false, immediate);
    }

    /** {@code register{mask} = op(second, rm)}; lanes outside the mask keep their value, or become zero. */
    void masked(VectorOp op, Width width, Operand register, int second, Operand rm, Mask mask, boolean zero) {
        vector(op, width, number(register), second, rm, mask, zero, -1);
    }

    void masked(VectorOp op, Width width, Operand register, int second, Operand rm, Mask mask, boolean zero, int immediate) {
        vector(op, width, number(register), second, rm, mask, zero, immediate);
    }

    /** A shift of lanes by a constant. */
    void vectorShift(VectorOp op, Width width, Vec to, Operand from, int count) {
        vector(op, width, op.extension, to.number(), from, Mask.NONE, false, count);
    }

    private void vector(VectorOp op, Width width, int reg, int second, Operand rm, Mask mask, boolean zero, int immediate) {
        boolean broadcast = rm instanceof Mem m && m.broadcast();
        int rmNumber = rm instanceof Mem ? 0 : number(rm);
        boolean vex = op.hasVex() && width != Width.Z && reg < 16 && second < 16 && rmNumber < 16 && mask.number() == 0 && !broadcast;
        if (vex) {
            vexPrefix(op.map, op.prefix, op.vexW, width.ordinal(), reg, second, rm);
        } else {
            if (!op.hasEvex()) {
                throw new IllegalArgumentException(op + " has no form for these operands");
            }
            evexPrefix(op, width, reg, second, rm, mask, zero, broadcast);
        }
        u8(op.opcode);
        operand(reg, rm, vex ? 1 : op.tuple.bytes(width, broadcast), immediate >= 0 ? 1 : 0);
        if (immediate >= 0) {
            u8(immediate);
        }
    }

    private void vexPrefix(int map, int prefix, int w, int length, int reg, int second, Operand rm) {
        int x = rm instanceof Mem m && m.isIndexed() ? m.index().number() : 0;
        int b = rm instanceof Mem m ? baseNumber(m) : number(rm);
        int last = (~second & 15) << 3 | length << 2 | prefix;
        if (map == 1 && w == 0 && x < 8 && b < 8) {
            u8(0xC5);
            u8((~reg >> 3 & 1) << 7 | last);
        } else {
            u8(0xC4);
            u8((~reg >> 3 & 1) << 7 | (~x >> 3 & 1) << 6 | (~b >> 3 & 1) << 5 | map);
            u8(w << 7 | last);
        }
    }

    private void evexPrefix(VectorOp op, Width width, int reg, int second, Operand rm, Mask mask, boolean zero, boolean broadcast) {
        // A register operand is extended by X as well; an index has its own bit there.
        int x = rm instanceof Mem m ? m.isIndexed() ? m.index().number() >> 3 & 1 : 0 : number(rm) >> 4 & 1;
        int b = rm instanceof Mem m ? baseNumber(m) : number(rm);
        u8(0x62);
        u8((~reg >> 3 & 1) << 7 | (~x & 1) << 6 | (~b >> 3 & 1) << 5 | (~reg >> 4 & 1) << 4 | op.map);
        u8(op.evexW << 7 | (~second & 15) << 3 | 4 | op.prefix);
        u8((zero ? 0x80 : 0) | width.ordinal() << 5 | (broadcast ? 0x10 : 0) | (~second >> 4 & 1) << 3 | mask.number());
    }

    void zeroUpper() {
        u8(0xC5);
        u8(0xF8);
        u8(0x77);
    }

    // Masks of 16 lanes.

    void maskMove(Mask to, Operand from) {
        switch (from) {
            case Gpr g -> maskOp(0x92, 0, to.number(), 0, g);
            default -> maskOp(0x90, 0, to.number(), 0, from);
        }
    }

    void maskStore(Operand to, Mask from) {
        switch (to) {
            case Gpr g -> maskOp(0x93, 0, g.number(), 0, from);
            default -> maskOp(0x91, 0, from.number(), 0, to);
        }
    }

    /** 0x41 and, 0x42 and-not, 0x45 or, 0x47 xor. */
    void maskOp(int opcode, Mask to, Mask a, Mask b) {
        maskOp(opcode, 1, to.number(), a.number(), b);
    }

    void maskNot(Mask to, Mask from) {
        maskOp(0x44, 0, to.number(), 0, from);
    }

    private void maskOp(int opcode, int length, int reg, int second, Operand rm) {
        vexPrefix(1, 0, 0, length, reg, second, rm);
        u8(opcode);
        operand(reg, rm, 1, 0);
    }

    // Moves between general registers and memory.

    void move(boolean wide, Gpr to, Operand from) {
        rex(wide, to.number(), from, false);
        u8(0x8B);
        operand(to.number(), from, 1, 0);
    }

    void move(Gpr to, long immediate) {
        if (immediate == 0) {
            alu(Alu.XOR, false, to, to);
        } else if (immediate >>> 32 == 0) {
            rexBase(false, to);
            u8(0xB8 | to.number() & 7);
            u32((int) immediate);
        } else if (immediate == (int) immediate) {
            rex(true, 0, to, false);
            u8(0xC7);
            operand(0, to, 1, 4);
            u32((int) immediate);
        } else {
            rexBase(true, to);
            u8(0xB8 | to.number() & 7);
            u64(immediate);
        }
    }

    /** Writes the low 1, 2, 4 or 8 bytes of a register. */
    void store(int bytes, Mem to, Gpr from) {
        if (bytes == 2) {
            u8(0x66);
        }
        rex(bytes == 8, from.number(), to, bytes == 1);
        u8(bytes == 1 ? 0x88 : 0x89);
        operand(from.number(), to, 1, 0);
    }

    /** Reads 1 or 2 bytes (or, of a register, uses its low ones) and extends them to 32 bits. */
    void extend(int bytes, boolean signed, Gpr to, Operand from) {
        rex(false, to.number(), from, bytes == 1 && from instanceof Gpr);
        u8(0x0F);
        u8((signed ? 0xBE : 0xB6) | (bytes == 2 ? 1 : 0));
        operand(to.number(), from, 1, 0);
    }

    /** 32 bits to 64, with the sign. */
    void extend(Gpr to, Operand from) {
        rex(true, to.number(), from, false);
        u8(0x63);
        operand(to.number(), from, 1, 0);
    }

    void address(boolean wide, Gpr to, Mem place) {
        rex(wide, to.number(), place, false);
        u8(0x8D);
        operand(to.number(), place, 1, 0);
    }

    // Arithmetic.

    void alu(Alu op, boolean wide, Gpr to, Operand from) {
        rex(wide, to.number(), from, false);
        u8(op.ordinal() << 3 | 3);
        operand(to.number(), from, 1, 0);
    }

    void alu(Alu op, boolean wide, Operand to, int immediate) {
        rex(wide, 0, to, false);
        boolean small = immediate == (byte) immediate;
        u8(small ? 0x83 : 0x81);
        operand(op.ordinal(), to, 1, small ? 1 : 4);
        if (small) {
            u8(immediate);
        } else {
            u32(immediate);
        }
    }

    void multiply(boolean wide, Gpr to, Operand by) {
        rex(wide, to.number(), by, false);
        u8(0x0F);
        u8(0xAF);
        operand(to.number(), by, 1, 0);
    }

    void multiply(boolean wide, Gpr to, Operand from, int by) {
        rex(wide, to.number(), from, false);
        boolean small = by == (byte) by;
        u8(small ? 0x6B : 0x69);
        operand(to.number(), from, 1, small ? 1 : 4);
        if (small) {
            u8(by);
        } else {
            u32(by);
        }
    }

    /** 2 not, 3 negate, 6 unsigned and 7 signed division of rdx:rax. */
    private void unary(int extension, boolean wide, Gpr of) {
        rex(wide, 0, of, false);
        u8(0xF7);
        operand(extension, of, 1, 0);
    }

    void not(boolean wide, Gpr of) {
        unary(2, wide, of);
    }

    void negate(boolean wide, Gpr of) {
        unary(3, wide, of);
    }

    /** rdx:rax by a register; the quotient is in rax, the remainder in rdx. */
    void divide(boolean wide, boolean signed, Gpr by) {
        unary(signed ? 7 : 6, wide, by);
    }

    /** The sign of rax in every bit of rdx. */
    void signToRdx(boolean wide) {
        if (wide) {
            u8(0x48);
        }
        u8(0x99);
    }

    void shift(Shift op, boolean wide, Gpr of, int count) {
        rex(wide, 0, of, false);
        u8(0xC1);
        operand(op.extension, of, 1, 1);
        u8(count);
    }

    void shift(Shift op, boolean wide, Gpr to, Operand from, Gpr count) {
        vexPrefix(2, op.prefix, wide ? 1 : 0, 0, to.number(), count.number(), from);
        u8(0xF7);
        operand(to.number(), from, 1, 0);
    }

    void test(boolean wide, Gpr a, Gpr b) {
        rex(wide, a.number(), b, false);
        u8(0x85);
        operand(a.number(), b, 1, 0);
    }

    /** 0 or 1, in 32 bits. */
    void set(Condition condition, Gpr to) {
        rex(false, 0, to, true);
        u8(0x0F);
        u8(0x90 | condition.ordinal());
        operand(0, to, 1, 0);
        extend(1, false, to, to);
    }

    void moveIf(Condition condition, boolean wide, Gpr to, Operand from) {
        rex(wide, to.number(), from, false);
        u8(0x0F);
        u8(0x40 | condition.ordinal());
        operand(to.number(), from, 1, 0);
    }

    // Control.

    void jumpIf(Condition condition, Label to) {
        u8(0x0F);
        u8(0x80 | condition.ordinal());
        distance(to);
    }

    void jump(Label to) {
        u8(0xE9);
        distance(to);
    }

    void push(Gpr g) {
        rexBase(false, g);
        u8(0x50 | g.number() & 7);
    }

    void pop(Gpr g) {
        rexBase(false, g);
        u8(0x58 | g.number() & 7);
    }

    void returns() {
        u8(0xC3);
    }

    void prefetch(Mem place) {
        rex(false, 0, place, false);
        u8(0x0F);
        u8(0x18);
        operand(1, place, 1, 0);
    }

    void cpuid() {
        u8(0x0F);
        u8(0xA2);
    }

    void readExtendedControl() {
        u8(0x0F);
        u8(0x01);
        u8(0xD0);
    }

    /** Pads with an instruction that does nothing, for a loop to start in a cache line of its own. */
    void align(int bytes) {
        int pad = (bytes - position() % bytes) % bytes;
        while (pad > 0) {
            int step = Math.min(pad, 9);
            nop(step);
            pad -= step;
        }
    }

    private void nop(int length) {
        if (length > 1) {
            int prefixes = length == 6 || length == 9 ? 1 : 0;
            if (prefixes == 1) {
                u8(0x66);
            }
            switch (length - prefixes) {
                case 2 -> raw(0x66, 0x90);
                case 3 -> raw(0x0F, 0x1F, 0x00);
                case 4 -> raw(0x0F, 0x1F, 0x40, 0);
                case 5 -> raw(0x0F, 0x1F, 0x44, 0, 0);
                case 7 -> raw(0x0F, 0x1F, 0x80, 0, 0, 0, 0);
                default -> raw(0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0);
            }
        } else {
            u8(0x90);
        }
    }

    private void raw(int... values) {
        for (int value : values) {
            u8(value);
        }
    }

    // Encoding of operands.

    private static int number(Operand operand) {
        return switch (operand) {
            case Gpr g -> g.number();
            case Vec v -> v.number();
            case Mask m -> m.number();
            case Mem m -> throw new IllegalArgumentException("not a register");
        };
    }

    private static int baseNumber(Mem m) {
        return m.isConstant() ? 0 : m.base().number();
    }

    private void rex(boolean wide, int reg, Operand rm, boolean always) {
        int x = rm instanceof Mem m && m.isIndexed() ? m.index().number() : 0;
        int b = rm instanceof Mem m ? baseNumber(m) : number(rm);
        int rex = 0x40 | (wide ? 8 : 0) | (reg >> 3 & 1) << 2 | (x >> 3 & 1) << 1 | b >> 3 & 1;
        if (rex != 0x40 || always) {
            u8(rex);
        }
    }

    private void rexBase(boolean wide, Gpr g) {
        rex(wide, 0, g, false);
    }

    /** The bytes that name a register and a register or memory; {@code following} bytes of the instruction come after them. */
    private void operand(int reg, Operand rm, int displacementScale, int following) {
        int r = (reg & 7) << 3;
        if (!(rm instanceof Mem m)) {
            u8(0xC0 | r | number(rm) & 7);
            return;
        }
        if (m.isConstant()) {
            u8(r | 5);
            int at = position();
            u32(0);
            constantUses(at, following, m);
            return;
        }
        int base = m.base().number() & 7;
        int displacement = m.displacement();
        int mode;
        if (displacement == 0 && base != 5) {
            mode = 0;
        } else if (displacement % displacementScale == 0 && displacement / displacementScale == (byte) (displacement / displacementScale)) {
            mode = 1;
        } else {
            mode = 2;
        }
        boolean sib = m.isIndexed() || base == 4;
        u8(mode << 6 | r | (sib ? 4 : base));
        if (sib) {
            u8(Integer.numberOfTrailingZeros(m.scale()) << 6 | (m.index().number() & 7) << 3 | base);
        }
        if (mode == 1) {
            u8(displacement / displacementScale);
        } else if (mode == 2) {
            u32(displacement);
        }
    }

    private void constantUses(int at, int following, Mem m) {
        usesConstant(at, at + 4 + following, m.pool() + m.displacement());
    }
}
