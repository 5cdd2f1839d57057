/**
 * From a kernel to WebAssembly functions: passes that write a kernel in terms of what 128-bit vectors have, then code for its statements.
 * Addresses move with their loops, what a loop does not change is computed in front of it; registers are the engine's business. Besides,
 * the module that runs kernels, one after the other and on many threads.
 */
package io.coracle.wasm.code;
