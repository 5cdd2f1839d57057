package io.coracle.search;

/** Hears of each passage of a document as it is embedded, from several threads at once. */
@FunctionalInterface
public interface EmbeddingListener {

    EmbeddingListener SILENT = (passages, reused) -> {
    };

    /**
     * One more passage is ready. Throwing gives the document up; the exception reaches the caller of {@code add}.
     *
     * @param passages how many the document has
     * @param reused whether its vector was taken from an earlier version of the document
     */
    void passageReady(int passages, boolean reused);
}
