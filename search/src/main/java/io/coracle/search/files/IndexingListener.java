package io.coracle.search.files;

/** Hears how far an indexing run has come, from several threads at once. */
public interface IndexingListener {

    IndexingListener SILENT = new IndexingListener() {
    };

    /** The walk is over and there is something to do. */
    default void begin(int filesToRead, long bytesToRead) {
    }

    /**
     * One more passage is in the index.
     *
     * @param bytes its share of the file's size
     * @param reused whether its vector was taken from an earlier version of the file
     */
    default void passage(double bytes, boolean reused) {
    }

    /** A file is done that gave no passages to embed: it is the same as before, empty, or cannot be read. */
    default void skipped(long bytes) {
    }
}
