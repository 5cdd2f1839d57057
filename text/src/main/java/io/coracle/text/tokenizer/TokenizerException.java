package io.coracle.text.tokenizer;

/**
 * A tokenizer file cannot be used, or a request asks of a tokenizer what it cannot do. The message names the place in
 * the file as a JSON path, such as {@code $.model.vocab}.
 */
public final class TokenizerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
