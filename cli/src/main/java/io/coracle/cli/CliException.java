package io.coracle.cli;

/** Something the user should know and can do something about: the message is shown as it is, and the command fails. */
final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    CliException(String message) {
        this(message, Main.FAILED);
    }

    private CliException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The arguments make no sense, which the option parser itself could not see. */
    static CliException usage(String message) {
        return new CliException(message, Main.USAGE);
    }

    int exitCode() {
        return exitCode;
    }
}
