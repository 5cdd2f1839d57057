package io.coracle.server.index;

import io.coracle.search.TextEmbedder;
import java.util.Locale;

/** A model for tests of indexes: texts with the same words have vectors near each other, and no time is spent on it. */
record WordEmbedder(String fingerprint) implements TextEmbedder {

    WordEmbedder() {
        this("words");
    }

    @Override
    public float[] embed(String text) {
        float[] vector = new float[dimension()];
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
            vector[Math.floorMod(word.hashCode() * 0x9E3779B9 >>> 8, vector.length)]++;
        }
        return vector;
    }

    @Override
    public int dimension() {
        return 64;
    }
}
