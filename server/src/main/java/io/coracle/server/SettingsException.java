package io.coracle.server;

/** A setting that makes no sense; the message says which, where it stands and what would. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With what to show to whoever started the server. */
    public SettingsException(String message) {
        super(message);
    }
}
