package io.coracle.search;

import io.coracle.jvm.JvmBackends;
import io.coracle.text.split.Passage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;

/** Embeds the passages of a text on all processors, one passage a thread, and gives every vector length 1. */
final class ParallelEmbedding implements AutoCloseable {

    private final TextEmbedder embedder;
    private final ForkJoinPool workers = new ForkJoinPool(JvmBackends.threads());

    ParallelEmbedding(TextEmbedder embedder) {
        this.embedder = embedder;
    }

    /** Hears of each passage; {@code reused}: its vector was known. */
    @FunctionalInterface
    interface Progress {
        void ready(boolean reused);
    }

    /** The vector of a text, of length 1; all zeros when the model gives zeros. */
    float[] embed(String text) {
        float[] vector = embedder.embed(text);
        if (vector.length != embedder.dimension()) {
            throw new SearchException("the model " + embedder.fingerprint() + " gave a vector of length " + vector.length
                + ", not " + embedder.dimension());
        }
        return normalized(vector);
    }

    /** The vectors of pieces of a text, in order; those in {@code known} are not computed again. */
    List<float[]> embed(String text, List<Passage> pieces, Map<String, float[]> known, Progress progress) {
        float[][] vectors = new float[pieces.size()][];
        if (!pieces.isEmpty()) {
            workers.invoke(new Range(text, pieces, known, progress, vectors, 0, pieces.size()));
        }
        return Arrays.asList(vectors);
    }

    private final class Range extends RecursiveAction {

        private static final long serialVersionUID = 1;

        private final transient String text;
        private final transient List<Passage> pieces;
        private final transient Map<String, float[]> known;
        private final transient Progress progress;
        private final float[][] vectors;
        private final int from;
        private final int to;

        Range(String text, List<Passage> pieces, Map<String, float[]> known, Progress progress, float[][] vectors, int from, int to) {
            this.text = text;
            this.pieces = pieces;
            this.known = known;
            this.progress = progress;
            this.vectors = vectors;
            this.from = from;
            this.to = to;
        }

        @Override
        protected void compute() {
            if (to - from > 1) {
                int middle = (from + to) >>> 1;
                invokeAll(part(from, middle), part(middle, to));
                return;
            }
            String piece = pieces.get(from).of(text);
            float[] before = known.get(piece);
            vectors[from] = before != null ? before : embed(piece);
            progress.ready(before != null);
        }

        private Range part(int start, int end) {
            return new Range(text, pieces, known, progress, vectors, start, end);
        }
    }

    private float[] normalized(float[] vector) {
        double squares = 0;
        for (float x : vector) {
            squares += (double) x * x;
        }
        if (!Double.isFinite(squares)) {
            throw new SearchException("the model " + embedder.fingerprint() + " gave a vector with NaN or infinity");
        }
        float[] unit = vector.clone();
        if (squares > 0) {
            double scale = 1 / Math.sqrt(squares);
            for (int i = 0; i < unit.length; i++) {
                unit[i] = (float) (unit[i] * scale);
            }
        }
        return unit;
    }

    @Override
    public void close() {
        workers.close();
    }
}
