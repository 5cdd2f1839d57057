package io.coracle.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Standard output for data. A print stream keeps quiet when nobody reads any more; writing here throws {@link ReaderGone}, so that
 * a command in a pipeline that ends early ends too.
 */
final class PlainOutput extends OutputStream {

    private final PrintStream out;

    private PlainOutput(PrintStream out) {
        this.out = out;
    }

    /** The reader of a pipeline closed it, as {@code head} does. */
    static final class ReaderGone extends IOException {

        private static final long serialVersionUID = 1;

        ReaderGone() {
            super("standard output is closed");
        }
    }

    /** Asking a print stream for errors flushes it, so this is done for large pieces only. */
    static OutputStream of(PrintStream out) {
        return new BufferedOutputStream(new PlainOutput(out), 1 << 16);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        if (out.checkError()) {
            throw new ReaderGone();
        }
    }
}
