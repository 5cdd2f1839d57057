package io.coracle;

import io.coracle.format.ModelFormatException;
import io.coracle.json.Json;
import io.coracle.json.JsonBoolean;
import io.coracle.json.JsonException;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonValue;
import io.coracle.text.embed.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the parts of a model of texts lie, and what its settings say. A folder is laid out as Hugging Face's are:
 * {@code model.onnx} (or in {@code onnx/}), {@code tokenizer.json}, and if there are any {@code 1_Pooling/config.json},
 * {@code sentence_bert_config.json} and {@code config.json}.
 *
 * @param pooling how an embedding model makes one vector of many
 * @param maxTokens the most tokens of a text, special ones included
 * @param config what {@code config.json} says; an object without members when there is none
 */
record TextModelFiles(Path model, Path tokenizer, Pooling pooling, int maxTokens, JsonObject config) {
    private static final List<String> MODELS = List.of("model.onnx", "onnx/model.onnx", "model_quantized.onnx",
        "onnx/model_quantized.onnx");
    /** What BERT and its family take, where no file says otherwise. */
    private static final int USUAL_POSITIONS = 512;

    /** Throws {@link NoSuchFileException} saying which file is missing where. */
    static TextModelFiles find(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "no such model file or folder");
        }
        if (!Files.isDirectory(path)) {
            Path folder = path.toAbsolutePath().getParent();
            Path tokenizer = folder.resolve("tokenizer.json");
            if (!Files.exists(tokenizer) && folder.getFileName() != null && folder.getFileName().toString().equals("onnx")) {
                tokenizer = folder.resolveSibling("tokenizer.json");
            }
            return of(path, tokenizer);
        }
        for (String name : MODELS) {
            if (Files.exists(path.resolve(name))) {
                return of(path.resolve(name), path.resolve("tokenizer.json"));
            }
        }
        throw new NoSuchFileException(path.toString(), null, "the folder has none of " + MODELS);
    }

    private static TextModelFiles of(Path model, Path tokenizer) throws IOException {
        if (!Files.exists(tokenizer)) {
            throw new NoSuchFileException(tokenizer.toString(), null, "a model of texts needs its tokenizer.json beside it");
        }
        Path folder = tokenizer.toAbsolutePath().getParent();
        Pooling pooling = read(folder.resolve("1_Pooling/config.json")).map(TextModelFiles::pooling).orElse(Pooling.MEAN);
        JsonObject config = read(folder.resolve("config.json")).orElse(new JsonObject(Map.of()));
        int positions = number(config, "max_position_embeddings").orElse(USUAL_POSITIONS);
        int maxTokens = read(folder.resolve("sentence_bert_config.json")).flatMap(c -> number(c, "max_seq_length")).orElse(positions);
        return new TextModelFiles(model, tokenizer, pooling, maxTokens, config);
    }

    private static Pooling pooling(JsonObject config) {
        if (isTrue(config, "pooling_mode_cls_token")) {
            return Pooling.CLS;
        }
        if (isTrue(config, "pooling_mode_max_tokens")) {
            return Pooling.MAX;
        }
        return isTrue(config, "pooling_mode_lasttoken") ? Pooling.LAST : Pooling.MEAN;
    }

    private static boolean isTrue(JsonObject config, String name) {
        return config.get(name).equals(Optional.<JsonValue>of(new JsonBoolean(true)));
    }

    private static Optional<Integer> number(JsonObject config, String name) {
        return config.get(name).filter(JsonNumber.class::isInstance).map(JsonNumber.class::cast).map(JsonNumber::asInt)
            .filter(n -> n.isPresent() && n.getAsInt() > 0).map(n -> n.getAsInt());
    }

    private static Optional<JsonObject> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Json.parse(Files.readAllBytes(file)) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (JsonException e) {
            throw new ModelFormatException(file + ": " + e.getMessage(), e);
        }
    }
}
