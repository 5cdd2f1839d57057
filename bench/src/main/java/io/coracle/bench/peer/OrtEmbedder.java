package io.coracle.bench.peer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Text to vector with ONNX Runtime and Hugging Face's tokenizers: mean of the token vectors, length 1. */
public final class OrtEmbedder implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final OrtModel model;

    /** Opens {@code model.onnx} and {@code tokenizer.json} of a folder; {@code threads} share one call. */
    public OrtEmbedder(Path folder, int threads) throws IOException, OrtException {
        this.tokenizer = tokenizer(folder);
        this.model = new OrtModel(folder.resolve("model.onnx"), threads);
    }

    /** The tokenizer of a folder, without the padding and truncation that its file asks for. */
    public static HuggingFaceTokenizer tokenizer(Path folder) throws IOException {
        return HuggingFaceTokenizer.builder().optTokenizerPath(folder.resolve("tokenizer.json")).optPadding(false)
            .optTruncation(false).build();
    }

    /** The vector of one text. */
    public float[] embed(String text) throws OrtException {
        return embed(tokenizer.encode(text).getIds());
    }

    private float[] embed(long[] ids) throws OrtException {
        try (OrtModel.Prepared prepared = model.prepare(ids)) {
            float[] vectors = prepared.tokenVectors();
            return mean(vectors, 0, ids.length, vectors.length / ids.length);
        }
    }

    /** The texts one by one. */
    public float[][] embedOneByOne(List<String> texts) throws OrtException {
        float[][] vectors = new float[texts.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = embed(texts.get(i));
        }
        return vectors;
    }

    /** The texts in batches of similar lengths, which are padded to the longest. */
    public float[][] embedSortedBatches(List<String> texts, int batch) throws OrtException {
        Encoding[] encodings = tokenizer.batchEncode(texts);
        Integer[] order = IntStream.range(0, encodings.length).boxed()
            .sorted(Comparator.comparingInt(i -> encodings[i].getIds().length)).toArray(Integer[]::new);
        float[][] vectors = new float[encodings.length][];
        for (int from = 0; from < order.length; from += batch) {
            List<Integer> rows = Arrays.asList(order).subList(from, Math.min(order.length, from + batch));
            int length = encodings[rows.getLast()].getIds().length;
            long[] ids = new long[rows.size() * length];
            long[] mask = new long[ids.length];
            for (int row = 0; row < rows.size(); row++) {
                long[] own = encodings[rows.get(row)].getIds();
                System.arraycopy(own, 0, ids, row * length, own.length);
                Arrays.fill(mask, row * length, row * length + own.length, 1);
            }
            try (OrtModel.Prepared prepared = model.prepare(ids, mask, rows.size())) {
                float[] hidden = prepared.tokenVectors();
                int width = hidden.length / ids.length;
                for (int row = 0; row < rows.size(); row++) {
                    int index = rows.get(row);
                    vectors[index] = mean(hidden, row * length * width, encodings[index].getIds().length, width);
                }
            }
        }
        return vectors;
    }

    /** The texts one by one, handed out to several sessions that each have a thread of their own. */
    public static float[][] embedInParallel(List<OrtEmbedder> sessions, List<String> texts)
            throws InterruptedException, ExecutionException {
        float[][] vectors = new float[texts.size()][];
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService executor = Executors.newFixedThreadPool(sessions.size())) {
            List<Callable<Void>> work = new ArrayList<>();
            for (OrtEmbedder session : sessions) {
                work.add(() -> {
                    for (int i = next.getAndIncrement(); i < vectors.length; i = next.getAndIncrement()) {
                        vectors[i] = session.embed(texts.get(i));
                    }
                    return null;
                });
            }
            for (Future<Void> done : executor.invokeAll(work)) {
                done.get();
            }
        }
        return vectors;
    }

    private static float[] mean(float[] vectors, int from, int count, int width) {
        float[] mean = new float[width];
        for (int token = 0; token < count; token++) {
            int at = from + token * width;
            for (int i = 0; i < width; i++) {
                mean[i] += vectors[at + i];
            }
        }
        double square = 0;
        for (float value : mean) {
            square += (double) value * value;
        }
        float scale = (float) (1 / Math.sqrt(square));
        for (int i = 0; i < width; i++) {
            mean[i] *= scale;
        }
        return mean;
    }

    @Override
    public void close() throws OrtException {
        model.close();
        tokenizer.close();
    }
}
