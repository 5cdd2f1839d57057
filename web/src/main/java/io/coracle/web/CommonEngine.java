package io.coracle.web;

import io.coracle.op.StandardOperators;
import org.teavm.interop.Export;

/** {@code engine.wasm}: the engine with the operators of most models. The others would make it a fifth larger. */
public final class CommonEngine {
    private CommonEngine() {}

    /** Starts the engine; everything else comes after. */
    @Export(name = "start")
    public static void start() {
        Exports.start(StandardOperators.common(), false, 0);
    }
}
