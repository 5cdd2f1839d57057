/**
 * Kernels as x86-64 machine code. {@link io.coracle.jvm.x86.X86Backend} selects instructions for the kernel IR, gives values
 * registers, writes the bytes with a small assembler, and calls them through {@code java.lang.foreign}: fast from the first call,
 * without a native library.
 */
package io.coracle.jvm.x86;
