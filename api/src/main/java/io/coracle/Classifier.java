package io.coracle;

import io.coracle.format.ModelFormatException;
import io.coracle.plan.ModelException;
import io.coracle.text.classify.ClassifierConfig;
import io.coracle.text.classify.LabelScore;
import io.coracle.text.classify.SequenceClassifier;
import io.coracle.text.tokenizer.Encoding;
import io.coracle.text.tokenizer.Tokenizer;
import io.coracle.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Says which of its labels fit a text. A text's scores depend on nothing but the text: texts are never padded to each other. Safe for
 * use by many threads at once.
 *
 * {@snippet :
 * try (Classifier classifier = Classifier.load(Path.of("sentiment/"))) {
 *     LabelScore best = classifier.classify("A joy from start to end.").getFirst();   // positive, 0.99
 * }
 * }
 */
public final class Classifier implements AutoCloseable {
    private final SequenceClassifier classifier;
    private final int maxTokens;

    private Classifier(SequenceClassifier classifier, int maxTokens) {
        this.classifier = classifier;
        this.maxTokens = maxTokens;
    }

    /**
     * Loads a sequence-classification model from a folder in Hugging Face's layout ({@code model.onnx}, {@code tokenizer.json},
     * {@code config.json} with {@code id2label}), or from an ONNX file with the others beside it.
     *
     * @throws IOException when a file is missing or cannot be read
     * @throws ModelFormatException when the model file is damaged
     * @throws TokenizerException when the tokenizer file is damaged or of a kind that is not supported
     * @throws ModelException when the model uses operators that are not supported, or is not one that classifies texts
     */
    public static Classifier load(Path folderOrFile) throws IOException {
        TextModelFiles files = TextModelFiles.find(folderOrFile);
        ClassifierConfig config = ClassifierConfig.of(files.config());
        return TextModelLoader.load(files, TextModelLoader.standardBackend(), (model, tokenizer, backend, released) -> new Classifier(
            new SequenceClassifier(model.graph(), tokenizer.get(), config, files.maxTokens(), backend, released), files.maxTokens()));
    }

    /** All labels with their scores, the one that fits best first. What is longer than {@link #maxTokens()} is left out. */
    public List<LabelScore> classify(String text) {
        return classifier.classify(text);
    }

    /** As {@link #classify}, for models that judge two texts together, such as whether one follows from the other. */
    public List<LabelScore> classifyPair(String first, String second) {
        return classifier.classifyPair(first, second);
    }

    /** As the others, of a text or pair that {@link #tokenizer} has read already; its tokens are taken as they are, however many. */
    public List<LabelScore> classify(Encoding tokens) {
        return classifier.classify(tokens);
    }

    /** The labels of many texts, in their order, computed on all cores; each as {@link #classify} gives it. */
    public List<List<LabelScore>> classifyAll(List<String> texts) {
        return IntStream.range(0, texts.size()).parallel().mapToObj(i -> classify(texts.get(i))).toList();
    }

    /** The labels in the order of the model's logits. */
    public List<String> labels() {
        return classifier.labels();
    }

    /** Tokens of a text, or of both texts of a pair, that count, special ones included. */
    public int maxTokens() {
        return maxTokens;
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
