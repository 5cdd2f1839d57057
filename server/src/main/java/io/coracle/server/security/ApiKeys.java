package io.coracle.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * The keys that open the server. How long a comparison takes says nothing about them: digests of equal length are compared, with all
 * keys, to the end.
 */
final class ApiKeys {
    private final List<byte[]> digests;

    ApiKeys(Collection<String> keys) {
        this.digests = keys.stream().map(ApiKeys::digest).toList();
    }

    boolean accepts(String key) {
        byte[] digest = digest(key);
        boolean found = false;
        for (byte[] each : digests) {
            found |= MessageDigest.isEqual(each, digest);
        }
        return found;
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
