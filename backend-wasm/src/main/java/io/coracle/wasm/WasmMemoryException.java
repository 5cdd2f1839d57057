package io.coracle.wasm;

/** The host gives no more memory. What was there before is untouched and goes on working. */
public final class WasmMemoryException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    WasmMemoryException(String message) {
        super(message);
    }
}
