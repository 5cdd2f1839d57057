package io.coracle.wasm;

import io.coracle.testing.ModelRunner;
import io.coracle.testing.TestBackend;
import java.util.List;

/** This module's backend for operator tests: what every engine runs, on the JVM. */
public final class WasmTestBackend implements TestBackend {
    @Override
    public List<ModelRunner> runners() {
        return List.of(ModelRunner.on(new WasmBackend(new EndiveHost())));
    }
}
