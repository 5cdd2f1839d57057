package io.coracle.web;

import io.coracle.format.ModelFormatException;
import io.coracle.json.JsonException;
import io.coracle.kernel.KernelException;
import io.coracle.plan.ModelException;
import io.coracle.text.tokenizer.TokenizerException;
import io.coracle.wasm.WasmMemoryException;
import java.util.function.Supplier;
import org.teavm.jso.JSBody;

/** What Java throws, as JavaScript catches it: an {@code Error} with a {@code code}, because classes of exceptions do not cross. */
final class Failure {
    private Failure() {}

    /** Something is used after it was closed. */
    static final class Destroyed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Destroyed() {
            super("it was destroyed");
        }
    }

    /** A model has operators that this engine has not, but the whole one may have. */
    static final class NeedsWholeEngine extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NeedsWholeEngine() {
            super("the model needs the whole engine");
        }
    }

    /** Runs something; what it throws reaches JavaScript with a code. */
    static <T> T coded(Supplier<T> work) {
        return coded("model", work);
    }

    /**
     * As {@link #coded(Supplier)}.
     *
     * @param refused the code for what a model does not accept: the model itself while it is opened, its input later
     */
    static <T> T coded(String refused, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            fail(e instanceof ModelException ? refused : code(e), e.getMessage() == null ? e.toString() : e.getMessage());
            throw e;
        }
    }

    private static String code(RuntimeException failure) {
        return switch (failure) {
            case ModelFormatException e -> "model-format";
            case TokenizerException e -> "tokenizer";
            case JsonException e -> "configuration";
            case NeedsWholeEngine e -> "operators";
            case Destroyed e -> "destroyed";
            case WasmMemoryException e -> "memory";
            case KernelException e -> "input";
            case IllegalArgumentException e -> "input";
            default -> "internal";
        };
    }

    @JSBody(params = {"code", "message"}, script = "var error = new Error(message); error.code = code; throw error;")
    private static native void fail(String code, String message);
}
