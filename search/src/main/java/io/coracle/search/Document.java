package io.coracle.search;

import io.coracle.search.extract.SourceMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A text to index.
 *
 * @param id what the text is called; adding another document with the same id replaces it
 * @param text the text
 * @param places where its characters stand in the file it came from
 * @param version what tells one state of the document from another
 */
public record Document(String id, String text, SourceMap places, Version version) {

    /** What Lucene takes as one term, at three bytes a char. */
    private static final int MAX_ID = 32_766 / 3;

    public Document {
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw new IllegalArgumentException("a document's id has 1 to " + MAX_ID + " characters, not " + id.length());
        }
    }

    /**
     * A state of a document. Size and time of modification are what a file system gives without reading the file; the hash
     * decides.
     *
     * @param size in bytes
     * @param modified in nanoseconds since 1970; 0 when it says nothing
     * @param hash of the content
     */
    public record Version(long size, long modified, String hash) {
    }

    /** A text that did not come from a file. */
    public static Document of(String id, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Document(id, text, SourceMap.ofLines(text), new Version(bytes.length, 0, hash(bytes)));
    }

    /** The hash of some content, as {@link Version} keeps it. */
    public static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
