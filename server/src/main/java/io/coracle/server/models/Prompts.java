package io.coracle.server.models;

import io.coracle.json.Json;
import io.coracle.json.JsonException;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a model wants before certain texts, such as {@code "query: "}: from {@code config_sentence_transformers.json}.
 *
 * @param byName what to put before a text, by what it is
 * @param standard the name to use when a request gives none
 */
public record Prompts(Map<String, String> byName, Optional<String> standard) {

    /** Of models that want nothing. */
    public static final Prompts NONE = new Prompts(Map.of(), Optional.empty());

    /** Of the model in a folder. */
    static Prompts of(Path folder) throws IOException {
        Path file = folder.resolve("config_sentence_transformers.json");
        if (!Files.exists(file)) {
            return NONE;
        }
        try {
            if (Json.parse(Files.readAllBytes(file)) instanceof JsonObject config
                && config.get("prompts").orElse(null) instanceof JsonObject prompts) {
                Map<String, String> byName = new LinkedHashMap<>();
                prompts.members().forEach((name, value) -> {
                    if (value instanceof JsonString(String text)) {
                        byName.put(name, text);
                    }
                });
                Optional<String> standard = config.get("default_prompt_name").filter(JsonString.class::isInstance)
                    .map(name -> ((JsonString) name).value()).filter(byName::containsKey);
                return new Prompts(byName, standard);
            }
            return NONE;
        } catch (JsonException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
