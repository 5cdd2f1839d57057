package io.coracle.web;

import io.coracle.format.ModelFormatException;
import io.coracle.json.JsonException;
import io.coracle.kernel.KernelException;
import io.coracle.plan.ModelException;
import io.coracle.text.tokenizer.TokenizerException;
import io.coracle.wasm.WasmMemoryException;
import java.util.function.IntSupplier;

/** What Java throws, as JavaScript is told: a code and a message, because classes of exceptions do not cross. */
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

    /** Runs something; what it throws is told with a code, and 0 is the result. */
    static int coded(IntSupplier work) {
        return coded("model", work);
    }

    /**
     * As {@link #coded(IntSupplier)}.
     *
     * @param refused the code for what a model does not accept: the model itself while it is opened, its input later
     */
    static int coded(String refused, IntSupplier work) {
        try {
            return work.getAsInt();
        } catch (RuntimeException e) {
            Wire.fail(e instanceof ModelException ? refused : code(e), e.getMessage() == null ? e.toString() : e.getMessage());
            return 0;
        }
    }

    /** As {@link #coded(IntSupplier)}, for work that gives its result itself. */
    static void giving(String refused, Runnable work) {
        coded(refused, () -> {
            work.run();
            return 0;
        });
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
}
