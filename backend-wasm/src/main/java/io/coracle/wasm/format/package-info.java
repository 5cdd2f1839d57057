/**
 * WebAssembly's binary format, as far as emitted kernels need it: {@link io.coracle.wasm.format.Op} lists instructions,
 * {@link io.coracle.wasm.format.Code} strings them together, {@link io.coracle.wasm.format.ModuleWriter} puts functions into a module.
 */
package io.coracle.wasm.format;
