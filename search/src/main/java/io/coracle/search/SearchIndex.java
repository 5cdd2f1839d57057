package io.coracle.search;

import io.coracle.Embedder;
import io.coracle.search.IndexFormat.Entry;
import io.coracle.text.split.Passage;
import io.coracle.text.split.RecursiveSplitter;
import io.coracle.text.split.TextSplitter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.IOUtils;

/**
 * A folder that holds texts, their vectors and their words, and finds passages by meaning.
 *
 * <pre>{@code
 * try (Embedder embedder = Embedder.allMiniLmL6V2();
 *      SearchIndex index = SearchIndex.open(Path.of("notes.index"), embedder)) {
 *     index.add("keys.md", "Keys are rotated every 90 days. ...");
 *     for (SearchHit hit : index.search("how often do keys change?", 5)) {
 *         System.out.println(hit.id() + ":" + hit.start().line() + " " + hit.text());
 *     }
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads at once. A search sees every document whose {@code add} has returned. Documents are on disk for
 * good after {@link #commit()} or {@link #close()}; a process that dies before loses what came after its last commit, nothing
 * else. One process at a time may change an index; others may search it meanwhile.
 */
public final class SearchIndex implements AutoCloseable {

    /** Passages written at once unless the caller says otherwise. */
    private static final int BATCH = 1024;

    /** Bounds the memory of an indexing run: Lucene writes a segment when it holds this much. */
    private static final double BUFFER_MB = 32;

    private final Path folder;
    private final FSDirectory directory;
    private final TextEmbedder embedder;
    private final TextSplitter splitter;
    private final int batch;
    private final Map<String, String> origin;
    private final PassageAnalyzer analyzer = new PassageAnalyzer();
    private final ParallelEmbedding embedding;
    private final Map<String, Entry> entries;
    private final ReentrantLock[] documentLocks = Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    /** Set by the first change; until then the index is only read and no other process is kept out. */
    private volatile IndexWriter writer;
    /** Null as long as there is nothing to search. */
    private volatile SearcherManager searchers;

    private SearchIndex(Path folder, FSDirectory directory, TextEmbedder embedder, TextSplitter splitter, int batch) throws IOException {
        this.folder = folder;
        this.directory = directory;
        this.embedder = embedder;
        this.splitter = splitter;
        this.batch = batch;
        this.origin = IndexFormat.origin(embedder, splitter);
        this.entries = new ConcurrentHashMap<>();
        if (DirectoryReader.indexExists(directory)) {
            DirectoryReader reader = DirectoryReader.open(directory);
            try {
                IndexFormat.checkOrigin(reader, origin, folder.toString());
                entries.putAll(IndexFormat.readEntries(reader));
            } catch (IOException | RuntimeException e) {
                reader.close();
                throw e;
            }
            searchers = new SearcherManager(reader, new SearcherFactory());
        }
        this.embedding = new ParallelEmbedding(embedder);
    }

    /**
     * Opens the index in {@code folder}, or begins a new one there when the folder is empty or missing. Texts are split into
     * passages of about 200 characters.
     */
    public static SearchIndex open(Path folder, Embedder embedder) {
        return open(folder, TextEmbedder.of(embedder), new RecursiveSplitter());
    }

    /**
     * Opens the index in {@code folder}, or begins a new one there when the folder is empty or missing.
     *
     * @throws IndexMismatchException when it was made by another model or with another splitter
     * @throws SearchException when it cannot be read
     */
    public static SearchIndex open(Path folder, TextEmbedder embedder, TextSplitter splitter) {
        return open(folder, embedder, splitter, BATCH);
    }

    /**
     * As {@link #open(Path, TextEmbedder, TextSplitter)}, with a choice between memory and atomicity.
     *
     * @param batch the most passages written at once. A document with no more replaces its earlier version in one step; one with
     *     more is written in pieces of this many and counts as incomplete until the last
     */
    public static SearchIndex open(Path folder, TextEmbedder embedder, TextSplitter splitter, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("at least one passage is written at once, not " + batch);
        }
        try {
            Files.createDirectories(folder);
            FSDirectory directory = FSDirectory.open(folder);
            try {
                return new SearchIndex(folder, directory, embedder, splitter, batch);
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed("cannot be opened", folder, e);
        }
    }

    /** Changes when an index of an earlier version of this library cannot be used any more. */
    public static String formatVersion() {
        return IndexFormat.VERSION;
    }

