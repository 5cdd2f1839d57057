package io.coracle.server.models;

import static io.coracle.server.Vectors.elements;
import static io.coracle.server.Vectors.json;
import static io.coracle.server.Vectors.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.ClassifierTrainer;
import io.coracle.ClassifierTrainer.Example;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.server.ServerConfig;
import io.coracle.server.Settings;
import io.coracle.server.TestServer;
import io.coracle.server.http.ApiException;
import io.coracle.server.models.ModelStore.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of several models: a folder with one that classifies, twice, and one that embeds with prompts. */
class ModelStoreTest {

    @TempDir
    private static Path folder;

    @BeforeAll
    static void models() throws IOException {
        try (ClassifierTrainer trainer = ClassifierTrainer.allMiniLmL6V2()) {
            List<Example> examples = Stream.of("The soup was delicious.", "She baked bread.", "Boil the pasta.", "A tasty salad.")
                .flatMap(food -> Stream.of(new Example(food, "food"), new Example(food.replaceAll("soup|bread|pasta|salad", "match")
                    .replaceAll("delicious|baked|Boil|tasty", "won"), "sport"))).toList();
            for (String name : List.of("topics", "topics-copy")) {
                trainer.train(examples, OptionalDouble.of(1), () -> {}).save(Files.createDirectory(folder.resolve(name)), Map.of());
            }
        }
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.writeString(broken.resolve("model.onnx"), "not a model");
        Files.writeString(broken.resolve("tokenizer.json"), "{}");
    }

    private static ModelStore store(String memory) {
        return new ModelStore(ServerConfig.of(Settings.of(Map.of("models-folder", folder.toString(), "model-memory", memory))));
    }

    @Test
    void modelsAreLoadedWhenAskedForAndTheLeastRecentlyUsedGoFirst() {
        // Each takes about 45 MB by the store's reckoning: two fit.
        try (ModelStore store = store("110m")) {
            assertEquals(List.of("all-MiniLM-L6-v2", "broken", "topics", "topics-copy"), store.names());
            assertEquals(List.of(), store.loadedNames());
            store.lease(Optional.empty()).close();
            store.lease(Optional.of("topics")).close();
            store.lease(Optional.of("sentence-transformers/all-MiniLM-L6-v2")).close();
            assertEquals(List.of("topics", "all-MiniLM-L6-v2"), store.loadedNames());
            store.lease(Optional.of("topics-copy")).close();
            assertEquals(List.of("all-MiniLM-L6-v2", "topics-copy"), store.loadedNames());
        }
    }

    @Test
    void aModelInUseStays() {
        try (ModelStore store = store("50m")) {
            try (Lease held = store.lease(Optional.empty()); Lease other = store.lease(Optional.of("topics"))) {
                assertEquals(2, store.loadedNames().size());
                assertEquals(384, held.embedding().embedder().embed("hello").length);
                assertEquals(2, other.classifying().classifier().labels().size());
            }
            assertEquals(1, store.loadedNames().size());
        }
    }

    @Test
    void aModelThatDoesNotExistOrCannotBeLoadedIsAnAnswer() {
        try (ModelStore store = store("1g")) {
            ApiException unknown = assertThrows(ApiException.class, () -> store.lease(Optional.of("gpt")));
            assertEquals(404, unknown.kind().status());
            assertTrue(unknown.getMessage().contains("topics-copy"), unknown.getMessage());
            ApiException broken = assertThrows(ApiException.class, () -> store.lease(Optional.of("broken")));
            assertEquals(424, broken.kind().status());
            assertEquals(List.of(), store.loadedNames());
        }
    }

    @Test
    void aServerOfOneModelIsNotFussyAboutItsName() {
        try (ModelStore store = new ModelStore(ServerConfig.of(Settings.standard()))) {
            store.lease(Optional.of("text-embedding-3-small")).close();
            assertEquals(List.of("all-MiniLM-L6-v2"), store.loadedNames());
        }
    }

    @Test
    void classifiersPredict() {
        try (TestServer server = TestServer.start("models-folder", folder.toString())) {
            JsonValue best = elements(json(server.post("/predict", "{\"inputs\":\"The pasta was tasty.\",\"model\":\"topics\"}").body())).getFirst();
            assertEquals(new JsonString("food"), member(best, "label"));
            double score = Double.parseDouble(((JsonNumber) member(best, "score")).literal());
            assertTrue(score > 0.5 && score < 1, best.toString());
            List<JsonValue> two = elements(json(server.post("/predict",
                "{\"inputs\":[[\"The pasta was tasty.\"],[\"We won the match.\",\"It was close.\"]],\"model\":\"topics\",\"raw_scores\":true}").body()));
            assertEquals(new JsonString("food"), member(elements(two.getFirst()).getFirst(), "label"));
            assertEquals(new JsonString("sport"), member(elements(two.getLast()).getFirst(), "label"));
            assertEquals(422, server.post("/predict", "{\"inputs\":[[\"a\",\"b\",\"c\"]],\"model\":\"topics\"}").statusCode());
            assertEquals(424, server.post("/embed", "{\"inputs\":\"a\",\"model\":\"topics\"}").statusCode());
            assertEquals(404, server.post("/v1/embeddings", "{\"input\":\"a\",\"model\":\"gpt\"}").statusCode());
        }
    }

    @Test
    void promptsComeBeforeTexts(@TempDir Path prompted) throws IOException {
        for (String file : List.of("model.onnx", "tokenizer.json")) {
            Files.copy(folder.resolve("topics").resolve(file), prompted.resolve(file));
        }
        Files.writeString(prompted.resolve("config_sentence_transformers.json"),
            "{\"prompts\": {\"query\": \"query: \", \"passage\": \"passage: \"}, \"default_prompt_name\": null}");
        try (TestServer server = TestServer.start("model", prompted.toString())) {
            String tokens = server.post("/tokenize", "{\"inputs\":\"hello\",\"prompt_name\":\"query\"}").body();
            assertTrue(tokens.contains("\"text\":\"query\"") && tokens.contains("\"text\":\"hello\",\"special\":false,\"start\":7"), tokens);
            assertTrue(server.post("/tokenize", "{\"inputs\":\"hello\",\"prompt_name\":\"other\"}").body().contains("query, passage"));
        }
    }
}
