package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.chromium.WebServer;
import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The package in Firefox and in WebKit, with shared memory as far as they give it and without. */
class OtherBrowsersTest {
    private static final int ROWS = 5;
    private static final int DEPTH = 70;
    private static final int COLUMNS = 33;
    /** Questions and passages, each question about the passage of the same number. */
    private static final String TEXTS = "['How often are keys changed?', 'When can I have lunch?', 'Is the harbour deep?',"
        + " 'Keys are rotated every 90 days.', 'The canteen opens at noon.', 'Ships of nine metres draught can enter.']";

    @TempDir
    private Path profile;

    /** Engines treat the eighth bit of 8-bit dot products in different ways; the sums must not show which way. */
    @ParameterizedTest
    @CsvSource({"FIREFOX, false", "FIREFOX, true", "WEBKIT, false", "WEBKIT, true"})
    void integerProductsAreExactAndTextsAreFoundByMeaning(OtherBrowser browser, boolean isolated) throws Exception {
        assumeTrue(browser.installed().isPresent(), "not installed (Debian: apt-get install " + browser.packages() + ")");
        try (WebServer server = isolated ? WebServer.isolated() : WebServer.plain()) {
            server.folder("/coracle/", Path.of("target/npm"));
            serve(server, "/product.onnx", SmallModels.integerProduct());
            serve(server, "/models/minilm/model.onnx", Tab.resource("all-minilm-l6-v2-q.onnx"));
            serve(server, "/models/minilm/tokenizer.json", Tab.resource("all-minilm-l6-v2-q-tokenizer.json"));
            String answer = browser.run(server, profile, """
                const session = await coracle.Session.create('/product.onnx', {threads: 2});
                const {y} = await session.run({a: {data: Uint8Array.from({length: %d}, (_, i) => i %% 3 ? 255 : i * 41 %% 256), dims: [%d, %d]}});
                await session.destroy();
                const embedder = await coracle.SemanticEmbedder.create({threads: 2});
                const vectors = await embedder.embed(%s);
                await embedder.destroy();
                const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
                const scores = vectors.slice(0, 3).flatMap(question => vectors.slice(3).map(passage => dot(question, passage)));
                return JSON.stringify([[...y.data], scores]);
                """.formatted(ROWS * DEPTH, ROWS, DEPTH, TEXTS));
            JsonArray found = (JsonArray) Json.parse(answer.getBytes(StandardCharsets.UTF_8));
            assertEquals(products(), numbers(found, 0).stream().map(Double::longValue).toList());
            List<Double> scores = numbers(found, 1);
            for (int question = 0; question < 3; question++) {
                for (int other = 0; other < 3; other++) {
                    assertTrue(other == question || scores.get(3 * question + question) > scores.get(3 * question + other), answer);
                }
            }
        }
    }

    private static void serve(WebServer server, String path, byte[] content) {
        server.handle(path, exchange -> WebServer.answer(exchange, 200, "application/octet-stream", content));
    }

    private static List<Double> numbers(JsonArray found, int index) {
        return ((JsonArray) found.elements().get(index)).elements().stream().map(value -> ((JsonNumber) value).asDouble()).toList();
    }

    private static List<Long> products() {
        Tensor weights = SmallModels.integerWeights();
        List<Long> products = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                long sum = 0;
                for (int k = 0; k < DEPTH; k++) {
                    int i = row * DEPTH + k;
                    sum += (i % 3 != 0 ? 255 : i * 41 % 256) * weights.longAt(k * COLUMNS + column);
                }
                products.add(sum);
            }
        }
        return products;
    }
}
