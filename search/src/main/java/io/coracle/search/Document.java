package io.coracle.search;

import io.coracle.search.extract.SourceMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A text to index.
 *
 * @param id what the text is called; adding another document with the same id replaces it
 * @param text the text
 * @param places where its characters stand in the file it came from
 * @param version what tells one state of the document from another
 * @param metadata what else is known of it: comes back with its passages, and a {@link SearchFilter} can ask for it
 */
public record Document(String id, String text, SourceMap places, Version version, Map<String, String> metadata) {

    /** What Lucene takes as one term, at three bytes a char. */
    private static final int MAX_ID = 32_766 / 3;

    public Document {
        metadata = Map.copyOf(metadata);
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw new IllegalArgumentException("a document's id has 1 to " + MAX_ID + " characters, not " + id.length());
        }
        metadata.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('\0') >= 0 || name.length() + value.length() >= MAX_ID) {
                throw new IllegalArgumentException("metadata has a name without NUL, and name and value have together less than "
                    + MAX_ID + " characters; this one does not: " + name.substring(0, Math.min(50, name.length())));
            }
        });
    }

    /** A text of which no more is known. */
    public Document(String id, String text, SourceMap places, Version version) {
        this(id, text, places, version, Map.of());
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
        return of(id, text, Map.of());
    }

    /** A text that did not come from a file, and what is known of it. Other metadata make another version. */
    public static Document of(String id, String text, Map<String, String> metadata) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder hash = new StringBuilder(hash(bytes));
        if (!metadata.isEmpty()) {
            hash.append(hash(new TreeMap<>(metadata).toString().getBytes(StandardCharsets.UTF_8)));
        }
        return new Document(id, text, SourceMap.ofLines(text), new Version(bytes.length, 0, hash.toString()), metadata);
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
