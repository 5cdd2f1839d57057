package io.coracle.search;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A model for tests: each word adds to a few places of the vector, so that texts with the same words are near each other. */
public final class HashingEmbedder implements TextEmbedder {

    public static final int DIMENSION = 64;

    private final String fingerprint;
    private final AtomicInteger calls = new AtomicInteger();

    public HashingEmbedder() {
        this("hashing");
    }

    public HashingEmbedder(String fingerprint) {
        this.fingerprint = fingerprint;
    }

    @Override
    public float[] embed(String text) {
        calls.incrementAndGet();
        float[] vector = new float[DIMENSION];
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
            int hash = word.hashCode() * 0x9E3779B9;
            for (int i = 0; i < 3; i++) {
                vector[(hash >>> (i * 8)) % DIMENSION & DIMENSION - 1] += (hash >> 31 - i) != 0 ? 1 : 2;
            }
        }
        return vector;
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** How many texts were embedded since the last call of this method. */
    public int callsSinceLastAsked() {
        return calls.getAndSet(0);
    }
}
