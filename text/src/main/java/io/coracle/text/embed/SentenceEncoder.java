package io.coracle.text.embed;

import io.coracle.backend.Backend;
import io.coracle.graph.Graph;
import io.coracle.graph.ValueInfo;
import io.coracle.plan.Inference;
import io.coracle.plan.ModelException;
import io.coracle.plan.PendingRun;
import io.coracle.plan.Session;
import io.coracle.text.input.TextInputs;
import io.coracle.text.tokenizer.EncodeOptions;
import io.coracle.text.tokenizer.Encoding;
import io.coracle.text.tokenizer.Tokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Turns texts into vectors, one at a time and without padding, so that a text's vector depends on nothing but the text. Safe for use
 * by many threads.
 */
public final class SentenceEncoder implements AutoCloseable {
    /** Runs for each of a backend's threads that are under way at once: one that it runs, and one that it finds then. */
    private static final int RUNS_PER_THREAD = 2;

    private final Tokenizer tokenizer;
    private final Inference session;
    private final EncodeOptions options;
    private final int underWay;

    /**
     * Prepares a model for embedding.
     *
     * @param graph a transformer that takes {@code input_ids} and possibly {@code attention_mask}, {@code token_type_ids} and
     *     {@code position_ids}, integers [batch, sequence], and gives vectors of tokens [batch, sequence, dimension]
     * @param maxTokens longer texts are cut to so many tokens, special ones included
     * @param released runs once after closing, when nothing reads the graph's weights any more
     * @throws ModelException when the model is not of this kind
     */
    public SentenceEncoder(Graph graph, Tokenizer tokenizer, Pooling pooling, boolean normalize, int maxTokens, Backend backend,
                           Runnable released) {
        this(graph, () -> tokenizer, pooling, normalize, maxTokens, backend, released);
    }

    /** As the other constructor; the tokenizer, asked for when the model is prepared, may be read meanwhile. */
    public SentenceEncoder(Graph graph, Supplier<Tokenizer> tokenizer, Pooling pooling, boolean normalize, int maxTokens, Backend backend,
                           Runnable released) {
        this(graph, tokenizer, pooling, normalize, maxTokens, pooled -> new Session(pooled, backend, released));
    }

    /** As the other constructors. The sessions function opens the graph that it is given: the model with pooling added. */
    public SentenceEncoder(Graph graph, Supplier<Tokenizer> tokenizer, Pooling pooling, boolean normalize, int maxTokens,
                           Function<Graph, Session> sessions) {
        this(sessions.apply(pooled(graph, pooling, normalize)), tokenizer, maxTokens);
    }

    /**
     * As the other constructors.
     *
     * @param session of a graph that {@link #pooled} gave; closed with this
     */
    public SentenceEncoder(Inference session, Supplier<Tokenizer> tokenizer, int maxTokens) {
        this.options = EncodeOptions.DEFAULT.truncateTo(maxTokens);
        this.session = session;
        int threads = session.target().threads();
        this.underWay = threads > 1 ? RUNS_PER_THREAD * threads : 1;
        try {
            this.tokenizer = tokenizer.get();
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /** A model with pooling added, as an encoder runs it. Throws {@link ModelException} when nothing that it gives can be pooled. */
    public static Graph pooled(Graph graph, Pooling pooling, boolean normalize) {
        return PooledGraph.of(graph, pooling, normalize);
    }

    /** The vector of a text, of the model's dimension. */
    public float[] embed(String text) {
        return embed(tokens(text));
    }

    /**
     * The vectors of texts, in their order. While the backend runs some of them on threads of its own, this one prepares the next; it
     * begins with the longest, so that all threads end together.
     */
    public List<float[]> embed(List<String> texts) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> texts.get(b).length() - texts.get(a).length());
        float[][] vectors = new float[texts.size()][];
        Deque<PendingRun> pending = new ArrayDeque<>();
        int ended = 0;
        try {
            for (int i : order) {
                if (pending.size() == underWay) {
                    vectors[order.get(ended++)] = vector(pending.removeFirst());
                }
                pending.addLast(session.begin(TextInputs.of(session.inputs(), tokens(texts.get(i))), Set.of(PooledGraph.OUTPUT)));
            }
            while (!pending.isEmpty()) {
                vectors[order.get(ended++)] = vector(pending.removeFirst());
            }
            return List.of(vectors);
        } finally {
            pending.forEach(PendingRun::close);
        }
    }

    private static float[] vector(PendingRun run) {
        return run.result().get(PooledGraph.OUTPUT).toFloats();
    }

    /** A text's tokens, cut to as many as count. */
    public Encoding tokens(String text) {
        return tokenizer.encode(text, options);
    }

    /** The vector of a text whose tokens are known; they are taken as they are, however many. */
    public float[] embed(Encoding tokens) {
        return run(tokens, PooledGraph.OUTPUT);
    }

    /** As {@link #embed(Encoding)}, of the length that the model gives it, whatever the encoder was told. */
    public float[] embedRaw(Encoding tokens) {
        return run(tokens, PooledGraph.RAW);
    }

    /**
     * The vector of each token, in order, as the model gives it before pooling.
     *
     * @throws ModelException when the model gives no vectors of tokens
     */
    public List<float[]> embedTokens(Encoding tokens) {
        if (output(PooledGraph.TOKENS).isEmpty()) {
            throw new ModelException("the model gives vectors of texts, not of tokens");
        }
        float[] all = run(tokens, PooledGraph.TOKENS);
        int length = all.length / Math.max(1, tokens.size());
        List<float[]> vectors = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            vectors.add(Arrays.copyOfRange(all, i * length, (i + 1) * length));
        }
        return vectors;
    }

    private float[] run(Encoding tokens, String output) {
        return session.run(TextInputs.of(session.inputs(), tokens), Set.of(output)).get(output).toFloats();
    }

    private Optional<ValueInfo> output(String name) {
        return session.outputs().stream().filter(output -> output.name().equals(name)).findFirst();
    }

    /** Numbers in each vector. */
    public int dimension() {
        if (output(PooledGraph.OUTPUT).map(ValueInfo::type).orElseThrow() instanceof ValueInfo.Tensor type && type.ranked()
            && type.dims().getLast() instanceof ValueInfo.Dimension.Fixed(int extent)) {
            return extent;
        }
        return embed("").length;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public void close() {
        session.close();
    }
}
