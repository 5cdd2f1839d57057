package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.chromium.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the engine reaches the worker, from servers and in browsers as they are. */
class EngineLoadTest {
    private static final String ENGINE = "/coracle/engine.wasm";

    private Tab tab;

    @BeforeEach
    void open() {
        tab = Tab.plain().with("/network.onnx", SmallModels.network());
    }

    @AfterEach
    void close() {
        if (tab != null) {
            tab.close();
        }
    }

    private static byte[] engine() throws IOException {
        return Files.readAllBytes(Path.of("target/npm/engine.wasm"));
    }

    @Test
    void aServerMayNotKnowTheTypeOfTheFile() throws IOException {
        tab.with(ENGINE, engine());
        assertEquals("1,10", tab.text(SmallModels.RUN_NETWORK));
    }

    @Test
    void aMissingFileIsADownloadThatFailed() {
        tab.server().handle(ENGINE, exchange -> WebServer.answer(exchange, 404, "text/plain", new byte[0]));
        String message = tab.failure(SmallModels.RUN_NETWORK);
        assertTrue(message.startsWith("download: ") && message.endsWith("engine.wasm cannot be loaded: the server answered 404"), message);
    }

    @Test
    void halfAFileIsADownloadThatFailed() throws IOException {
        byte[] whole = engine();
        tab.with(ENGINE, Arrays.copyOf(whole, whole.length / 2));
        String message = tab.failure(SmallModels.RUN_NETWORK);
        assertTrue(message.startsWith("download: ") && message.contains("engine.wasm cannot be loaded: "), message);
    }

    @Test
    void aBrowserThatDoesNotSendTheEngineToItsWorkerIsAFailureOfOurOwn() {
        String refusing = """
            const post = Worker.prototype.postMessage;
            Worker.prototype.postMessage = function (message) {
              if (message.name === 'compiled') {
                throw new DOMException('it could not be cloned', 'DataCloneError');
              }
              post.call(this, message);
            };
            """;
        assertEquals("internal: it could not be cloned", tab.failure(refusing + SmallModels.RUN_NETWORK));
    }

    @Test
    void aBrowserWithoutObjectsInWebAssemblyIsTold() {
        String old = "WebAssembly.validate = () => false;";
        assertTrue(tab.failure(old + SmallModels.RUN_NETWORK).startsWith("browser: this browser has no WebAssembly with SIMD and objects"));
        assertEquals("unavailable", tab.text(old + "return coracle.SemanticEmbedder.availability();"));
    }
}
