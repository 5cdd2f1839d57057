package io.coracle.format;

/**
 * A model file is damaged, hostile, or uses a part of its format that is not understood. The message says which format, where
 * (an offset or a node), what was found and what was expected: {@code onnx: offset 1234: …}.
 */
public final class ModelFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
