package io.coracle.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.Embedder;
import io.coracle.search.SearchIndex.Added.Change;
import io.coracle.search.SearchRequest.Mode;
import io.coracle.search.extract.SourceMap.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchIndexTest {

    @TempDir
    Path folder;
    private final HashingEmbedder embedder = new HashingEmbedder();

    @Test
    void passageWithTheWordsOfTheQueryComesFirst() {
        try (SearchIndex index = open()) {
            index.add("keys", "Keys are rotated every ninety days.\nStore them in the vault.");
            index.add("lunch", "The canteen opens at noon.\nSoup is served on Mondays.");
            SearchHit first = index.search("when are keys rotated", 2).getFirst();
            assertEquals("keys", first.id());
            assertEquals("Keys are rotated every ninety days.", first.text());
            assertEquals(new Place(0, 1), first.start());
        }
    }

    @Test
    void everyModeFindsAndScoresAreInOrder() {
        try (SearchIndex index = open()) {
            for (int i = 0; i < 50; i++) {
                index.add("d" + i, "number " + i + " of many");
            }
            for (Mode mode : Mode.values()) {
                List<SearchHit> hits = index.search(new SearchRequest("number 7", 10, mode, false));
                assertEquals("d7", hits.getFirst().id(), mode.toString());
                assertEquals(10, hits.size(), mode.toString());
                for (int i = 1; i < hits.size(); i++) {
                    assertTrue(hits.get(i - 1).score() >= hits.get(i).score());
                }
            }
        }
    }

    @Test
    void hybridScoreIsTheWeightedSumOfBothParts() {
        try (SearchIndex index = open()) {
            index.add("a", "rotate the api keys\nsomething else\nkeys");
            for (SearchHit hit : index.search("api keys", 5)) {
                assertEquals(0.7 * hit.similarity() + 0.3 * hit.words(), hit.score(), 1e-9);
                assertTrue(hit.words() >= 0 && hit.words() <= 1);
                assertTrue(hit.similarity() >= -1.0001 && hit.similarity() <= 1.0001);
            }
        }
    }

    @Test
    void wordsInsideIdentifiersAreFound() {
        try (SearchIndex index = open()) {
            index.add("code", "void rotateApiKeys() {}\nint max_retry_count = 3;");
            assertEquals("void rotateApiKeys() {}", keyword(index, "api").getFirst().text());
            assertEquals("int max_retry_count = 3;", keyword(index, "retry").getFirst().text());
        }
    }

    @Test
    void addingTheSameTextAgainEmbedsNothing() {
        try (SearchIndex index = open()) {
            assertEquals(Change.NEW, index.add("a", "one\ntwo").change());
            assertEquals(2, embedder.callsSinceLastAsked());
            assertEquals(Change.UNCHANGED, index.add("a", "one\ntwo").change());
            assertEquals(0, embedder.callsSinceLastAsked());
        }
    }

    @Test
    void changedTextEmbedsOnlyItsNewPassages() {
        try (SearchIndex index = open()) {
            index.add("a", "one\ntwo\nthree");
            index.search("one", 1);
            embedder.callsSinceLastAsked();
            assertEquals(Change.CHANGED, index.add("a", "one\nTWO\nthree").change());
            assertEquals(1, embedder.callsSinceLastAsked());
            assertEquals(Set.of("one", "TWO", "three"), texts(index));
        }
    }

    @Test
    void removedDocumentIsNotFound() {
        try (SearchIndex index = open()) {
            index.add("a", "one");
            index.add("b", "two");
            assertTrue(index.remove("a"));
            assertFalse(index.remove("a"));
            assertEquals(Set.of("two"), texts(index));
        }
    }

    @Test
    void everythingIsThereAfterOpeningAgain() {
        try (SearchIndex index = open()) {
            index.add("a", "one\ntwo");
            index.add("b", "three");
            index.remove("b");
        }
        try (SearchIndex index = open()) {
            assertEquals(Set.of("one", "two"), texts(index));
            assertEquals(Set.of("a"), index.versions().keySet());
            assertEquals(2, index.passages());
            assertFalse(index.isWriting());
        }
    }

    @Test
    void documentOfManyPassagesIsIndexedWhole() {
        String text = many(3000);
        try (SearchIndex index = open()) {
            assertEquals(3000, index.add("big", text).passages());
            assertEquals(Set.of("big"), index.versions().keySet());
            assertEquals("line 2999", keyword(index, "2999").getFirst().text());
        }
        try (SearchIndex index = open()) {
            assertEquals(Change.UNCHANGED, index.add("big", text).change());
        }
    }

    @Test
    void documentGivenUpHalfWayCountsAsIncompleteAndIsDoneAgain() {
        try (SearchIndex index = open()) {
            int[] seen = {0};
            assertThrows(IllegalStateException.class, () -> index.add(Document.of("big", many(3000)), (passages, reused) -> {
                synchronized (seen) {
                    if (++seen[0] > 2000) {
                        throw new IllegalStateException("enough");
                    }
                }
            }));
        }
        try (SearchIndex index = open()) {
            assertEquals(Set.of(), index.versions().keySet());
            assertEquals(List.of("big"), index.ids());
            assertFalse(index.search("line 7", 1).isEmpty());
            embedder.callsSinceLastAsked();
            index.add("big", many(3000));
            assertEquals(3000 - 1024, embedder.callsSinceLastAsked());
            assertEquals(3000, texts(index).size());
        }
    }

    @Test
    void documentInOneBatchReplacesItsEarlierVersionWholeOrNotAtAll() {
        try (SearchIndex index = SearchIndex.open(folder, embedder, new Lines(), 5000)) {
            index.add("big", many(3000));
            assertThrows(IllegalStateException.class, () -> index.add(Document.of("big", "new\n" + many(3000)), (passages, reused) -> {
                if (!reused) {
                    throw new IllegalStateException("enough");
                }
            }));
        }
        try (SearchIndex index = open()) {
            assertEquals(Set.of("big"), index.versions().keySet());
            assertEquals(3000, texts(index).size());
        }
    }

    @Test
    void metadataComesBackWithPassages() {
        try (SearchIndex index = open()) {
            index.add(Document.of("a", "one", Map.of("author", "Ada", "year", "1843")), EmbeddingListener.SILENT);
            index.add("b", "one more");
            assertEquals(Map.of("author", "Ada", "year", "1843"), keyword(index, "one").getFirst().metadata());
            assertEquals(Map.of(), keyword(index, "more").getFirst().metadata());
        }
    }

    @Test
    void otherMetadataMakeAnotherVersionThatEmbedsNothing() {
        try (SearchIndex index = open()) {
            index.add(Document.of("a", "one", Map.of("state", "draft")), EmbeddingListener.SILENT);
            index.search("one", 1);
            embedder.callsSinceLastAsked();
            assertEquals(Change.CHANGED,
                index.add(Document.of("a", "one", Map.of("state", "final")), EmbeddingListener.SILENT).change());
            assertEquals(0, embedder.callsSinceLastAsked());
            assertEquals(Map.of("state", "final"), keyword(index, "one").getFirst().metadata());
        }
    }

    @Test
    void filterHoldsInEveryMode() {
        try (SearchIndex index = open()) {
            for (int i = 0; i < 300; i++) {
                index.add(Document.of((i % 10 == 0 ? "mail/" : "wiki/") + i, "number " + i + " of many", Map.of("last", "" + i % 10,
                    "even", "" + (i % 2 == 0))), EmbeddingListener.SILENT);
            }
            for (Mode mode : Mode.values()) {
                assertEquals(30, index.search(new SearchRequest("number", 300, mode, false, new SearchFilter("mail/", Map.of()))).size());
                List<SearchHit> fours = index.search(new SearchRequest("number", 300, mode, false,
                    new SearchFilter("wiki/", Map.of("last", "4", "even", "true"))));
                assertEquals(30, fours.size(), mode.toString());
                assertTrue(fours.stream().allMatch(hit -> hit.id().endsWith("4")), mode.toString());
                assertEquals(List.of(), index.search(new SearchRequest("number", 300, mode, false,
                    new SearchFilter("", Map.of("last", "4", "even", "false")))));
            }
        }
    }

    @Test
    void metadataThatCannotBeKeptIsRefused() {
        for (String name : List.of("", "a\0b", "x".repeat(20_000))) {
            assertThrows(IllegalArgumentException.class, () -> Document.of("a", "one", Map.of(name, "value")));
        }
    }

    @Test
    void emptyTextIsADocumentWithoutPassages() {
        try (SearchIndex index = open()) {
            assertEquals(0, index.add("empty", "").passages());
            assertEquals(List.of(), index.search("anything", 3));
            assertEquals(Change.UNCHANGED, index.add("empty", "").change());
        }
    }

    @Test
    void emptyIndexFindsNothingAndWritesNothing() throws IOException {
        try (SearchIndex index = open()) {
            assertEquals(List.of(), index.search("anything", 3));
        }
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void secondWriterIsToldToWaitAndReadersAreNot() {
        try (SearchIndex first = open(); SearchIndex second = open()) {
            first.add("a", "one");
            first.commit();
            String message = assertThrows(IndexLockedException.class, () -> second.add("b", "two")).getMessage();
            assertTrue(message.contains("another process"), message);
            try (SearchIndex third = open()) {
                assertEquals(Set.of("one"), texts(third));
            }
        }
    }

    @Test
    void otherModelOrSplitterIsRefused() {
        try (SearchIndex index = open()) {
            index.add("a", "one");
        }
        String message = assertThrows(IndexMismatchException.class,
            () -> SearchIndex.open(folder, new HashingEmbedder("other"), new Lines())).getMessage();
        assertTrue(message.contains("hashing") && message.contains("other"), message);
    }

    @Test
    void damagedIndexIsAnErrorThatSaysWhatToDo() throws IOException {
        try (SearchIndex index = open()) {
            index.add("a", "one");
        }
        try (var files = Files.list(folder)) {
            Path segments = files.filter(f -> f.getFileName().toString().startsWith("segments_")).findFirst().orElseThrow();
            Files.write(segments, new byte[100]);
        }
        SearchException e = assertThrows(SearchException.class, this::open);
        assertTrue(e.getMessage().contains("delete the folder"), e.getMessage());
    }

    @Test
    void deletingLeavesForeignFilesAlone() throws IOException {
        try (SearchIndex index = open()) {
            index.add("a", "one");
            index.commit();
            assertThrows(IndexLockedException.class, () -> SearchIndex.delete(folder));
        }
        Files.writeString(folder.resolve("notes.txt"), "mine");
        SearchIndex.delete(folder);
        try (SearchIndex index = open()) {
            assertEquals(List.of(), index.ids());
        }
        assertTrue(Files.exists(folder.resolve("notes.txt")));
    }

    @Test
    void manyThreadsMayAddAndSearchAtOnce() throws Exception {
        try (SearchIndex index = open(); ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int number = thread;
                running.add(pool.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        index.add("d" + number + "-" + i, "text " + number + " " + i + "\nmore");
                        index.add("shared", "version " + number + " " + i);
                        assertFalse(index.search("text " + number, 3).isEmpty());
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            assertEquals(161, index.ids().size());
            assertEquals(160 + 1 + 1, texts(index).size());
        }
    }

    @Test
    void sentenceThatFitsBestIsMarked() {
        try (SearchIndex index = open()) {
            index.add("a", "The vault is blue. Keys are rotated monthly. Lunch is at noon.");
            SearchHit hit = index.search("keys are rotated", 1).getFirst();
            assertEquals("Keys are rotated monthly.", hit.bestSentence().orElseThrow().of(hit.text()));
        }
    }

    @Test
    void vectorsLongerThanLucenesOwnLimitWork() {
        TextEmbedder wide = new TextEmbedder() {
            @Override
            public float[] embed(String text) {
                float[] vector = new float[4096];
                vector[text.length()] = 3;
                return vector;
            }

            @Override
            public int dimension() {
                return 4096;
            }

            @Override
            public String fingerprint() {
                return "wide";
            }
        };
        try (SearchIndex index = SearchIndex.open(folder, wide, new Lines())) {
            index.add("a", "1\n22\n333");
        }
        try (SearchIndex index = SearchIndex.open(folder, wide, new Lines())) {
            SearchHit hit = index.search(new SearchRequest("xx", 1, Mode.SEMANTIC, false)).getFirst();
            assertEquals("22", hit.text());
            assertEquals(1, hit.similarity(), 1e-6);
        }
    }

    @Test
    void vectorThatIsNotANumberIsAnErrorOfTheModel() {
        TextEmbedder broken = new TextEmbedder() {
            @Override
            public float[] embed(String text) {
                return new float[] {Float.NaN, 0};
            }

            @Override
            public int dimension() {
                return 2;
            }

            @Override
            public String fingerprint() {
                return "broken";
            }
        };
        try (SearchIndex index = SearchIndex.open(folder, broken, new Lines())) {
            assertInstanceOf(SearchException.class, assertThrows(RuntimeException.class, () -> index.add("a", "one")));
        }
    }

    @Test
    void modelOfTheEngineCanBeGivenAsItIs() {
        try (Embedder model = Embedder.allMiniLmL6V2(); SearchIndex index = SearchIndex.open(folder, model)) {
            index.add("canteen.md", "The canteen opens at noon.");
            index.add("boats.md", "A coracle is a small round boat.");
            SearchHit hit = index.search("when can I have lunch?", 1).getFirst();
            assertEquals("canteen.md", hit.id());
            assertEquals(1, hit.start().line());
        }
    }

    private SearchIndex open() {
        return SearchIndex.open(folder, embedder, new Lines());
    }

    private static List<SearchHit> keyword(SearchIndex index, String query) {
        return index.search(new SearchRequest(query, 10, Mode.KEYWORD, false));
    }

    private static Set<String> texts(SearchIndex index) {
        return index.search(new SearchRequest("anything", 10_000, Mode.SEMANTIC, false)).stream()
            .map(SearchHit::text).collect(Collectors.toSet());
    }

    private static String many(int lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("line ").append(i).append('\n');
        }
        return text.toString();
    }
}
