package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SemanticIndexTest {
    private static final String EMBEDDER = "const embedder = await coracle.SemanticEmbedder.create({model: '/embedder.onnx'});";
    private static Tab tab;

    @BeforeAll
    static void open() {
        tab = Tab.plain().with("/embedder.onnx", SmallModels.embedder()).with("/tokenizer.json", SmallModels.tokenizer());
    }

    @AfterAll
    static void close() {
        if (tab != null) {
            tab.close();
        }
    }

    @Test
    void findsThePassageWithTheSameWordsFirst() {
        assertEquals("bread flour oven", tab.text(EMBEDDER + "const index = new coracle.SemanticIndex(embedder);"
            + "await index.add(['sea wind sail', 'key lock door', 'bread flour oven']);"
            + "const [best] = await index.search('the oven of flour', 1); return best.passage;"));
    }

    @Test
    void agreesWithAScanInJavaScriptOnMorePassagesThanABlockHolds() {
        assertEquals("same", tab.text(EMBEDDER + "const index = new coracle.SemanticIndex(embedder);"
            + "const words = ['sea', 'wind', 'sail', 'harbour', 'bread', 'flour', 'oven', 'key', 'lock', 'door'];"
            + "const passages = Array.from({length: 1500}, (_, i) => [0, 1, 2, 3].map(k => words[(i * 7 + k * k * (i % 13) + (i >> k)) % 10]).join(' '));"
            + "await index.add(passages); const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);"
            + "const query = await embedder.embed('sea door bread'); const vectors = await embedder.embed(passages);"
            + "const expected = vectors.map(vector => dot(vector, query)).sort((a, b) => b - a).slice(0, 20);"
            + "const hits = await index.search('sea door bread', 20);"
            + "const wrong = hits.filter((hit, i) => Math.abs(hit.score - expected[i]) > 1e-5 || Math.abs(dot(vectors[hit.position], query) - hit.score) > 1e-5);"
            + "return wrong.length || hits.length !== 20 ? JSON.stringify(wrong) : 'same';"));
    }

    @Test
    void savedIndexesAreThereAgainWithWhatBelongsToTheirPassages() {
        assertEquals("true 2 42 false", tab.text(EMBEDDER + "const index = new coracle.SemanticIndex(embedder);"
            + "await index.add([{text: 'sea wind', page: 42}, 'key lock']); await index.save('notes / 1');"
            + "const other = new coracle.SemanticIndex(embedder); const found = await other.load('notes / 1');"
            + "const [best] = await other.search('wind', 1);"
            + "return `${found} ${other.size} ${best.passage.page} ${await other.load('nothing')}`;"));
    }

    @Test
    void addingCanBeWatchedAndStopped() {
        assertEquals("AbortError true 3/5", tab.text(EMBEDDER + "const index = new coracle.SemanticIndex(embedder);"
            + "const stop = new AbortController(); let watched; const error = await index.add(Array(500).fill('sea wind'), {signal: stop.signal,"
            + " onProgress: count => { if (count === 3) stop.abort(); }}).catch(e => e);"
            + "const size = index.size; await index.clear();"
            + "await index.add(['sea', 'sea', 'sea', 'sea', 'sea'], {onProgress: (count, all) => { if (count === 3) watched = `${count}/${all}`; }});"
            + "return `${error.name} ${size >= 3 && size < 20 && index.size === 5} ${watched}`;"));
    }

    @Test
    void aSearchGetsItsTurnWhilePassagesAreAdded() {
        assertEquals("true", tab.text(EMBEDDER + "const index = new coracle.SemanticIndex(embedder); await index.add('sea');"
            + "const adding = index.add(Array(2000).fill('key lock')); await index.search('sea', 1); const size = index.size; await adding;"
            + "return String(size < 2000 && index.size === 2001);"));
    }
}
