package io.coracle.cli;

import io.coracle.search.files.IndexingListener;
import java.util.Locale;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * A line on a terminal that says how far indexing has come: {@code indexing [######      ] 48%  12,345 passages  512/s  ETA 0:31}.
 * Drawn over again a few times a second by a thread of its own, so that the threads that work never wait for the terminal.
 */
final class ProgressBar implements IndexingListener, AutoCloseable {

    private static final int WIDTH = 24;
    private static final long FRAME_MILLIS = 120;
    /** Work that is over sooner is not worth a line. */
    private static final long PATIENCE_MILLIS = 400;

    private final Terminal terminal;
    private final String work;
    private final String pieces;
    private final DoubleAdder bytesDone = new DoubleAdder();
    private final LongAdder embedded = new LongAdder();
    private final Thread painter;
    private volatile double bytesTotal;
    private volatile boolean closed;

    /**
     * @param work what is going on, such as {@code indexing}
     * @param pieces what is counted, such as {@code passages}
     */
    ProgressBar(Terminal terminal, String work, String pieces) {
        this.terminal = terminal;
        this.work = work;
        this.pieces = pieces;
        this.painter = Thread.ofPlatform().daemon().name("progress").unstarted(this::paint);
    }

    @Override
    public void begin(int filesToRead, long bytesToRead) {
        bytesTotal = Math.max(1, bytesToRead);
        if (terminal.progress()) {
            painter.start();
        }
    }

    @Override
    public void passage(double bytes, boolean reused) {
        bytesDone.add(bytes);
        if (!reused) {
            embedded.increment();
        }
    }

    @Override
    public void skipped(long bytes) {
        bytesDone.add(bytes);
    }

    private void paint() {
        long start = System.nanoTime();
        try {
            Thread.sleep(PATIENCE_MILLIS);
            while (!closed) {
                double seconds = (System.nanoTime() - start) / 1e9;
                draw(work + line(pieces, bytesDone.sum() / bytesTotal, embedded.sum(), seconds));
                Thread.sleep(FRAME_MILLIS);
            }
            draw("");
        } catch (InterruptedException e) {
            draw("");
        }
    }

    private void draw(String line) {
        terminal.err().print("\r" + line + "\u001b[K");
        terminal.err().flush();
    }

    static String line(String pieces, double share, long count, double seconds) {
        double done = Math.clamp(share, 0, 1);
        int filled = (int) Math.round(done * WIDTH);
        double rate = count / Math.max(seconds, 1e-3);
        String eta = done < 0.005 ? "" : "  ETA " + duration(seconds / done - seconds);
        return String.format(Locale.ROOT, " [%s%s] %3d%%  %,d %s  %s/s%s", "#".repeat(filled),
            " ".repeat(WIDTH - filled), (int) (done * 100), count, pieces, rate < 10 ? String.format(Locale.ROOT, "%.1f", rate)
                : String.format(Locale.ROOT, "%,.0f", rate), eta);
    }

    /** For example {@code 0:07}, {@code 12:30} or {@code 1:02:03}. */
    static String duration(double seconds) {
        long whole = Math.round(Math.max(0, seconds));
        return whole < 3600 ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** Takes the line away. */
    @Override
    public void close() {
        closed = true;
        painter.interrupt();
        try {
            painter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
