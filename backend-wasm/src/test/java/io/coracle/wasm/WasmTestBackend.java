package io.coracle.wasm;

import io.coracle.chromium.Chromium;
import io.coracle.testing.ModelRunner;
import io.coracle.testing.TestBackend;
import java.util.ArrayList;
import java.util.List;

/**
 * This module's backend for operator tests: what every engine runs, on the JVM, and what Chromium has beyond that, on two threads, where it
 * is installed.
 */
public final class WasmTestBackend implements TestBackend {
    @Override
    public List<ModelRunner> runners() {
        List<ModelRunner> runners = new ArrayList<>(List.of(ModelRunner.on(new WasmBackend(new EndiveHost()))));
        if (Chromium.installed().isPresent()) {
            Browser browser = Browser.open();
            Runtime.getRuntime().addShutdownHook(new Thread(browser::close));
            runners.add(ModelRunner.on(new WasmBackend(browser.host(2))));
        }
        return runners;
    }
}
