package io.coracle.server.index;

import io.coracle.search.Document;
import io.coracle.search.SearchException;
import io.coracle.search.SearchHit;
import io.coracle.search.SearchIndex.Added;
import io.coracle.search.SearchRequest;
import io.coracle.search.TextEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * The indexes of a server, by name. Each is a folder below one root, opened when it is first asked for. What a method changed is
 * durable when it returns, also if the process is killed right after. Safe for use by many threads at once; one process at a time
 * may have a root. Methods that fail for reasons of the disk throw {@link SearchException}.
 */
public final class IndexCatalog implements AutoCloseable {
    private final IndexFolders folders;
    private final TextEmbedder embedder;
    private final IndexLimits limits;
    private final ConcurrentMap<IndexName, Slot> slots = new ConcurrentHashMap<>();
    private final ReentrantLock creation = new ReentrantLock();
    private volatile boolean closed;

    /** The indexes below {@code root}, which is made when the first of them is. */
    public IndexCatalog(Path root, TextEmbedder embedder, IndexLimits limits) {
        this.folders = new IndexFolders(root);
        this.embedder = embedder;
        this.limits = limits;
        onDisk(() -> {
            folders.sweep();
            return null;
        });
    }

    /** Where an index is held while it is open. */
    private static final class Slot {
        /** Held for reading by those who use the index, for writing by those who open, close or delete it. */
        final ReadWriteLock lock = new ReentrantReadWriteLock();
        /** Null while the index is closed. */
        DurableIndex index;
    }

    /**
     * Adds documents with different ids to an index, each replacing the one with its id. Makes the index if there is none. When it
     * fails, some of the documents may have been added.
     *
     * @throws TooManyIndexesException when that would be one index too many
     */
    public List<Added> add(IndexName name, List<Document> documents) {
        create(name);
        return use(name, index -> index.add(documents));
    }

    /**
     * Removes documents; how many of them there were.
     *
     * @throws NoSuchIndexException when there is no such index
     */
    public int remove(IndexName name, List<String> ids) {
        return use(name, index -> index.remove(ids));
    }

    /**
     * Finds passages.
     *
     * @throws NoSuchIndexException when there is no such index
     */
    public List<SearchHit> search(IndexName name, SearchRequest request) {
        return use(name, index -> index.search(request));
    }

    /**
     * What an index holds.
     *
     * @throws NoSuchIndexException when there is no such index
     */
    public IndexStats stats(IndexName name) {
        return use(name, index -> new IndexStats(name.value(), index.documents(), index.passages(), onDisk(() -> folders.bytes(name)),
            embedder.dimension()));
    }

    /** The names of all indexes, sorted. */
    public List<IndexName> names() {
        return onDisk(folders::names);
    }

    /**
     * Deletes an index once nobody uses it any more.
     *
     * @throws NoSuchIndexException when there is no such index
     */
    public void delete(IndexName name) {
        Slot slot = slot(name);
        slot.lock.writeLock().lock();
        try {
            if (!folders.exists(name)) {
                throw new NoSuchIndexException(name);
            }
            if (slot.index != null) {
                slot.index.abandon();
                slot.index = null;
            }
            onDisk(() -> {
                folders.delete(name);
                return null;
            });
        } finally {
            slot.lock.writeLock().unlock();
        }
    }

    private void create(IndexName name) {
        if (folders.exists(name)) {
            return;
        }
        creation.lock();
        try {
            if (!folders.exists(name) && names().size() >= limits.indexes()) {
                throw new TooManyIndexesException(limits.indexes());
            }
            onDisk(() -> {
                folders.create(name);
                return null;
            });
        } finally {
            creation.unlock();
        }
    }

    private <T> T use(IndexName name, Function<DurableIndex, T> work) {
        while (true) {
            Slot slot = slot(name);
            slot.lock.readLock().lock();
            DurableIndex index = slot.index;
            try {
                if (index != null) {
                    return work.apply(index);
                }
            } catch (SearchException | IllegalStateException e) {
                // The writer may have closed itself, and what is known of the documents may not be what is on disk.
                Thread.startVirtualThread(() -> close(slot, index));
                throw e;
            } finally {
                slot.lock.readLock().unlock();
            }
            open(name, slot);
        }
    }

    /** The place of an index that exists. Slots are never replaced: whoever waits for one finds there what came of the index. */
    private Slot slot(IndexName name) {
        if (!folders.exists(name)) {
            throw new NoSuchIndexException(name);
        }
        return slots.computeIfAbsent(name, n -> new Slot());
    }

    private void open(IndexName name, Slot slot) {
        slot.lock.writeLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the server is shutting down");
            }
            if (!folders.exists(name)) {
                throw new NoSuchIndexException(name);
            }
            if (slot.index == null) {
                slot.index = DurableIndex.open(folders.of(name), embedder);
            }
        } finally {
            slot.lock.writeLock().unlock();
        }
    }

    private static void close(Slot slot, DurableIndex broken) {
        slot.lock.writeLock().lock();
        try {
            if (slot.index == broken) {
                slot.index = null;
                broken.abandon();
            }
        } finally {
            slot.lock.writeLock().unlock();
        }
    }

    /** What may fail with the disk. */
    private interface DiskWork<T> {
        T run() throws IOException;
    }

    private static <T> T onDisk(DiskWork<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new SearchException("the folder of the indexes cannot be used: " + e, e);
        }
    }

    /** Commits and closes all indexes once nobody uses them any more. */
    @Override
    public void close() {
        closed = true;
        for (Slot slot : slots.values()) {
            slot.lock.writeLock().lock();
            try {
                if (slot.index != null) {
                    slot.index.close();
                    slot.index = null;
                }
            } finally {
                slot.lock.writeLock().unlock();
            }
        }
    }
}
