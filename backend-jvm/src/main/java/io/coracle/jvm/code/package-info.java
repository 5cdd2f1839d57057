/**
 * Kernels as Java bytecode. {@link io.coracle.jvm.code.KernelCompiler} first rewrites a kernel into the few shapes of loops that the
 * virtual machine's own compiler turns into vector code, then writes a hidden class; everything else here is one of those rewrites,
 * a part of the writer, or what generated code calls.
 */
package io.coracle.jvm.code;
