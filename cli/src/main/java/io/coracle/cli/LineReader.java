package io.coracle.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads texts from a stream, one a line, in UTF-8. Unlike {@link BufferedReader#readLine} it refuses a line without end rather
 * than filling the memory with it.
 */
final class LineReader {

    private static final int LONGEST = 1 << 24;

    private final BufferedReader in;
    private final StringBuilder line = new StringBuilder();
    private long number;

    LineReader(InputStream in) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    }

    /** The next line without its end; empty when there is none. */
    Optional<String> next() throws IOException {
        line.setLength(0);
        number++;
        int c = in.read();
        if (c < 0) {
            return Optional.empty();
        }
        while (c >= 0 && c != '\n') {
            if (line.length() == LONGEST) {
                throw new CliException("line " + number + " of the input has more than " + LONGEST
                    + " characters; put each text on a line of its own");
            }
            line.append((char) c);
            c = in.read();
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return Optional.of(line.toString());
    }
}
