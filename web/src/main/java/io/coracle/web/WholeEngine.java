package io.coracle.web;

import io.coracle.op.StandardOperators;
import org.teavm.interop.Export;

/** {@code engine-whole.wasm}: the engine with every operator, fetched when a model has one that {@link CommonEngine} has not. */
public final class WholeEngine {
    /** Numbers of what it opens are above this one, and so differ from those of the other engine; {@code worker.js} knows it too. */
    private static final int FIRST = 1 << 30;

    private WholeEngine() {}

    /** Starts the engine; everything else comes after. */
    @Export(name = "start")
    public static void start() {
        Exports.start(StandardOperators.create(), true, FIRST);
    }
}