    /**
     * Deletes the index in a folder, also one that is damaged, and leaves other files there alone.
     *
     * @throws IndexLockedException when another process is changing it
     */
    public static void delete(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (FSDirectory directory = FSDirectory.open(folder);
             Lock held = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
            for (String file : directory.listAll()) {
                if (IndexFileNames.CODEC_FILE_PATTERN.matcher(file).matches() || file.startsWith(IndexFileNames.SEGMENTS)) {
                    held.ensureValid();
                    directory.deleteFile(file);
                }
            }
        } catch (LockObtainFailedException e) {
            throw locked(folder, e);
        } catch (IOException e) {
            throw failed("cannot be deleted", folder, e);
        }
    }

    /** Adds a text under a name; see {@link #add(Document, EmbeddingListener)}. */
    public Added add(String id, String text) {
        return add(Document.of(id, text), EmbeddingListener.SILENT);
    }

    /** What adding a document came to. */
    public record Added(Change change, int passages) {
        /** What happened to the document in the index. */
        public enum Change { NEW, CHANGED, UNCHANGED }
    }

    /**
     * Adds a document, replacing one with the same id. Nothing is embedded when the content is the same as before; passages
     * that an earlier version had already keep their vectors.
     *
     * @throws IndexLockedException when another process is changing this index
     */
    public Added add(Document document, EmbeddingListener listener) {
        ReentrantLock lock = documentLocks[Math.floorMod(document.id().hashCode(), documentLocks.length)];
        lock.lock();
        try {
            Optional<Entry> before = Optional.ofNullable(entries.get(document.id()));
            if (before.isPresent() && before.get().complete() && before.get().version().hash().equals(document.version().hash())) {
                if (!before.get().version().equals(document.version())) {
                    write(new Entry(document.id(), document.version(), before.get().passages(), true));
                }
                return new Added(Added.Change.UNCHANGED, before.get().passages());
            }
            int passages = replace(document, before.isPresent(), listener);
            return new Added(before.isPresent() ? Added.Change.CHANGED : Added.Change.NEW, passages);
        } catch (IOException e) {
            throw failed("cannot be written", folder, e);
        } finally {
            lock.unlock();
        }
    }

    private int replace(Document document, boolean existed, EmbeddingListener listener) throws IOException {
        IndexWriter out = writer();
        List<Passage> spans = splitter.split(document.text());
        Map<String, float[]> known = existed ? vectorsOf(document.id()) : Map.of();
        Entry complete = new Entry(document.id(), document.version(), spans.size(), true);
        boolean inOnePiece = spans.size() <= batch;
        Entry first = inOnePiece ? complete : new Entry(document.id(), document.version(), spans.size(), false);

        List<org.apache.lucene.document.Document> piece = new ArrayList<>();
        piece.add(first.toLucene());
        for (int from = 0; from == 0 || from < spans.size(); from += batch) {
            List<Passage> some = spans.subList(from, Math.min(from + batch, spans.size()));
            List<float[]> vectors = embedding.embed(document.text(), some, known,
                reused -> listener.passageReady(spans.size(), reused));
            for (int i = 0; i < some.size(); i++) {
                piece.add(IndexFormat.passage(document, some.get(i), vectors.get(i)));
            }
            if (from == 0) {
                out.updateDocuments(IndexFormat.byId(document.id()), piece);
                entries.put(document.id(), first);
            } else {
                out.addDocuments(piece);
            }
            piece.clear();
        }
        if (!inOnePiece) {
            write(complete);
        }
        return spans.size();
    }

    /** Replaces what is known of a document, not its passages. */
    private void write(Entry entry) throws IOException {
        writer().updateDocument(new Term(IndexFormat.DOCUMENT, entry.id()), entry.toLucene());
        entries.put(entry.id(), entry);
    }

    private Map<String, float[]> vectorsOf(String id) throws IOException {
        SearcherManager current = searchers;
        if (current == null) {
            return Map.of();
        }
        IndexSearcher searcher = current.acquire();
        try {
            return IndexFormat.readVectors(searcher.getIndexReader(), id);
        } finally {
            current.release(searcher);
        }
    }

    /** Removes a document; false when there is none with this id. */
    public boolean remove(String id) {
        ReentrantLock lock = documentLocks[Math.floorMod(id.hashCode(), documentLocks.length)];
        lock.lock();
        try {
            if (!entries.containsKey(id)) {
                return false;
            }
            writer().deleteDocuments(IndexFormat.byId(id));
            entries.remove(id);
            return true;
        } catch (IOException e) {
            throw failed("cannot be written", folder, e);
        } finally {
            lock.unlock();
        }
    }

