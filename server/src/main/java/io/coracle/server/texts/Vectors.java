package io.coracle.server.texts;

import io.coracle.Embedder;
import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.text.tokenizer.Encoding;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * The kind of vectors a request wants.
 *
 * @param normalize whether they have length 1
 * @param dimensions how many numbers of each are wanted, the first ones; for models that were trained for it (Matryoshka)
 */
public record Vectors(boolean normalize, Optional<Integer> dimensions) {

    /** Of length 1, all numbers. */
    public static final Vectors STANDARD = new Vectors(true, Optional.empty());

    /** What to compute of each text. Throws {@link ApiException} when the model gives fewer numbers than are wanted. */
    public Function<Encoding, float[]> of(Embedder embedder) {
        if (dimensions.isEmpty() || dimensions.get() == embedder.dimension()) {
            return normalize ? embedder::embed : embedder::embedRaw;
        }
        int count = dimensions.get();
        if (count > embedder.dimension()) {
            throw new ApiException(Kind.VALIDATION, "Input validation error: `dimensions` must be at most " + embedder.dimension()
                + ", the model's. Given: " + count);
        }
        return tokens -> {
            float[] first = Arrays.copyOf(embedder.embedRaw(tokens), count);
            return normalize ? unit(first) : first;
        };
    }

    private static float[] unit(float[] vector) {
        double length = Math.max(1e-12, Math.sqrt(dot(vector, vector)));
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }

    /** The cosine of the angle between two vectors; 0 when one has no length. */
    public static float cosine(float[] a, float[] b) {
        double lengths = Math.sqrt(dot(a, a) * dot(b, b));
        return lengths == 0 ? 0 : (float) (dot(a, b) / lengths);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
