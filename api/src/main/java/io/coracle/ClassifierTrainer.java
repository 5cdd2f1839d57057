package io.coracle;

import io.coracle.format.ModelFormatException;
import io.coracle.plan.ModelException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.text.classify.LinearHead;
import io.coracle.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Makes classifiers out of an embedding model and examples: the model stays as it is, and a logistic regression learns which vectors
 * belong to which label. Seconds of work, a few dozen examples of each label or more, the same result every time.
 *
 * {@snippet :
 * try (ClassifierTrainer trainer = ClassifierTrainer.allMiniLmL6V2()) {
 *     TrainedClassifier sentiment = trainer.train(examples, OptionalDouble.empty(), done -> {});
 *     sentiment.save(Path.of("sentiment/"));        // a folder that Classifier.load reads
 * }
 * }
 */
public final class ClassifierTrainer implements AutoCloseable {
    /** What is tried when the caller leaves the strength open. */
    private static final double[] STRENGTHS = {0.03, 0.1, 0.3, 1, 3, 10, 30, 100};
    /** One example in so many is held out to choose among them. */
    private static final int HOLD_OUT = 5;
    private static final int FEWEST_TO_HOLD_OUT = 200;
    private static final double USUAL_STRENGTH = 10;

    private final Embedder embedder;
    private final TextModelFiles files;

    private ClassifierTrainer(Embedder embedder, TextModelFiles files) {
        this.embedder = embedder;
        this.files = files;
    }

    /** A text and the label that fits it. */
    public record Example(String text, String label) {}

    /** Is told how far the longest part of the work has come. */
    @FunctionalInterface
    public interface Progress {
        /** Called from many threads, once for each text that was embedded. */
        void textEmbedded();
    }

    /**
     * A trainer on a model that {@link Embedder#load(Path)} loads.
     *
     * @throws IOException when a file is missing or cannot be read
     * @throws ModelFormatException when the model file is damaged
     * @throws TokenizerException when the tokenizer file is damaged or of a kind that is not supported
     * @throws ModelException when the model uses operators that are not supported, or is not one that embeds texts
     */
    public static ClassifierTrainer on(Path folderOrFile) throws IOException {
        TextModelFiles files = TextModelFiles.find(folderOrFile);
        return new ClassifierTrainer(Embedder.load(folderOrFile), files);
    }

    /** A trainer on the default model, see {@link Embedder#allMiniLmL6V2()}. */
    public static ClassifierTrainer allMiniLmL6V2() {
        try {
            return on(DefaultModel.folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Learns from examples.
     *
     * @param strength how closely to follow the examples (C of other libraries); when empty, the best of a few for every
     *     fifth example, which is held out while choosing
     * @throws IllegalArgumentException when there are not at least two labels, or when the strength is not a positive number
     */
    public TrainedClassifier train(List<Example> examples, OptionalDouble strength, Progress progress) {
        List<String> labels = List.copyOf(new TreeSet<>(examples.stream().map(Example::label).toList()));
        if (labels.size() < 2) {
            throw new IllegalArgumentException("a classifier needs examples of at least two labels, got " + labels);
        }
        if (strength.isPresent() && !(strength.getAsDouble() > 0 && strength.getAsDouble() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the strength must be a positive number, got " + strength.getAsDouble());
        }
        Data data = new Data(vectors(embedder, examples.stream().map(Example::text).toList(), progress),
            examples.stream().mapToInt(example -> labels.indexOf(example.label())).toArray(), labels.size());
        double chosen = strength.orElse(data.vectors().length < FEWEST_TO_HOLD_OUT ? USUAL_STRENGTH : best(data));
        LinearHead head = head(new LogisticRegression(data.vectors(), data.labels(), labels.size(), chosen).fit(data.start()), data);
        return new TrainedClassifier(embedder, files, labels, head, chosen);
    }

    /** Examples as numbers. */
    private record Data(float[][] vectors, int[] labels, int labelCount) {
        Data part(boolean heldOut) {
            int[] rows = IntStream.range(0, labels.length).filter(i -> i % HOLD_OUT == HOLD_OUT - 1 == heldOut).toArray();
            return new Data(IntStream.of(rows).mapToObj(i -> vectors[i]).toArray(float[][]::new),
                IntStream.of(rows).map(i -> labels[i]).toArray(), labelCount);
        }

        double[] start() {
            return new double[labelCount * (vectors[0].length + 1)];
        }
    }

    /** The strength that gives the labels of examples not seen the greatest probability. */
    private static double best(Data data) {
        Data seen = data.part(false);
        Data heldOut = data.part(true);
        double[] parameters = data.start();
        double best = USUAL_STRENGTH;
        double lowest = Double.POSITIVE_INFINITY;
        for (double strength : STRENGTHS) {
            parameters = new LogisticRegression(seen.vectors(), seen.labels(), data.labelCount(), strength).fit(parameters);
            double loss = new LogisticRegression(heldOut.vectors(), heldOut.labels(), data.labelCount(), Double.POSITIVE_INFINITY)
                .loss(parameters);
            if (loss < lowest) {
                lowest = loss;
                best = strength;
            }
        }
        return best;
    }

    static float[][] vectors(Embedder embedder, List<String> texts, Progress progress) {
        return texts.parallelStream().map(text -> {
            float[] vector = embedder.embed(text);
            progress.textEmbedded();
            return vector;
        }).toArray(float[][]::new);
    }

    /** The place of the largest number; of equals the first. */
    static int largest(float[] numbers) {
        int largest = 0;
        for (int i = 1; i < numbers.length; i++) {
            if (numbers[i] > numbers[largest]) {
                largest = i;
            }
        }
        return largest;
    }

    private static LinearHead head(double[] parameters, Data data) {
        int dimension = data.vectors()[0].length;
        float[] weights = new float[data.labelCount() * dimension];
        float[] biases = new float[data.labelCount()];
        for (int label = 0; label < biases.length; label++) {
            for (int i = 0; i < dimension; i++) {
                weights[label * dimension + i] = (float) parameters[label * (dimension + 1) + i];
            }
            biases[label] = (float) parameters[label * (dimension + 1) + dimension];
        }
        return new LinearHead(Tensor.floats(Shape.of(biases.length, dimension), weights), Tensor.floats(Shape.of(biases.length), biases));
    }

    /** Gives off-heap memory back. Classifiers trained here can be saved no more. */
    @Override
    public void close() {
        embedder.close();
    }
}
