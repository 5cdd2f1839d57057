package io.coracle.server.tei;

import static io.coracle.server.Vectors.elements;
import static io.coracle.server.Vectors.json;
import static io.coracle.server.Vectors.length;
import static io.coracle.server.Vectors.member;
import static io.coracle.server.Vectors.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.Embedder;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.server.TestServer;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bodies of Text Embeddings Inference's own documentation, and what becomes of them. */
class EmbedRoutesTest {

    private static TestServer server;
    private static Embedder embedder;

    @BeforeAll
    static void start() {
        server = TestServer.start("max-texts", "100", "max-body", "1m");
        embedder = Embedder.allMiniLmL6V2();
    }

    @AfterAll
    static void stop() {
        server.close();
        embedder.close();
    }

    private static void refused(int status, String type, String message, String path, String body) {
        HttpResponse<String> response = server.post(path, body);
        JsonValue error = json(response.body());
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(new JsonString(type), member(error, "error_type"), response.body());
        assertTrue(response.body().contains(message), response.body());
    }

    @Test
    void oneTextAndManyGiveTheEmbeddersVectorsBitForBit() {
        HttpResponse<String> one = server.post("/embed", "{\"inputs\":\"What is Deep Learning?\"}");
        assertEquals(200, one.statusCode());
        assertEquals("application/json", one.headers().firstValue("content-type").orElse(""));
        assertArrayEquals(embedder.embed("What is Deep Learning?"), vector(elements(json(one.body())).getFirst()));
        List<JsonValue> two = elements(json(server.post("/embed", "{\"inputs\":[\"What is Deep Learning?\",\"naïve 🚀\"]}").body()));
        assertArrayEquals(embedder.embed("What is Deep Learning?"), vector(two.getFirst()));
        assertArrayEquals(embedder.embed("naïve 🚀"), vector(two.getLast()));
    }

    @Test
    void theSimpleBodyGetsTheSimpleAnswer() {
        JsonValue answer = json(server.post("/embed", "{\"text\":\"Keys are rotated every 90 days.\"}").body());
        assertEquals("384", ((JsonNumber) member(answer, "n_embedding")).literal());
        assertArrayEquals(embedder.embed("Keys are rotated every 90 days."), vector(member(answer, "embedding")));
    }

    @Test
    void vectorsComeRawOrShortenedWhereAsked() {
        float[] raw = vector(elements(json(server.post("/embed", "{\"inputs\":\"hello\",\"normalize\":false}").body())).getFirst());
        assertArrayEquals(embedder.embedRaw(embedder.tokenizer().encode("hello")), raw);
        float[] few = vector(elements(json(server.post("/embed", "{\"inputs\":\"hello\",\"dimensions\":64}").body())).getFirst());
        assertEquals(64, few.length);
        assertEquals(1, length(few), 1e-5);
        float[] rawFew = vector(elements(json(server.post("/embed", "{\"inputs\":\"hello\",\"normalize\":false,\"dimensions\":64}").body())).getFirst());
        assertArrayEquals(Arrays.copyOf(raw, 64), rawFew);
        refused(422, "Validation", "at most 384", "/embed", "{\"inputs\":\"hello\",\"dimensions\":385}");
        refused(422, "Validation", "`dimensions` must be a whole number", "/embed", "{\"inputs\":\"hello\",\"dimensions\":0}");
    }

    @Test
    void tokenIdsAreTakenAsTheyAre() {
        int[] ids = embedder.tokenizer().encode("What is Deep Learning?").ids();
        List<JsonValue> two = elements(json(server.post("/embed", "{\"inputs\":[" + Arrays.toString(ids) + ",\"hello\"]}").body()));
        assertArrayEquals(embedder.embed("What is Deep Learning?"), vector(two.getFirst()));
        refused(422, "Tokenizer", "there is no token 999999", "/embed", "{\"inputs\":[[101,999999,102]]}");
    }

    @Test
    void longTextsAreCutAtEitherEndOrRefused() {
        String text = "one two three ".repeat(300);
        assertArrayEquals(embedder.embed(text), vector(elements(json(server.post("/embed", "{\"inputs\":\"" + text + "\"}").body())).getFirst()));
        float[] left = vector(elements(json(server.post("/embed",
            "{\"inputs\":\"first " + text + "\",\"truncate\":true,\"truncation_direction\":\"left\"}").body())).getFirst());
        float[] same = vector(elements(json(server.post("/embed",
            "{\"inputs\":\"other " + text + "\",\"truncate\":true,\"truncation_direction\":\"Left\"}").body())).getFirst());
        assertArrayEquals(left, same);
        refused(422, "Validation", "`inputs` must have less than 512 tokens. Given: 902", "/embed", "{\"inputs\":\"" + text + "\",\"truncate\":false}");
    }

