package io.coracle.wasm;

import io.coracle.testing.sweep.OperatorSweepTest;

/** The sweep of all operators, with this module's backend. */
class WasmOperatorSweepTest extends OperatorSweepTest {}
