package io.coracle.bench.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The texts and references that lie beside the repository, too large to be in it. */
public record SharedData(Path folder) {

    /**
     * The folder that is asked for; else {@code data} in {@code -Dcoracle.shared}; else {@code shared/data} beside the repository or
     * a folder above it.
     *
     * @throws IllegalArgumentException saying where it was looked for
     */
    public static SharedData find(Optional<Path> asked) {
        if (asked.isPresent()) {
            return new SharedData(asked.get());
        }
        if (System.getProperty("coracle.shared") != null) {
            return new SharedData(Path.of(System.getProperty("coracle.shared"), "data"));
        }
        for (Path place = Folders.repository(); place != null; place = place.getParent()) {
            if (Files.isDirectory(place.resolve("shared/data"))) {
                return new SharedData(place.resolve("shared/data"));
            }
        }
        throw new IllegalArgumentException("this benchmark needs the test data: there is no shared/data beside " + Folders.repository()
            + " or above; say where it is with --data FOLDER");
    }

    private Path require(String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("this benchmark needs " + name + ", which is not in " + folder
                + "; say where it is with --data FOLDER");
        }
        return file;
    }

    /** 1,000 English texts of 5 to 60 words. */
    public Path sentencesFile() {
        return require("sentences.txt");
    }

    /** The lines of {@link #sentencesFile}. */
    public List<String> sentences() throws IOException {
        return Files.readAllLines(sentencesFile());
    }

    /** The vectors of {@link #sentences} that ONNX Runtime computed with a model. */
    public float[][] references(EmbeddingModel model) throws IOException {
        Path file = require("minilm/" + model.references());
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[][] vectors = new float[bytes.capacity() / Float.BYTES / EmbeddingModel.DIMENSION][EmbeddingModel.DIMENSION];
        for (float[] vector : vectors) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = bytes.getFloat();
            }
        }
        return vectors;
    }

    /** Judgements of how alike two sentences are. */
    public List<Judgement> judgements(String set) throws IOException {
        return Files.readAllLines(require("sts/" + set + ".tsv")).stream().filter(line -> !line.isBlank()).map(Judgement::parse).toList();
    }

    /**
     * A pair of sentences that people judged.
     *
     * @param score from 0, nothing in common, to 5, the same meaning
     */
    public record Judgement(double score, String first, String second) {
        private static Judgement parse(String line) {
            String[] fields = line.split("\t");
            if (fields.length < 3) {
                throw new IllegalArgumentException("expected a score and two sentences, got: " + line);
            }
            return new Judgement(Double.parseDouble(fields[0]), fields[1], fields[2]);
        }
    }
}
