package io.coracle;

import io.coracle.format.ModelFormatException;
import io.coracle.plan.ModelException;
import io.coracle.text.classify.LabelScore;
import io.coracle.text.tokenizer.Tokenizer;
import io.coracle.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Says how well a text answers a query, reading both together (a cross-encoder): slower than comparing vectors, and more exact. Made
 * for putting the best few dozen results of a search into order. Safe for use by many threads at once.
 *
 * {@snippet :
 * try (Reranker reranker = Reranker.load(Path.of("ms-marco-MiniLM-L-6-v2/"))) {
 *     List<Reranker.Rank> order = reranker.rank("How do I rotate the keys?", passages);
 *     String best = passages.get(order.getFirst().index());
 * }
 * }
 */
public final class Reranker implements AutoCloseable {
    private final Classifier classifier;

    private Reranker(Classifier classifier) {
        this.classifier = classifier;
    }

    /**
     * A text's place among others.
     *
     * @param index which text of those given
     * @param score how well it answers; between 0 and 1 unless the model is a regression
     * @param logit what the model itself gives
     */
    public record Rank(int index, float score, float logit) {}

    /**
     * Loads a cross-encoder, as {@link Classifier#load} loads models: one that has a single label.
     *
     * @throws IOException when a file is missing or cannot be read
     * @throws ModelFormatException when the model file is damaged
     * @throws TokenizerException when the tokenizer file is damaged or of a kind that is not supported
     * @throws ModelException when the model uses operators that are not supported, or does not give one logit
     */
    public static Reranker load(Path folderOrFile) throws IOException {
        Classifier classifier = Classifier.load(folderOrFile);
        if (classifier.labels().size() != 1) {
            List<String> labels = classifier.labels();
            classifier.close();
            throw new ModelException("a reranker has one label; the model has " + labels.size() + ": " + labels);
        }
        return new Reranker(classifier);
    }

    /** How well a text answers a query. */
    public Rank score(String query, String text) {
        return score(query, text, 0);
    }

    /** The texts, best first, computed on all cores; texts with equal scores keep their order. */
    public List<Rank> rank(String query, List<String> texts) {
        return IntStream.range(0, texts.size()).parallel().mapToObj(i -> score(query, texts.get(i), i))
            .sorted((a, b) -> Float.compare(b.logit(), a.logit())).toList();
    }

    private Rank score(String query, String text, int index) {
        LabelScore score = classifier.classifyPair(query, text).getFirst();
        return new Rank(index, score.score(), score.logit());
    }

    /** Tokens of query and text that count, special ones included; the longer one is cut first. */
    public int maxTokens() {
        return classifier.maxTokens();
    }

    public Tokenizer tokenizer() {
        return classifier.tokenizer();
    }

    /** Gives off-heap memory back: at once, or when the calls under way have ended. */
    @Override
    public void close() {
        classifier.close();
    }
}
