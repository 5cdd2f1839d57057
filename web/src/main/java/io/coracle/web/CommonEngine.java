package io.coracle.web;

import io.coracle.op.StandardOperators;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSExportClasses;

/** {@code engine.js}: the engine with the operators of most models. The others would make it a fifth larger. */
@JSExportClasses(Exports.class)
public final class CommonEngine {
    private CommonEngine() {}

    /** Starts the engine; everything else comes after. */
    @JSExport
    public static void start(JsHost.Edge edge) {
        Exports.start(edge, StandardOperators.common(), false, 0);
    }
}
