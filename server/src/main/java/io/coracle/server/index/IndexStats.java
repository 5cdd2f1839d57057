package io.coracle.server.index;

/**
 * What an index holds.
 *
 * @param name of the index
 * @param documents that are in it
 * @param passages they were split into
 * @param bytes on disk
 * @param dimension of its vectors
 */
public record IndexStats(String name, int documents, long passages, long bytes, int dimension) {
}
