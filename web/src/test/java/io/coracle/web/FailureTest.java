package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes wrong is told clearly, and the page lives on: after each test a model still runs in the same worker. */
class FailureTest {
    private static Tab tab;

    @BeforeAll
    static void open() {
        byte[] model = SmallModels.network();
        tab = Tab.plain().with("/network.onnx", model).with("/embedder.onnx", SmallModels.embedder())
            .with("/tokenizer.json", SmallModels.tokenizer()).with("/page.html", "<!doctype html>Not found".getBytes(StandardCharsets.UTF_8))
            .with("/broken.json", "{\"model\": {".getBytes(StandardCharsets.UTF_8));
        tab.server().handle("/half.onnx", exchange -> {
            exchange.sendResponseHeaders(200, model.length);
            exchange.getResponseBody().write(model, 0, model.length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
        });
    }

    @AfterAll
    static void close() {
        if (tab != null) {
            tab.close();
        }
    }

    @AfterEach
    void theWorkerLivesOn() {
        assertEquals("1,10", tab.text(SmallModels.RUN_NETWORK));
    }

    private static void assertFails(String code, String part, String body) {
        String message = tab.failure(body);
        assertTrue(message.startsWith(code + ": ") && message.contains(part), message);
    }

    @Test
    void aFileThatIsNotThere() {
        assertFails("download", "the server answered 404", "await coracle.Session.create('/coracle/nowhere.onnx');");
    }

    @Test
    void aServerThatIsNotThere() {
        assertFails("download", "cannot be fetched", "await coracle.Session.create('http://localhost:9/model.onnx');");
    }

    @Test
    void aFileThatIsNoModel() {
        assertFails("model-format", "onnx: offset", "await coracle.Session.create('/page.html');");
    }

    @Test
    void bytesThatAreNoModel() {
        assertFails("model-format", "the file is empty", "await coracle.Session.create(new Uint8Array());");
    }

    @Test
    void aDownloadCutInHalf() {
        assertFails("download", "broke off", "await coracle.Session.create('/half.onnx');");
    }

    @Test
    void aModelCutInHalf() {
        assertFails("model-format", "onnx: ", "const bytes = await (await fetch('/network.onnx')).arrayBuffer();"
            + "await coracle.Session.create(bytes.slice(0, bytes.byteLength / 2));");
    }

    @Test
    void aTokenizerThatIsNone() {
        assertFails("tokenizer", "line 1", "await coracle.SemanticEmbedder.create({model: '/embedder.onnx', tokenizer: '/broken.json'});");
    }

    @Test
    void aModelThatDoesNotEmbed() {
        assertFails("input", "the model wants an input \"x\"",
            "await (await coracle.SemanticEmbedder.create({model: '/network.onnx', tokenizer: '/tokenizer.json'})).embed('sea');");
    }

    @Test
    void memoryThatIsRefusedAtTheStart() {
        assertFails("memory", "were refused", "await coracle.Session.create('/network.onnx', {maxMemory: 65536});");
    }

    @Test
    void memoryThatIsRefusedWhileAModelRuns() {
        assertFails("memory", "were refused", "const session = await coracle.Session.create('/network.onnx', {maxMemory: 655360});"
            + "await session.run({x: {data: new Float32Array(24), dims: [1, 24]}});");
    }

    @Test
    void anIndexOfAnotherModel() {
        assertFails("index", "another model", "const make = normalize => coracle.SemanticEmbedder.create({model: '/embedder.onnx', normalize});"
            + "const [a, b] = [await make(true), await make(false)]; const index = new coracle.SemanticIndex(a); await index.add('sea');"
            + "await new coracle.SemanticIndex(b).fromBytes(await index.toBytes());");
    }

    @Test
    void bytesThatAreNoIndex() {
        assertFails("index", "not a saved index", "const embedder = await coracle.SemanticEmbedder.create({model: '/embedder.onnx'});"
            + "await new coracle.SemanticIndex(embedder).fromBytes(new Uint8Array(100));");
    }

    @Test
    void aTaskThatIsNone() {
        assertFails("input", "there is no task \"translation\"", "await coracle.pipeline('translation', '/network.onnx');");
    }

    @Test
    void nothingNeededWhatThePolicyForbids() {
        assertEquals("1,10", tab.text(SmallModels.RUN_NETWORK));
        assertEquals(List.of(), tab.violations());
    }
}