    @Test
    void whatIsNoRequestIsRefusedWithAReason() {
        refused(400, "Empty", "cannot be empty", "/embed", "{\"inputs\":\"\"}");
        refused(400, "Empty", "cannot be empty", "/embed", "{\"inputs\":[]}");
        refused(422, "Validation", "missing field `inputs`", "/embed", "{}");
        refused(422, "Validation", "`inputs` must be a text", "/embed", "{\"inputs\":{\"a\":1}}");
        refused(422, "Validation", "`inputs[1]` must be a string", "/embed", "{\"inputs\":[\"a\",7]}");
        refused(422, "Validation", "prompt_name", "/embed", "{\"inputs\":\"a\",\"prompt_name\":\"query\"}");
        refused(413, "Validation", "batch size 101 > maximum allowed batch size 100", "/embed", "{\"inputs\":[" + "\"a\",".repeat(100) + "\"a\"]}");
        refused(413, "Validation", "longer than the 1048576 bytes", "/embed", "{\"inputs\":\"" + "a ".repeat(600_000) + "\"}");
        refused(400, "Validation", "not valid JSON", "/embed", "{\"inputs\":NaN}");
    }

    @Test
    void vectorsOfTokensComeInTheirOrder() {
        List<JsonValue> texts = elements(json(server.post("/embed_all", "{\"inputs\":[\"hello\",\"good morning\"]}").body()));
        assertEquals(3, elements(texts.getFirst()).size());
        assertEquals(4, elements(texts.getLast()).size());
        assertArrayEquals(embedder.embedTokens(embedder.tokenizer().encode("hello")).get(1), vector(elements(texts.getFirst()).get(1)));
    }

    @Test
    void similarityIsTheCosine() {
        float[] scores = vector(json(server.post("/similarity", "{\"inputs\":{\"source_sentence\":\"a small dog\","
            + "\"sentences\":[\"a puppy\",\"a spoon\",\"a small dog\"]}}").body()));
        assertEquals(3, scores.length);
        assertTrue(scores[0] > scores[1] + 0.2, Arrays.toString(scores));
        assertEquals(1, scores[2], 1e-5);
        refused(400, "Empty", "`inputs.sentences` cannot be empty", "/similarity", "{\"inputs\":{\"source_sentence\":\"a\",\"sentences\":[]}}");
        refused(422, "Validation", "source_sentence", "/similarity", "{\"inputs\":{\"sentences\":[\"a\"]}}");
    }

    @Test
    void largeBatchesComeLineByLineWhereAsked() {
        HttpResponse<String> response = server.post("/embed", "{\"inputs\":[\"a\",\"hello\",\"b\"]}", "Accept", "application/x-ndjson");
        assertEquals("application/x-ndjson", response.headers().firstValue("content-type").orElse(""));
        List<String> lines = response.body().lines().toList();
        assertEquals(3, lines.size());
        assertEquals("1", ((JsonNumber) member(json(lines.get(1)), "index")).literal());
        assertArrayEquals(embedder.embed("hello"), vector(member(json(lines.get(1)), "embedding")));
        assertEquals(400, server.post("/embed", "{\"inputs\":[\"a\",\"\"]}", "Accept", "application/x-ndjson").statusCode());
    }

    @Test
    void aModelThatEmbedsNeitherClassifiesNorReranks() {
        refused(424, "Backend", "not a classification model", "/predict", "{\"inputs\":\"I like you.\"}");
        refused(424, "Backend", "model is not a re-ranker model", "/rerank", "{\"query\":\"What is Deep Learning?\",\"texts\":[\"Deep Learning is not...\"]}");
    }

    @Test
    void tokensAreThoseOfTheModelWithOffsetsInBytes() {
        assertEquals("[[{\"id\":101,\"text\":\"[CLS]\",\"special\":true,\"start\":null,\"stop\":null},"
            + "{\"id\":7592,\"text\":\"hélló\",\"special\":false,\"start\":0,\"stop\":7},"
            + "{\"id\":2088,\"text\":\"world\",\"special\":false,\"start\":8,\"stop\":13},"
            + "{\"id\":102,\"text\":\"[SEP]\",\"special\":true,\"start\":null,\"stop\":null}]]",
            server.post("/tokenize", "{\"inputs\":\"hélló world\"}").body());
        assertEquals(2, elements(elements(json(server.post("/tokenize", "{\"inputs\":[\"hello world\"],\"add_special_tokens\":false}").body()))
            .getFirst()).size());
        assertEquals("[\"hello world\"]", server.post("/decode", "{\"ids\":[101,7592,2088,102]}").body());
        assertEquals("[\"[CLS] hello\",\"world\"]", server.post("/decode", "{\"ids\":[[101,7592],[2088]],\"skip_special_tokens\":false}").body());
        refused(422, "Validation", "`ids`", "/decode", "{\"ids\":[\"a\"]}");
        refused(400, "Empty", "`ids` cannot be empty", "/decode", "{\"ids\":[]}");
    }

    @Test
    void infoSaysWhatIsServedWithinWhichLimits() {
        JsonValue info = json(server.get("/info").body());
        assertEquals(new JsonString("all-MiniLM-L6-v2"), member(info, "model_id"));
        assertEquals(new JsonString("mean"), member(member(member(info, "model_type"), "embedding"), "pooling"));
        assertEquals("512", ((JsonNumber) member(info, "max_input_length")).literal());
        assertEquals("100", ((JsonNumber) member(info, "max_client_batch_size")).literal());
    }

    @Test
    void theRootTellsProgramsWhatThereIs() {
        assertEquals(new JsonString("all-MiniLM-L6-v2"), member(json(server.get("/").body()), "model"));
    }
}
