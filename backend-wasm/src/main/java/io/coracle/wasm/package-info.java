/**
 * A backend that writes kernels as WebAssembly: {@link io.coracle.wasm.WasmBackend} emits modules, a {@link io.coracle.wasm.WasmHost}
 * (the browser's {@code WebAssembly} object, a runtime on the JVM) runs them. Both share one linear memory, which holds weights and arenas.
 */
package io.coracle.wasm;
