package io.coracle;

import io.coracle.ClassifierTrainer.Progress;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.json.Json;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.text.classify.LinearHead;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a {@link ClassifierTrainer} learned. Usable while the trainer is open. */
public final class TrainedClassifier {
    private final Embedder embedder;
    private final TextModelFiles files;
    private final List<String> labels;
    private final LinearHead head;
    private final double strength;

    TrainedClassifier(Embedder embedder, TextModelFiles files, List<String> labels, LinearHead head, double strength) {
        this.embedder = embedder;
        this.files = files;
        this.labels = labels;
        this.head = head;
        this.strength = strength;
    }

    /** The labels of the examples, in alphabetical order. */
    public List<String> labels() {
        return labels;
    }

    /** How closely the examples were followed. */
    public double strength() {
        return strength;
    }

    /** For each text the label that fits best, computed on all cores. */
    public List<String> predict(List<String> texts, Progress progress) {
        float[][] vectors = ClassifierTrainer.vectors(embedder, texts, progress);
        return Stream.of(vectors).map(vector -> labels.get(ClassifierTrainer.largest(head.logits(vector)))).toList();
    }

    /**
     * Writes a model folder that {@link Classifier#load} and other runtimes read: {@code model.onnx} with the whole way from token ids
     * to logits, {@code tokenizer.json} and {@code config.json}. Files of those names are replaced.
     *
     * @param names what labels are to be called, where not as in the examples
     */
    public void save(Path folder, Map<String, String> names) throws IOException {
        Files.createDirectories(folder);
        try (Arena arena = Arena.ofConfined()) {
            OnnxModel model = head.on(ModelFiles.read(files.model(), arena), files.pooling());
            replace(folder.resolve("model.onnx"), OnnxWriter.write(model));
        }
        replace(folder.resolve("tokenizer.json"), Files.readAllBytes(files.tokenizer()));
        replace(folder.resolve("config.json"), Json.write(config(names)).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes what was learned alone, a few kilobytes: see {@link LinearHead#alone()}. */
    public void saveHead(Path file) throws IOException {
        replace(file, OnnxWriter.write(head.alone()));
    }

    private JsonObject config(Map<String, String> names) {
        Map<String, JsonValue> members = new LinkedHashMap<>(files.config().members());
        Map<String, JsonValue> byNumber = new LinkedHashMap<>();
        Map<String, JsonValue> byName = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            String name = names.getOrDefault(labels.get(i), labels.get(i));
            byNumber.put(Integer.toString(i), new JsonString(name));
            byName.put(name, JsonNumber.of(i));
        }
        members.put("id2label", new JsonObject(byNumber));
        members.put("label2id", new JsonObject(byName));
        members.put("problem_type", new JsonString("single_label_classification"));
        members.put("max_position_embeddings", JsonNumber.of(files.maxTokens()));
        return new JsonObject(members);
    }

    /** The file is there whole or not at all, and may be one that is being read. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(partial, content);
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
