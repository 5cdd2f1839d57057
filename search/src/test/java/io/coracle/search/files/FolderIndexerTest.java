package io.coracle.search.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.search.HashingEmbedder;
import io.coracle.search.Lines;
import io.coracle.search.SearchIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderIndexerTest {

    private static final long MAX_SIZE = 1 << 20;

    @TempDir
    Path temporary;
    private Path root;
    private final HashingEmbedder embedder = new HashingEmbedder();

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
    }

    @Test
    void firstRunIndexesAllSecondRunNothing() throws IOException {
        write("a.md", "one\ntwo");
        write("sub/b.txt", "three");
        IndexingReport first = update();
        assertEquals(2, first.added());
        assertEquals(3, first.embedded());
        IndexingReport second = update();
        assertTrue(second.nothingDone());
        assertEquals(2, second.unchanged());
        assertEquals(0, second.embedded());
    }

    @Test
    void onlyNewChangedAndMissingFilesAreTouched() throws IOException {
        write("a.md", "one\ntwo");
        write("b.md", "three");
        write("c.md", "four");
        update();
        write("a.md", "one\ntwo\nmore");
        Files.delete(root.resolve("b.md"));
        write("d.md", "five");
        IndexingReport report = update();
        assertEquals(new IndexingReport(1, 1, 1, 1, 2, 2, List.of(), false), report);
        try (SearchIndex index = open()) {
            assertEquals(5, index.passages());
        }
    }

    @Test
    void fileThatWasOnlyTouchedIsNotEmbeddedAgain() throws IOException {
        write("a.md", "one");
        update();
        Files.setLastModifiedTime(root.resolve("a.md"), FileTime.from(Instant.now().minusSeconds(1000)));
        IndexingReport report = update();
        assertEquals(0, report.embedded());
        assertEquals(1, report.unchanged());
    }

    @Test
    void changeWithinTheTimeStampsGrainIsNoticed() throws IOException {
        Path file = root.resolve("a.md");
        Files.writeString(file, "one");
        FileTime now = Files.getLastModifiedTime(file);
        update();
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, now);
        assertEquals(1, update().changed());
    }

    @Test
    void filesThatCannotBeReadAreReportedOnceAndTheRestIsIndexed() throws IOException {
        write("good.md", "one");
        write("bad.pdf", "this is no pdf");
        write("binary.txt", "a\0b");
        write("big.txt", "x".repeat((int) MAX_SIZE + 1));
        IndexingReport report = update();
        assertEquals(1, report.added());
        assertEquals(3, report.problems().size(), report.problems().toString());
        assertTrue(report.problems().get(0).contains("bad.pdf"));
        IndexingReport second = update();
        assertTrue(second.nothingDone());
        assertEquals(1, second.problems().size(), "only the file that is never opened is mentioned again");
    }

    @Test
    void fileThatBecomesIgnoredLeavesTheIndex() throws IOException {
        write("a.md", "one");
        write("b.md", "two");
        update();
        write(".gitignore", "a.md");
        assertEquals(1, update().removed());
    }

    @Test
    void interruptedRunKeepsWhatItHasAndTheNextDoesTheRest() throws IOException {
        for (int i = 0; i < 200; i++) {
            write("f" + i + ".md", "text " + i + "\nmore " + i);
        }
        IndexingReport first;
        try (SearchIndex index = open()) {
            FolderIndexer[] self = new FolderIndexer[1];
            self[0] = new FolderIndexer(index, MAX_SIZE, new IndexingListener() {
                private int seen;

                @Override
                public synchronized void passage(double bytes, boolean reused) {
                    if (++seen == 50) {
                        self[0].interrupt();
                    }
                }
            });
            first = self[0].update(FileWalker.walk(List.of(root), FileWalker.Options.DEFAULT));
            index.closePromptly();
        }
        assertTrue(first.interrupted());
        assertTrue(first.added() > 0 && first.added() < 100, "added " + first.added());
        try (SearchIndex index = open()) {
            assertFalse(index.search("text", 5).isEmpty());
            assertEquals(first.added(), index.versions().size());
        }
        IndexingReport second = update();
        assertEquals(200 - first.added(), second.added());
        assertEquals(2 * second.added(), second.embedded());
    }

    @Test
    void progressAddsUpToTheBytesAnnounced() throws IOException {
        for (int i = 0; i < 20; i++) {
            write("f" + i + ".md", "line\n".repeat(i));
        }
        double[] bytes = {0, 0};
        try (SearchIndex index = open()) {
            IndexingListener listener = new IndexingListener() {
                @Override
                public void begin(int files, long total) {
                    bytes[0] = total;
                }

                @Override
                public synchronized void passage(double share, boolean reused) {
                    bytes[1] += share;
                }

                @Override
                public synchronized void skipped(long size) {
                    bytes[1] += size;
                }
            };
            new FolderIndexer(index, MAX_SIZE, listener).update(FileWalker.walk(List.of(root), FileWalker.Options.DEFAULT));
        }
        assertEquals(bytes[0], bytes[1], 1e-6);
    }

    private IndexingReport update() throws IOException {
        try (SearchIndex index = open()) {
            return new FolderIndexer(index, MAX_SIZE, IndexingListener.SILENT)
                .update(FileWalker.walk(List.of(root), FileWalker.Options.DEFAULT));
        }
    }

    private SearchIndex open() {
        return SearchIndex.open(temporary.resolve("index"), embedder, new Lines());
    }

    /** Writes a file that looks as if it had been there for a while. */
    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }
}
