package io.coracle.server.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.server.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {

    @TempDir
    static Path folder;
    private static TestServer server;
    private static JsonObject document;

    @BeforeAll
    static void start() {
        server = TestServer.start("index-folder", folder.toString());
        document = (JsonObject) Json.parse(server.get("/openapi.json").body());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private record Operation(String path, String method, JsonObject about) {
        Optional<JsonObject> requestBody() {
            return about.get("requestBody").map(body -> at((JsonObject) body, "content", "application/json"));
        }
    }

    private static List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        at(document, "paths").members().forEach((path, methods) ->
            ((JsonObject) methods).members().forEach((method, about) -> all.add(new Operation(path, method, (JsonObject) about))));
        // What deletes an index comes last: the examples of the others are about it.
        all.sort((a, b) -> Integer.compare(order(a), order(b)));
        return all;
    }

    private static int order(Operation operation) {
        boolean adds = operation.method().equals("post") && operation.path().endsWith("/documents");
        return operation.method().equals("delete") ? 2 + (operation.path().endsWith("{name}") ? 1 : 0) : adds ? 0 : 1;
    }

    @Test
    void everyExampleIsAnsweredAsTheDocumentSays() {
        JsonSchema schemas = new JsonSchema(document);
        for (Operation operation : operations()) {
            String what = operation.method() + " " + operation.path();
            Optional<JsonValue> example = operation.requestBody().map(body -> body.get("example").orElseThrow());
            example.ifPresent(value -> assertEquals(Optional.empty(),
                schemas.problem(value, at(operation.requestBody().orElseThrow(), "schema"), what + ": the example")));
            HttpResponse<String> response = send(operation, example.map(Json::write));
            // The standard model embeds; it neither classifies nor ranks.
            int expected = operation.path().equals("/predict") || operation.path().equals("/rerank") ? 424 : 200;
            assertEquals(expected, response.statusCode(), what + ": " + response.body());
            assertAsDocumented(operation, response, schemas);
        }
    }

    @Test
    void errorsHaveTheDocumentedForm() {
        JsonSchema schemas = new JsonSchema(document);
        for (Operation operation : operations()) {
            if (operation.requestBody().isPresent()) {
                for (String body : new String[] {"{\"inputs\": ", "{}", "[]", "{\"inputs\": 7, \"ids\": 7, \"input\": 7, \"query\": 7, \"documents\": 7}"}) {
                    HttpResponse<String> response = send(operation, Optional.of(body));
                    assertTrue(response.statusCode() >= 400 && response.statusCode() < 500, operation.path() + ": " + response.statusCode());
                    assertAsDocumented(operation, response, schemas);
                }
            }
        }
    }

    private static void assertAsDocumented(Operation operation, HttpResponse<String> response, JsonSchema schemas) {
        String what = operation.method() + " " + operation.path() + " " + response.statusCode();
        JsonObject documented = (JsonObject) at(operation.about(), "responses").get(Integer.toString(response.statusCode()))
            .orElseThrow(() -> new AssertionError(what + " is not documented: " + response.body()));
        JsonObject resolved = documented.get("$ref").map(reference -> schemas.resolve(((JsonString) reference).value())).orElse(documented);
        String type = response.headers().firstValue("Content-Type").orElseThrow().replaceFirst(";.*", "");
        JsonObject content = (JsonObject) at(resolved, "content").get(type).orElseThrow(() -> new AssertionError(what + ": " + type));
        if (type.equals("application/json")) {
            assertEquals(Optional.empty(), schemas.problem(Json.parse(response.body()), at(content, "schema"), what));
        }
    }

    private static HttpResponse<String> send(Operation operation, Optional<String> body) {
        String path = operation.path();
        if (operation.about().get("parameters").orElse(null) instanceof JsonArray(List<JsonValue> parameters)) {
            for (JsonValue parameter : parameters) {
                JsonObject about = (JsonObject) parameter;
                path = path.replace("{" + text(about, "name") + "}", about.get("example").isPresent() ? text(about, "example") : "all-MiniLM-L6-v2");
            }
        }
        return server.send(server.request(path).method(operation.method().toUpperCase(Locale.ROOT),
            body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody())).build());
    }

    @Test
    void thePageAsksForNothingFromElsewhere() {
        HttpResponse<String> page = server.get("/docs");
        assertEquals(200, page.statusCode());
        assertTrue(page.headers().firstValue("Content-Security-Policy").orElseThrow().startsWith("default-src 'self'"));
        Matcher links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
        int found = 0;
        while (links.find()) {
            assertEquals(200, server.get("/" + links.group(1)).statusCode(), links.group(1));
            found++;
        }
        assertTrue(found >= 3);
        assertFalse(server.get("/docs/docs.js").body().contains("innerHTML"));
    }

    @Test
    void thePageNeedsNoKey() {
        try (TestServer locked = TestServer.start("api-key", "secret")) {
            for (String path : new String[] {"/openapi.json", "/docs", "/docs/docs.js", "/docs/docs.css"}) {
                assertEquals(200, locked.get(path).statusCode(), path);
            }
            assertEquals(401, locked.get("/docs/../metrics").statusCode());
        }
    }

    private static JsonObject at(JsonObject object, String... path) {
        JsonObject at = object;
        for (String name : path) {
            at = (JsonObject) at.get(name).orElseThrow(() -> new AssertionError("no " + name));
        }
        return at;
    }

    private static String text(JsonObject object, String name) {
        return ((JsonString) object.get(name).orElseThrow()).value();
    }
}
