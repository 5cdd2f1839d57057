package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Embedders and pipelines on models of a few words. */
class TextModelsTest {
    private static final String EMBEDDER = "const embedder = await coracle.SemanticEmbedder.create({model: '/small/'});";
    private static Tab tab;

    @BeforeAll
    static void open() {
        tab = Tab.plain().with("/small/model.onnx", SmallModels.embedder()).with("/small/tokenizer.json", SmallModels.tokenizer())
            .with("/labels/model.onnx", SmallModels.classifier()).with("/labels/tokenizer.json", SmallModels.tokenizer())
            .with("/labels/config.json", "{\"id2label\": {\"0\": \"words\", \"1\": \"marks\"}}".getBytes());
    }

    @AfterAll
    static void close() {
        if (tab != null) {
            tab.close();
        }
    }

    @Test
    void embedsOneTextOrMany() {
        assertEquals("[16,2,true]", Json.write(tab.run(EMBEDDER + "const one = await embedder.embed('sea wind');"
            + "const many = await embedder.embed(['key', 'sea wind']);"
            + "return [one.length, many.length, one.every((x, i) => x === many[1][i])];")));
    }

    @Test
    void otherCallsGetTheirTurnAmongManyTexts() {
        assertEquals("one, then 200", tab.text(EMBEDDER + "const ended = [];"
            + "const many = embedder.embed(Array(200).fill('sea wind')).then(vectors => ended.push(vectors.length));"
            + "const one = embedder.embed('key').then(() => ended.push('one'));"
            + "await Promise.all([many, one]); return ended.join(', then ');"));
    }

    @Test
    void vectorsHaveLengthOne() {
        assertEquals(1, tab.page().number("(async () => { const coracle = await import('/coracle/index.js'); " + EMBEDDER
            + "return (await embedder.embed('sea wind')).reduce((sum, x) => sum + x * x, 0); })()"), 1e-6);
    }

    @Test
    void tokenizesAndSplits() {
        assertEquals("[[1,3,0,2],[[0,14],[15,27]]]", Json.write(tab.run(EMBEDDER + "return [[...await embedder.tokens('sea horse')],"
            + " (await embedder.split('The sea calls. It is windy.', {size: 15})).map(({start, end}) => [start, end])];")));
    }

    @Test
    void aMonitorSeesTheDownload() {
        assertEquals("1", tab.text("let last; await coracle.SemanticEmbedder.create({model: '/small/',"
            + " monitor: events => events.addEventListener('downloadprogress', event => last = event.loaded)}); return String(last);"));
    }

    @Test
    void availabilityTellsWhetherTheModelIsKept() {
        assertEquals("downloadable available", tab.text("const before = await coracle.SemanticEmbedder.availability({model: '/small/'});"
            + "const cache = await caches.open('models'); await cache.add('/small/model.onnx');"
            + "const after = await coracle.SemanticEmbedder.availability({model: '/small/'}); await caches.delete('models');"
            + "return `${before} ${after}`;"));
    }

    @Test
    void extractsFeaturesAsTransformersJsDoes() {
        assertEquals("[2,16] 2", tab.text("const extract = await coracle.pipeline('feature-extraction', '/small/');"
            + "const features = await extract(['sea', 'key']); await extract.dispose();"
            + "return JSON.stringify(features.dims) + ' ' + features.tolist().length;"));
    }

    @Test
    void classifiesAsTransformersJsDoes() {
        assertEquals("[[{\"label\":\"words\"}],[{\"label\":\"words\"},{\"label\":\"marks\"}],[{\"label\":\"words\"},{\"label\":\"marks\"}]]",
            Json.write(tab.run("const classify = await coracle.pipeline('text-classification', '/labels/');"
                + "const names = found => found.map(({label}) => ({label}));"
                + "return [names(await classify('sea wind sail key')), names(await classify('sea wind sail', {top_k: null})),"
                + " names(await classify(['sea wind sail', '']))];")));
    }

    @Test
    void scoresArePossibilities() {
        assertEquals(1, tab.page().number("(async () => { const coracle = await import('/coracle/index.js');"
            + "const classify = await coracle.pipeline('text-classification', '/labels/');"
            + "return (await classify('sea wind sail', {top_k: null})).reduce((sum, {score}) => sum + score, 0); })()"), 1e-6);
    }
}
