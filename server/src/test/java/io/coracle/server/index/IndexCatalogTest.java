package io.coracle.server.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.search.Document;
import io.coracle.search.IndexMismatchException;
import io.coracle.search.SearchRequest;
import io.coracle.search.TextEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexCatalogTest {
    private static final IndexName NOTES = new IndexName("notes");

    @TempDir
    Path folder;

    @Test
    void firstDocumentMakesTheIndex() {
        try (IndexCatalog catalog = open()) {
            assertThrows(NoSuchIndexException.class, () -> catalog.stats(NOTES));
            catalog.add(NOTES, List.of(Document.of("a", "Keys rotate."), Document.of("b", "Bread rises.")));
            assertEquals("a", find(catalog, "keys").getFirst());
            assertEquals(2, catalog.stats(NOTES).documents());
            assertTrue(catalog.stats(NOTES).bytes() > 0);
            assertEquals(List.of(NOTES), catalog.names());
        }
    }

    @Test
    void whatWasAddedIsThereForTheNextServer() {
        try (IndexCatalog catalog = open()) {
            catalog.add(NOTES, List.of(Document.of("a", "Keys rotate."), Document.of("b", "Bread rises.")));
            assertEquals(1, catalog.remove(NOTES, List.of("b", "no such document")));
        }
        try (IndexCatalog catalog = open()) {
            assertEquals(1, catalog.stats(NOTES).documents());
            assertEquals(List.of("a"), find(catalog, "keys"));
        }
    }

    @Test
    void deletedIndexIsGoneAndItsNameIsFree() throws IOException {
        try (IndexCatalog catalog = open()) {
            catalog.add(NOTES, List.of(Document.of("a", "Keys rotate.")));
            catalog.delete(NOTES);
            assertThrows(NoSuchIndexException.class, () -> catalog.delete(NOTES));
            assertThrows(NoSuchIndexException.class, () -> find(catalog, "keys"));
            assertEquals(List.of(), catalog.names());
            try (var files = Files.list(folder)) {
                assertEquals(0, files.count());
            }
            catalog.add(NOTES, List.of(Document.of("b", "Keys rotate.")));
            assertEquals(List.of("b"), find(catalog, "keys"));
        }
    }

    @Test
    void remainsOfADeletedIndexAreSweptAtStart() throws IOException {
        Path remains = Files.createDirectories(folder.resolve(".deleted-1234"));
        Files.writeString(remains.resolve("segments_1"), "");
        open().close();
        assertFalse(Files.exists(remains));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../notes", "a/b", "a\\b", "Notes", "-a", "_a", "a b", "a\0", "ä", "con."})
    void namesThatCouldLeadElsewhereAreRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> new IndexName(name));
    }

    @Test
    void oneIndexTooManyIsRefused() {
        IndexLimits two = new IndexLimits(2, 10, 1000, 1000, 10, 100, 10);
        try (IndexCatalog catalog = new IndexCatalog(folder, new WordEmbedder(), two)) {
            catalog.add(new IndexName("one"), List.of(Document.of("a", "x")));
            catalog.add(new IndexName("two"), List.of(Document.of("a", "x")));
            assertThrows(TooManyIndexesException.class, () -> catalog.add(new IndexName("three"), List.of(Document.of("a", "x"))));
            catalog.add(new IndexName("two"), List.of(Document.of("b", "x")));
            catalog.delete(new IndexName("one"));
            catalog.add(new IndexName("three"), List.of(Document.of("a", "x")));
        }
    }

    @Test
    void indexOfAnotherModelIsRefused() {
        try (IndexCatalog catalog = open()) {
            catalog.add(NOTES, List.of(Document.of("a", "Keys rotate.")));
        }
        try (IndexCatalog catalog = new IndexCatalog(folder, new WordEmbedder("other"), IndexLimits.DEFAULT)) {
            assertThrows(IndexMismatchException.class, () -> find(catalog, "keys"));
        }
    }

    @Test
    void indexThatBrokeIsOpenedAnew() {
        AtomicBoolean broken = new AtomicBoolean();
        TextEmbedder words = new WordEmbedder();
        TextEmbedder sometimes = new TextEmbedder() {
            @Override
            public float[] embed(String text) {
                return broken.get() ? new float[] {Float.NaN} : words.embed(text);
            }

            @Override
            public int dimension() {
                return words.dimension();
            }

            @Override
            public String fingerprint() {
                return words.fingerprint();
            }
        };
        try (IndexCatalog catalog = new IndexCatalog(folder, sometimes, IndexLimits.DEFAULT)) {
            catalog.add(NOTES, List.of(Document.of("a", "Keys rotate.")));
            broken.set(true);
            assertThrows(RuntimeException.class, () -> catalog.add(NOTES, List.of(Document.of("b", "Bread rises."))));
            broken.set(false);
            catalog.add(NOTES, List.of(Document.of("c", "Bread rises.")));
            assertEquals("c", find(catalog, "bread").getFirst());
            assertEquals(2, catalog.stats(NOTES).documents());
        }
    }

    @Test
    void manyClientsAddSearchAndDeleteAtOnce() throws Exception {
        try (IndexCatalog catalog = open(); ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                String prefix = "client" + client + "-";
                running.add(clients.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        catalog.add(NOTES, List.of(Document.of(prefix + i, "text " + i), Document.of(prefix + "extra" + i, "more " + i)));
                        assertFalse(find(catalog, "text").isEmpty());
                        assertEquals(1, catalog.remove(NOTES, List.of(prefix + "extra" + i)));
                        try {
                            catalog.add(new IndexName("short-lived"), List.of(Document.of(prefix, "text")));
                            catalog.delete(new IndexName("short-lived"));
                        } catch (NoSuchIndexException e) {
                            // Another client was faster.
                        }
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            assertEquals(160, catalog.stats(NOTES).documents());
            assertEquals(List.of(NOTES), catalog.names());
        }
    }

    private IndexCatalog open() {
        return new IndexCatalog(folder, new WordEmbedder(), IndexLimits.DEFAULT);
    }

    private static List<String> find(IndexCatalog catalog, String words) {
        return catalog.search(NOTES, new SearchRequest(words, 10, SearchRequest.Mode.HYBRID, false)).stream().map(hit -> hit.id()).toList();
    }
}
