package io.coracle.jvm.x86;

/** What an instruction works on: a register or a place in memory. */
sealed interface Operand permits Gpr, Vec, Mask, Mem {}
