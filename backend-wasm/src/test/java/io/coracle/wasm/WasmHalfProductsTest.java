package io.coracle.wasm;

import io.coracle.testing.sweep.HalfProductsTest;

/** Products of numbers of 16 bits, as WebAssembly. */
class WasmHalfProductsTest extends HalfProductsTest {}
