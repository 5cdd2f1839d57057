package io.coracle.server.index;

/**
 * How much a server keeps and takes.
 *
 * @param indexes that may exist at once
 * @param documentsPerRequest that may be added or deleted at once
 * @param charactersPerDocument of its text
 * @param charactersPerQuery of a query's text
 * @param hits that a search may ask for
 * @param idLength characters of a document's id
 * @param metadata names that a document may have
 */
public record IndexLimits(int indexes, int documentsPerRequest, int charactersPerDocument, int charactersPerQuery, int hits, int idLength,
                          int metadata) {

    public static final IndexLimits DEFAULT = new IndexLimits(100, 1000, 500_000, 10_000, 1000, 512, 32);

    IndexLimits withIndexes(int most) {
        return new IndexLimits(most, documentsPerRequest, charactersPerDocument, charactersPerQuery, hits, idLength, metadata);
    }
}
