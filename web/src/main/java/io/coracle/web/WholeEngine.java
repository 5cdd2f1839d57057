package io.coracle.web;

import io.coracle.op.StandardOperators;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSExportClasses;

/** {@code engine-whole.js}: the engine with every operator, fetched when a model has one that {@link CommonEngine} has not. */
@JSExportClasses(Exports.class)
public final class WholeEngine {
    /** Numbers of what it opens are above this one, and so differ from those of the other engine; {@code worker.js} knows it too. */
    private static final int FIRST = 1 << 30;

    private WholeEngine() {}

    /** Starts the engine; everything else comes after. */
    @JSExport
    public static void start(JsHost.Edge edge) {
        Exports.start(edge, StandardOperators.create(), true, FIRST);
    }
}
