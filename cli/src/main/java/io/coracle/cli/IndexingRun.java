package io.coracle.cli;

import io.coracle.search.SearchIndex;
import io.coracle.search.files.FileWalker;
import io.coracle.search.files.FolderIndexer;
import io.coracle.search.files.IndexingReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Indexing as the user sees it: with a progress bar, and with a Ctrl-C that keeps what is done. */
final class IndexingRun {

    /** Shown before the rest is only counted. */
    private static final int PROBLEMS_SHOWN = 5;

    /** A second is usually enough: threads stop after the passage at hand, then the index is written. */
    private static final long PATIENCE_SECONDS = 20;

    private final SearchIndex index;
    private final long maxFileSize;
    private final Terminal terminal;
    private final CountDownLatch saved = new CountDownLatch(1);
    private double seconds;

    IndexingRun(SearchIndex index, long maxFileSize, Terminal terminal) {
        this.index = index;
        this.maxFileSize = maxFileSize;
        this.terminal = terminal;
    }

    /** Brings the index up to date. An interrupted run has closed the index. */
    IndexingReport update(FileWalker.Result walk) {
        long start = System.nanoTime();
        ProgressBar bar = new ProgressBar(terminal, "indexing", "passages");
        FolderIndexer indexer = new FolderIndexer(index, maxFileSize, bar);
        Thread onInterrupt = new Thread(() -> {
            indexer.interrupt();
            awaitSaved();
        });
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            IndexingReport report;
            try (bar) {
                report = indexer.update(walk);
            }
            seconds = (System.nanoTime() - start) / 1e9;
            if (report.interrupted()) {
                index.closePromptly();
                terminal.note("coracle: interrupted; " + count(report.added() + report.changed(), "file")
                    + " more in the index now, the next search does the rest");
            } else {
                removeHook(onInterrupt);
            }
            return report;
        } finally {
            saved.countDown();
        }
    }

    /** Everything is done and safe; what may still take a while after a large run is Lucene merging its segments. */
    void closing() {
        if (index.isWriting() && terminal.progress()) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    Thread.sleep(2000);
                    terminal.note("tidying up the index, which makes later searches faster (Ctrl-C does no harm)");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private void awaitSaved() {
        try {
            saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Ctrl-C came just now, with everything done: the hook finds nothing to wait for.
        }
    }

    /** Says what the run did. */
    void say(IndexingReport report) {
        List<String> problems = report.problems();
        for (String problem : problems.subList(0, Math.min(PROBLEMS_SHOWN, problems.size()))) {
            terminal.note("skipped " + problem);
        }
        if (problems.size() > PROBLEMS_SHOWN) {
            terminal.note("skipped " + count(problems.size() - PROBLEMS_SHOWN, "more file"));
        }
        terminal.note(summary(report));
    }

    private String summary(IndexingReport report) {
        String held = count(report.unchanged() + report.added() + report.changed(), "file") + ", " + count(index.passages(), "passage");
        if (report.nothingDone()) {
            return "index is up to date: " + held;
        }
        List<String> done = new ArrayList<>();
        add(done, report.added(), "new");
        add(done, report.changed(), "changed");
        add(done, report.removed(), "removed");
        add(done, report.unchanged(), "unchanged");
        return "indexed " + String.join(", ", done) + "; embedded " + count(report.embedded(), "passage")
            + (report.reused() == 0 ? "" : " and kept " + String.format(Locale.ROOT, "%,d", report.reused()))
            + String.format(Locale.ROOT, " in %.1f s", seconds) + " (now " + held + ")";
    }

    private static void add(List<String> done, int files, String what) {
        if (files > 0) {
            done.add(String.format(Locale.ROOT, "%,d %s", files, what));
        }
    }

    private static String count(long n, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", n, what, n == 1 ? "" : "s");
    }
}
