package io.coracle.server.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.server.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexFeatureTest {
    private static final String DOCUMENTS = """
        {"documents": [
          {"id": "ops/keys", "text": "Keys are rotated every 90 days.\\nRun `vault rotate` for that.", "metadata": {"team": "security"}},
          {"id": "ops/lunch", "text": "The canteen opens at noon.", "metadata": {"team": "kitchen"}},
          {"id": "boats", "text": "A coracle is a small round boat."}
        ]}""";

    @TempDir
    Path folder;
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start("index-folder", folder.toString(), "max-indexes", "3");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void documentsAreAddedFoundAndDeleted() {
        assertEquals("{\"added\":3,\"changed\":0,\"unchanged\":0,\"passages\":3}", ok(server.post("/v1/indexes/notes/documents", DOCUMENTS)));
        JsonObject best = hits("{\"query\": \"when can I have something to eat?\"}").getFirst();
        assertEquals("ops/lunch", text(best, "id"));
        assertEquals("The canteen opens at noon.", text(best, "text"));
        assertEquals(new JsonNumber("1"), best.get("start_line").orElseThrow());
        assertEquals("kitchen", text((JsonObject) best.get("metadata").orElseThrow(), "team"));

        assertEquals("{\"deleted\":1}", ok(server.send(server.request("/v1/indexes/notes/documents/ops%2Flunch").DELETE().build())));
        assertEquals("{\"deleted\":1}", ok(server.send(server.request("/v1/indexes/notes/documents")
            .method("DELETE", BodyPublishers.ofString("{\"ids\":[\"boats\",\"never there\"]}")).build())));
        assertEquals(List.of("ops/keys"), ids("{\"query\": \"when can I have something to eat?\"}"));
    }

    @Test
    void addingTheSameAgainChangesNothing() {
        server.post("/v1/indexes/notes/documents", DOCUMENTS);
        assertEquals("{\"added\":0,\"changed\":0,\"unchanged\":3,\"passages\":3}", ok(server.post("/v1/indexes/notes/documents", DOCUMENTS)));
        assertEquals("{\"added\":0,\"changed\":1,\"unchanged\":0,\"passages\":1}",
            ok(server.post("/v1/indexes/notes/documents", "{\"documents\":[{\"id\":\"boats\",\"text\":\"A ship is larger.\"}]}")));
    }

    @ParameterizedTest
    @CsvSource({"vector, ops/keys", "bm25, boats", "hybrid, ops/keys"})
    void eachModeRanksItsWay(String mode, String first) {
        server.post("/v1/indexes/notes/documents", DOCUMENTS);
        assertEquals(first, ids("{\"query\": \"coracle: how often does one exchange secrets?\", \"mode\": \"" + mode + "\"}").getFirst());
    }

    @Test
    void aSearchIsNarrowedByIdAndMetadata() {
        server.post("/v1/indexes/notes/documents", DOCUMENTS);
        assertEquals(List.of("ops/keys", "ops/lunch"), ids("{\"query\": \"keys\", \"filter\": {\"id_prefix\": \"ops/\"}}"));
        assertEquals(List.of("ops/lunch"), ids("{\"query\": \"keys\", \"filter\": {\"metadata\": {\"team\": \"kitchen\"}}}"));
        assertEquals(List.of(), ids("{\"query\": \"keys\", \"filter\": {\"id_prefix\": \"b\", \"metadata\": {\"team\": \"kitchen\"}}}"));
        assertEquals(1, ids("{\"query\": \"keys\", \"k\": 1}").size());
    }

    @Test
    void theBestSentenceIsGivenWhenAskedFor() {
        server.post("/v1/indexes/notes/documents", "{\"documents\":[{\"id\":\"a\",\"text\":\"It rains. Keys are rotated monthly. We eat at noon.\"}]}");
        assertEquals("Keys are rotated monthly.", text(hits("{\"query\":\"rotate keys\",\"best_sentence\":true}").getFirst(), "best_sentence"));
        assertFalse(hits("{\"query\":\"rotate keys\"}").getFirst().get("best_sentence").isPresent());
    }

    @Test
    void indexesAreListedCountedAndDeleted() {
        assertEquals("{\"indexes\":[]}", ok(server.get("/v1/indexes")));
        server.post("/v1/indexes/notes/documents", DOCUMENTS);
        server.post("/v1/indexes/mail/documents", DOCUMENTS);
        assertEquals("{\"indexes\":[\"mail\",\"notes\"]}", ok(server.get("/v1/indexes")));
        JsonObject stats = (JsonObject) Json.parse(ok(server.get("/v1/indexes/notes")));
        assertEquals(new JsonNumber("3"), stats.get("documents").orElseThrow());
        assertEquals(new JsonNumber("384"), stats.get("dimension").orElseThrow());
        assertEquals("{\"deleted\":true}", ok(server.send(server.request("/v1/indexes/notes").DELETE().build())));
        assertEquals(404, server.get("/v1/indexes/notes").statusCode());
        assertEquals(404, server.send(server.request("/v1/indexes/notes").DELETE().build()).statusCode());
    }

    @Test
    void whatWasAcknowledgedIsThereForTheNextServer() {
        server.post("/v1/indexes/notes/documents", DOCUMENTS);
        server.close();
        server = TestServer.start("index-folder", folder.toString());
        assertEquals("ops/keys", ids("{\"query\": \"rotating keys\"}").getFirst());
    }

    @Test
    void oneIndexTooManyIsRefused() {
        for (String name : List.of("one", "two", "three")) {
            ok(server.post("/v1/indexes/" + name + "/documents", DOCUMENTS));
        }
        HttpResponse<String> refused = server.post("/v1/indexes/four/documents", DOCUMENTS);
        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().contains("delete one first"), refused.body());
    }

    @Test
    void anIndexThatDoesNotExistIsNotFound() {
        HttpResponse<String> response = server.post("/v1/indexes/nowhere/search", "{\"query\":\"x\"}");
        assertEquals(404, response.statusCode());
        assertTrue(response.body().contains("there is no index"), response.body());
        assertEquals(404, server.send(server.request("/v1/indexes/nowhere/documents/a").DELETE().build()).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", "..%2f..%2fetc", "Notes", "a%00b", "-x", "%20"})
    void aNameThatCouldLeadElsewhereIsRefused(String name) {
        int status = server.post("/v1/indexes/" + name + "/documents", DOCUMENTS).statusCode();
        assertTrue(status == 422 || status == 404 || status == 400, name + ": " + status);
        assertEquals("{\"indexes\":[]}", ok(server.get("/v1/indexes")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | documents",
        "{\"documents\": []} | at least one",
        "{\"documents\": {}} | must be a list",
        "{\"documents\": [{\"id\": \"a\"}]} | `id` and `text`",
        "{\"documents\": [{\"id\": \"\", \"text\": \"x\"}]} | not empty",
        "{\"documents\": [{\"id\": 7, \"text\": \"x\"}]} | must be a string, not the number 7",
        "{\"documents\": [{\"id\": \"a\", \"text\": \"x\", \"metadata\": {\"n\": 1}}]} | must be a string",
        "{\"documents\": [{\"id\": \"a\", \"text\": \"x\", \"metadata\": {\"\": \"1\"}}]} | metadata",
        "{\"documents\": [{\"id\": \"a\", \"text\": \"x\"}, {\"id\": \"a\", \"text\": \"y\"}]} | same `id`",
    })
    void documentsThatAreNoneAreRefusedWithAReason(String body, String reason) {
        HttpResponse<String> response = server.post("/v1/indexes/notes/documents", body);
        assertEquals(422, response.statusCode(), response.body());
        assertTrue(response.body().contains(reason), response.body());
        assertEquals("{\"indexes\":[]}", ok(server.get("/v1/indexes")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | query",
        "{\"query\": \" \"} | not blank",
        "{\"query\": \"x\", \"k\": 0} | from 1 to 1000",
        "{\"query\": \"x\", \"k\": 1e9} | from 1 to 1000",
        "{\"query\": \"x\", \"mode\": \"magic\"} | hybrid, vector or bm25",
        "{\"query\": \"x\", \"filter\": {\"idPrefix\": \"a\"}} | id_prefix",
    })
    void searchesThatMakeNoSenseAreRefusedWithAReason(String body, String reason) {
        HttpResponse<String> response = server.post("/v1/indexes/notes/search", body);
        assertEquals(422, response.statusCode(), response.body());
        assertTrue(response.body().contains(reason), response.body());
    }

    @Test
    void textsOverTheLimitsAreTooLarge() {
        String longText = "word ".repeat(IndexLimits.DEFAULT.charactersPerDocument() / 5 + 1);
        assertEquals(413, server.post("/v1/indexes/notes/documents", "{\"documents\":[{\"id\":\"a\",\"text\":\"" + longText + "\"}]}").statusCode());
        String longId = "x".repeat(IndexLimits.DEFAULT.idLength() + 1);
        assertEquals(413, server.post("/v1/indexes/notes/documents", "{\"documents\":[{\"id\":\"" + longId + "\",\"text\":\"x\"}]}").statusCode());
    }

    private List<JsonObject> hits(String query) {
        JsonObject answer = (JsonObject) Json.parse(ok(server.post("/v1/indexes/notes/search", query)));
        return ((JsonArray) answer.get("hits").orElseThrow()).elements().stream().map(hit -> (JsonObject) hit).toList();
    }

    private List<String> ids(String query) {
        return hits(query).stream().map(hit -> text(hit, "id")).toList();
    }

    private static String text(JsonObject object, String name) {
        JsonValue value = object.get(name).orElseThrow();
        return ((JsonString) value).value();
    }

    private static String ok(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }
}
