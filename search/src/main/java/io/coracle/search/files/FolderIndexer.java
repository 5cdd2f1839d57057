package io.coracle.search.files;

import io.coracle.search.Document;
import io.coracle.search.EmbeddingListener;
import io.coracle.search.SearchIndex;
import io.coracle.search.SearchIndex.Added;
import io.coracle.search.extract.ExtractedText;
import io.coracle.search.extract.ExtractionException;
import io.coracle.search.extract.SourceMap;
import io.coracle.search.extract.TextExtractor;
import io.coracle.search.files.FileWalker.FoundFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings an index up to date with folders: embeds new and changed files, removes what is gone, leaves the rest alone. A file whose
 * size and time of modification are as before is not read; one whose content is as before is not embedded. Commits every few
 * seconds, so that an interrupted run loses little.
 *
 * <p>An object makes one run; {@link #interrupt()} may be called from any thread.
 */
public final class FolderIndexer {

    private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** A file changed this shortly before it was read may change again without a new time stamp. */
    private static final long TIME_STAMP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SearchIndex index;
    private final IndexingListener listener;
    private final long maxFileSize;

    private final AtomicInteger added = new AtomicInteger();
    private final AtomicInteger changed = new AtomicInteger();
    private final AtomicInteger unchanged = new AtomicInteger();
    private final AtomicLong embedded = new AtomicLong();
    private final AtomicLong reused = new AtomicLong();
    private final Set<String> problems = new ConcurrentSkipListSet<>();
    private final AtomicLong lastCommit = new AtomicLong(System.nanoTime());
    private volatile boolean interrupted;

    /**
     * @param maxFileSize larger files are left out and reported
     */
    public FolderIndexer(SearchIndex index, long maxFileSize, IndexingListener listener) {
        this.index = index;
        this.maxFileSize = maxFileSize;
        this.listener = listener;
    }

    /** Makes {@link #update} return soon; what is indexed by then stays. */
    public void interrupt() {
        interrupted = true;
    }

    /**
     * Makes the index hold exactly the files that a walk found. Document ids are the absolute paths.
     *
     * @throws io.coracle.search.IndexLockedException when there is something to change and another process is changing the index
     */
    public IndexingReport update(FileWalker.Result walk) {
        Map<String, Document.Version> versions = index.versions();
        problems.addAll(walk.problems());
        Set<String> present = new HashSet<>();
        List<FoundFile> toRead = new ArrayList<>();
        for (FoundFile file : walk.files()) {
            if (file.size() > maxFileSize) {
                problems.add(file.path() + ": has " + (file.size() >> 20) + " MB; files over " + (maxFileSize >> 20)
                    + " MB are left out");
                continue;
            }
            String id = file.path().toString();
            present.add(id);
            Document.Version known = versions.get(id);
            if (known != null && known.size() == file.size() && known.modified() == file.modified()) {
                unchanged.incrementAndGet();
            } else {
                toRead.add(file);
            }
        }
        int removed = 0;
        for (String id : index.ids()) {
            if (!present.contains(id) && index.remove(id)) {
                removed++;
            }
        }
        if (!toRead.isEmpty()) {
            listener.begin(toRead.size(), toRead.stream().mapToLong(FoundFile::size).sum());
            readAll(toRead);
        }
        index.commit();
        return new IndexingReport(added.get(), changed.get(), removed, unchanged.get(), embedded.get(), reused.get(),
            List.copyOf(problems), interrupted);
    }

    /** Reads and extracts files on as many threads as there are processors; the index embeds on its own threads meanwhile. */
    private void readAll(List<FoundFile> files) {
        AtomicInteger next = new AtomicInteger();
        int readers = Math.min(files.size(), Runtime.getRuntime().availableProcessors());
        try (ExecutorService pool = Executors.newFixedThreadPool(readers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                running.add(pool.submit(() -> {
                    for (int at = next.getAndIncrement(); at < files.size() && !interrupted; at = next.getAndIncrement()) {
                        file(files.get(at));
                    }
                }));
            }
            for (Future<?> reader : running) {
                await(reader);
            }
        }
    }

    private void await(Future<?> reader) {
        try {
            reader.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted = true;
        } catch (ExecutionException e) {
            // Not this file's fault but the model's or the disk's: the other threads need not go on.
            interrupted = true;
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void file(FoundFile file) {
        try {
            Optional<Content> content = read(file);
            if (content.isPresent()) {
                add(file, content.get());
            } else {
                // What was indexed of an earlier state cannot be shown to anybody any more.
                index.remove(file.path().toString());
                listener.skipped(file.size());
            }
        } catch (CancellationException e) {
            if (!interrupted) {
                throw e;
            }
        }
        commitNowAndThen();
    }

    /** A file as it goes into the index. One without readable text goes in empty, so that the next run need not try it again. */
    private record Content(Document document, boolean readable) {
    }

    /** Reads a file; empty when that fails, which is then among the problems. */
    private Optional<Content> read(FoundFile file) {
        try {
            long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
            byte[] bytes = Files.readAllBytes(file.path());
            boolean settled = file.modified() < now - TIME_STAMP_NANOS && bytes.length == file.size();
            Document.Version version = new Document.Version(bytes.length, settled ? file.modified() : 0, Document.hash(bytes));
            return Optional.of(extract(file, bytes, version));
        } catch (NoSuchFileException e) {
            problems.add(file.path() + ": vanished while it was about to be read");
        } catch (AccessDeniedException e) {
            problems.add(file.path() + ": cannot be read (no permission)");
        } catch (IOException e) {
            problems.add(file.path() + ": cannot be read (" + e.getMessage() + ")");
        }
        return Optional.empty();
    }

    private Content extract(FoundFile file, byte[] bytes, Document.Version version) {
        String id = file.path().toString();
        try {
            ExtractedText extracted = TextExtractor.extract(file.path().getFileName().toString(), bytes);
            return new Content(new Document(id, extracted.text(), extracted.places(), version), true);
        } catch (ExtractionException e) {
            problems.add(id + ": " + e.getMessage());
            return new Content(new Document(id, "", SourceMap.ofLines(""), version), false);
        }
    }

    private void add(FoundFile file, Content content) {
        EmbeddingListener passages = (count, known) -> {
            if (interrupted) {
                throw new CancellationException("indexing was interrupted");
            }
            (known ? reused : embedded).incrementAndGet();
            listener.passage((double) file.size() / count, known);
        };
        Added result = index.add(content.document(), passages);
        if (content.readable()) {
            switch (result.change()) {
                case NEW -> added.incrementAndGet();
                case CHANGED -> changed.incrementAndGet();
                case UNCHANGED -> unchanged.incrementAndGet();
            }
        }
        if (result.change() == Added.Change.UNCHANGED || result.passages() == 0) {
            listener.skipped(file.size());
        }
    }

    private void commitNowAndThen() {
        long last = lastCommit.get();
        if (System.nanoTime() - last > COMMIT_NANOS && lastCommit.compareAndSet(last, System.nanoTime())) {
            index.commit();
        }
    }
}
