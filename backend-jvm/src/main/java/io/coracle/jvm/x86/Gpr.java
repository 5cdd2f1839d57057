package io.coracle.jvm.x86;

/** General purpose registers, in the order of their numbers. */
enum Gpr implements Operand {
    RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15;

    int number() {
        return ordinal();
    }
}