    /** The version of every document that is completely indexed, by id: a copy. */
    public Map<String, Document.Version> versions() {
        Map<String, Document.Version> versions = new HashMap<>();
        entries.forEach((id, entry) -> {
            if (entry.complete()) {
                versions.put(id, entry.version());
            }
        });
        return versions;
    }

    /** The ids of all documents, also of those that an interruption left incomplete. */
    public List<String> ids() {
        return List.copyOf(entries.keySet());
    }

    /** How many passages can be found. */
    public long passages() {
        return entries.values().stream().mapToLong(Entry::passages).sum();
    }

    /** The {@code limit} best passages for a query, best first; see {@link #search(SearchRequest)}. */
    public List<SearchHit> search(String query, int limit) {
        return search(SearchRequest.of(query, limit));
    }

    /**
     * The best passages for a query, best first. In mode {@code HYBRID} the score is 0.7 times the cosine of query and passage
     * plus 0.3 times the share of the query's words that the passage has, rare words counting more (BM25 over what BM25 gives
     * to a passage of average length with each of the words once, at most 1).
     */
    public List<SearchHit> search(SearchRequest request) {
        try {
            SearcherManager current = searchers;
            if (current == null) {
                return List.of();
            }
            current.maybeRefreshBlocking();
            IndexSearcher searcher = current.acquire();
            try {
                float[] query = embedding.embed(request.query());
                List<SearchHit> hits = new Ranking(searcher, analyzer).rank(request, query);
                return request.bestSentences() ? new BestSentence(embedding).mark(hits, query) : hits;
            } finally {
                current.release(searcher);
            }
        } catch (IOException e) {
            throw failed("cannot be searched", folder, e);
        }
    }

    /** Makes everything added and removed so far durable. */
    public void commit() {
        IndexWriter out = writer;
        if (out != null) {
            try {
                out.commit();
            } catch (IOException e) {
                throw failed("cannot be written", folder, e);
            }
        }
    }

    /** Whether this object has changed the index, or holds the right to. */
    public boolean isWriting() {
        return writer != null;
    }

    private IndexWriter writer() throws IOException {
        IndexWriter out = writer;
        return out != null ? out : openWriter();
    }

    private synchronized IndexWriter openWriter() throws IOException {
        if (writer != null) {
            return writer;
        }
        IndexWriterConfig config = new IndexWriterConfig(analyzer)
            .setCodec(IndexFormat.codec())
            .setRAMBufferSizeMB(BUFFER_MB)
            .setCommitOnClose(true);
        try {
            IndexWriter opened = new IndexWriter(directory, config);
            opened.setLiveCommitData(origin.entrySet());
            SearcherManager before = searchers;
            searchers = new SearcherManager(opened, new SearcherFactory());
            if (before != null) {
                before.close();
            }
            writer = opened;
            return opened;
        } catch (LockObtainFailedException e) {
            throw locked(folder, e);
        }
    }

    private static IndexLockedException locked(Path folder, LockObtainFailedException e) {
        return new IndexLockedException("another process is changing the index in " + folder
            + "; wait until it is done, or choose another folder", e);
    }

    /** Commits, waits until Lucene has tidied up, and frees what the index holds. The embedder stays open. */
    @Override
    public void close() {
        close(false);
    }

    /** Commits and frees what the index holds at once; tidying up that is under way is dropped and done another time. */
    public void closePromptly() {
        close(true);
    }

    private synchronized void close(boolean promptly) {
        embedding.close();
        try {
            if (writer != null && promptly) {
                writer.commit();
                writer.rollback();
            }
            // Closing the writer commits and waits for merges; after a roll-back it has nothing left to do.
            IOUtils.close(writer, searchers, directory);
        } catch (IOException e) {
            throw failed("cannot be closed", folder, e);
        } finally {
            writer = null;
            searchers = null;
        }
    }

    private static SearchException failed(String what, Path folder, IOException e) {
        String reason = switch (e) {
            case CorruptIndexException corrupt -> "it is damaged; delete the folder to index anew";
            case IndexFormatTooOldException old -> "it was made by an older version; delete the folder to index anew";
            case IndexFormatTooNewException young -> "it was made by a newer version of Coracle";
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            default -> e.getMessage();
        };
        return new SearchException("the index in " + folder + " " + what + ": " + reason, e);
    }
}
