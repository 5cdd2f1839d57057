package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.chromium.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Most models run on an engine that leaves the uncommon operators out; the others fetch the whole one, and nobody sees a difference. */
class WholeEngineTest {
    private static final String WHOLE = "/coracle/engine-whole.wasm";
    private static final String COMMON_MODEL = "const common = await coracle.SemanticEmbedder.create({model: '/common/'});";
    private static final String UNCOMMON_MODEL = "const uncommon = await coracle.SemanticEmbedder.create({model: '/uncommon/'});";
    private Tab tab;

    @BeforeEach
    void open() {
        tab = Tab.isolated().with("/common/model.onnx", SmallModels.embedder()).with("/common/tokenizer.json", SmallModels.tokenizer())
            .with("/uncommon/model.onnx", SmallModels.uncommonEmbedder()).with("/uncommon/tokenizer.json", SmallModels.tokenizer());
    }

    @AfterEach
    void close() {
        if (tab != null) {
            tab.close();
        }
    }

    @Test
    void commonModelsDoNotFetchIt() {
        tab.run(COMMON_MODEL + "await common.embed('sea wind');");
        assertFalse(tab.server().requests().contains(WHOLE));
    }

    @Test
    void modelsWithUncommonOperatorsRunBesideCommonOnes() {
        assertEquals("true true 1 sail", tab.text(COMMON_MODEL + UNCOMMON_MODEL
            + "const same = async text => String(await common.embed(text)) === String(await uncommon.embed(text));"
            + "const answers = [await same('sea wind'), await same('key of the door')];"
            + "const index = new coracle.SemanticIndex(uncommon); await index.add(['sail', 'bread']);"
            + "const found = await index.search('sail', 1); await common.destroy(); await uncommon.embed('a lock'); await uncommon.destroy();"
            + "return [...answers, found.length, found[0].passage].join(' ');"));
        assertTrue(tab.server().requests().contains(WHOLE));
    }

    @Test
    void aModelThatIsWrongStillSaysWhy() {
        tab.with("/broken/model.onnx", SmallModels.unknownOperator());
        String message = tab.failure("await coracle.Session.create('/broken/model.onnx');");
        assertEquals("model: the model uses operators that are not supported: [Frobnicate]", message);
    }

    @Test
    void aMissingEngineIsADownloadThatFailed() {
        tab.server().handle(WHOLE, exchange -> WebServer.answer(exchange, 404, "text/plain", new byte[0]));
        String message = tab.failure(COMMON_MODEL + "try {" + UNCOMMON_MODEL + "} finally { await common.embed('sea'); }");
        assertTrue(message.startsWith("download: the rest of the engine cannot be loaded: "), message);
    }
}
