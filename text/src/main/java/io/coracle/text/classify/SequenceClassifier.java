package io.coracle.text.classify;

import io.coracle.backend.Backend;
import io.coracle.graph.Graph;
import io.coracle.plan.ModelException;
import io.coracle.plan.Session;
import io.coracle.tensor.Tensor;
import io.coracle.text.input.TextInputs;
import io.coracle.text.tokenizer.EncodeOptions;
import io.coracle.text.tokenizer.Encoding;
import io.coracle.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Says which labels fit a text, or a pair of texts. One at a time and without padding, so that a text's scores depend on nothing but
 * the text. Safe for use by many threads.
 */
public final class SequenceClassifier implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final Session session;
    private final EncodeOptions options;
    private final List<String> labels;

    /**
     * Prepares a model for classification.
     *
     * @param graph a transformer that takes {@code input_ids} and possibly {@code attention_mask}, {@code token_type_ids} and
     *     {@code position_ids}, integers [batch, sequence], and gives logits [batch, labels]
     * @param maxTokens longer texts are cut to so many tokens, special ones included; of a pair, the longer text first
     * @param released runs once after closing, when nothing reads the graph's weights any more
     * @throws ModelException when the model is not of this kind, or has another number of labels than its configuration
     */
    public SequenceClassifier(Graph graph, Tokenizer tokenizer, ClassifierConfig config, int maxTokens, Backend backend,
                              Runnable released) {
        this(graph, tokenizer, config, maxTokens, scored -> new Session(scored, backend, released));
    }

    /** As the other constructor. The sessions function opens the graph that it is given: the model with scores added. */
    public SequenceClassifier(Graph graph, Tokenizer tokenizer, ClassifierConfig config, int maxTokens,
                              Function<Graph, Session> sessions) {
        this.tokenizer = tokenizer;
        this.options = EncodeOptions.DEFAULT.truncateTo(maxTokens);
        this.labels = labels(config, ScoredGraph.declaredLabels(graph));
        this.session = sessions.apply(ScoredGraph.of(graph, config.activationFor(labels.size())));
    }

    private static List<String> labels(ClassifierConfig config, OptionalInt declared) {
        List<String> named = config.labels();
        if (named.isEmpty() && declared.isEmpty()) {
            throw new ModelException("neither the model nor its config.json says how many labels there are; name them in id2label");
        }
        if (!named.isEmpty() && declared.isPresent() && named.size() != declared.getAsInt()) {
            throw wrongCount(declared.getAsInt(), named);
        }
        return named.isEmpty() ? List.copyOf(ClassifierConfig.unnamed(declared.getAsInt())) : named;
    }

    private static ModelException wrongCount(int logits, List<String> labels) {
        return new ModelException("the model gives " + logits + " logits for a text, but config.json names " + labels.size() + " labels: "
            + labels);
    }

    /** All labels with their scores, the one that fits best first. */
    public List<LabelScore> classify(String text) {
        return classify(tokenizer.encode(text, options));
    }

    /** As {@link #classify}, for models that judge two texts together, such as a question and a passage. */
    public List<LabelScore> classifyPair(String first, String second) {
        return classify(tokenizer.encodePair(first, second, options));
    }

    /** The labels in the order of the model's logits. */
    public List<String> labels() {
        return labels;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** As the others, of a text or pair whose tokens are known; they are taken as they are, however many. */
    public List<LabelScore> classify(Encoding tokens) {
        Map<String, Tensor> outputs = session.run(TextInputs.of(session.inputs(), tokens));
        float[] logits = outputs.get(ScoredGraph.LOGITS).toFloats();
        float[] scores = outputs.get(ScoredGraph.SCORES).toFloats();
        if (logits.length != labels.size()) {
            throw wrongCount(logits.length, labels);
        }
        List<LabelScore> best = new ArrayList<>(logits.length);
        for (int i = 0; i < logits.length; i++) {
            best.add(new LabelScore(labels.get(i), scores[i], logits[i]));
        }
        best.sort((a, b) -> Float.compare(b.logit(), a.logit()));
        return List.copyOf(best);
    }

    @Override
    public void close() {
        session.close();
    }
}
