package io.coracle.server.index;

import io.coracle.search.Document;
import io.coracle.search.EmbeddingListener;
import io.coracle.search.SearchHit;
import io.coracle.search.SearchIndex;
import io.coracle.search.SearchIndex.Added;
import io.coracle.search.SearchRequest;
import io.coracle.search.TextEmbedder;
import io.coracle.text.split.RecursiveSplitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One index on disk whose changes are durable when the method that makes them returns. Safe for use by many threads at once. */
final class DurableIndex implements AutoCloseable {
    /** More than any document that the limits let in has: so each replaces its earlier version in one step. */
    private static final int PASSAGES_AT_ONCE = 1 << 15;

    /** Documents of one request that are worked on at once: enough to keep every processor busy when each is a single passage. */
    private static final int PARALLEL = Runtime.getRuntime().availableProcessors();

    private final SearchIndex index;
    private final GroupCommit commits;

    private DurableIndex(SearchIndex index) {
        this.index = index;
        this.commits = new GroupCommit(index::commit);
    }

    static DurableIndex open(Path folder, TextEmbedder embedder) {
        return new DurableIndex(SearchIndex.open(folder, embedder, new RecursiveSplitter(), PASSAGES_AT_ONCE));
    }

    /** Adds documents with different ids, each replacing the one with its id; all of them are durable afterwards. */
    List<Added> add(List<Document> documents) {
        AtomicInteger next = new AtomicInteger();
        Added[] results = new Added[documents.size()];
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(PARALLEL, documents.size()); i++) {
                running.add(threads.submit(() -> {
                    for (int at = next.getAndIncrement(); at < results.length; at = next.getAndIncrement()) {
                        results[at] = index.add(documents.get(at), EmbeddingListener.SILENT);
                    }
                }));
            }
            try {
                for (Future<?> each : running) {
                    finish(each);
                }
            } finally {
                next.set(results.length);
            }
        }
        // Also when nothing changed: another request may have added the same a moment ago and be waiting for its commit still.
        commits.await();
        return List.of(results);
    }

    private static void finish(Future<?> work) {
        try {
            work.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while documents were added", e);
        }
    }

    /** Removes documents; how many of them there were. They are gone for good afterwards. */
    int remove(List<String> ids) {
        int removed = 0;
        for (String id : ids) {
            if (index.remove(id)) {
                removed++;
            }
        }
        commits.await();
        return removed;
    }

    List<SearchHit> search(SearchRequest request) {
        return index.search(request);
    }

    int documents() {
        return index.versions().size();
    }

    long passages() {
        return index.passages();
    }

    /** Commits and frees what the index holds; merges under way are dropped and done another time. */
    @Override
    public void close() {
        index.closePromptly();
    }

    /** Frees what the index holds after a failure, which may have closed parts of it already. */
    void abandon() {
        index.close();
    }
}
