package io.coracle.jvm.x86;

/** A vector register; how much of it counts is said by each instruction. Numbers from 16 on exist with AVX-512 only. */
record Vec(int number) implements Operand {}
