package io.coracle.cli;

import io.coracle.cli.PlainOutput.ReaderGone;
import io.coracle.format.ModelFormatException;
import io.coracle.json.JsonException;
import io.coracle.op.OperatorException;
import io.coracle.plan.ModelException;
import io.coracle.search.SearchException;
import io.coracle.server.SettingsException;
import io.coracle.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** What a user reads, and a script gets, of something that went wrong. */
record Failure(int exitCode, String message) {

    /** 128 + SIGPIPE, what a shell sees of a program that wrote into a closed pipe. */
    private static final int READER_GONE = 141;

    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case CliException e -> new Failure(e.exitCode(), e.getMessage());
            case ReaderGone e -> new Failure(READER_GONE, "");
            case SearchException e -> failed(e.getMessage());
            case SettingsException e -> new Failure(Main.USAGE, e.getMessage());
            case ModelFormatException e -> failed(e.getMessage());
            case ModelException e -> failed(e.getMessage());
            case OperatorException e -> failed(e.getMessage());
            case TokenizerException e -> failed(e.getMessage());
            case JsonException e -> failed(e.getMessage());
            case InvalidPathException e -> failed(e.getInput() + ": cannot be the name of a file (" + e.getReason() + ")");
            case NoSuchFileException e -> failed(e.getFile() + ": " + Objects.requireNonNullElse(e.getReason(), "there is no such file"));
            case AccessDeniedException e -> failed(e.getFile() + ": no permission");
            case FileSystemException e -> failed(e.getFile() + ": " + Objects.requireNonNullElse(e.getReason(), "it cannot be read or written"));
            case IOException e -> failed(e.getMessage());
            case UncheckedIOException e -> of(e.getCause());
            case OutOfMemoryError e -> failed("out of memory (" + e.getMessage() + "); give more with CORACLE_JVM_OPTS=-Xmx4g");
            default -> failed("something went wrong inside Coracle: " + thrown + "; --verbose shows where");
        };
    }

    private static Failure failed(String message) {
        return new Failure(Main.FAILED, message);
    }
}
