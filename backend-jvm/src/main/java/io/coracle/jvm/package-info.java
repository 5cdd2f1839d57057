/**
 * Runs kernels on a Java virtual machine: off-heap memory, worker threads, and kernels turned into bytecode. {@link JvmBackend} is
 * the way in; the code generator lives in {@link io.coracle.jvm.code}.
 */
package io.coracle.jvm;
