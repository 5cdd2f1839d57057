/** Runs kernels as WebAssembly, in the browser and wherever else a host for it exists. */
module io.coracle.wasm {
    requires transitive io.coracle.engine;

    exports io.coracle.wasm;
}
