package io.coracle.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoteFolderTest {

    @Test
    void notesAreAlwaysTheSameAndDifferFromEachOther() {
        assertEquals(NoteFolder.text(3), NoteFolder.text(3));
        assertNotEquals(NoteFolder.text(3), NoteFolder.text(4));
        assertTrue(NoteFolder.text(3).startsWith("# "));
    }

    @Test
    void writesAsManyFilesAsAsked(@TempDir Path folder) throws IOException {
        long bytes = NoteFolder.write(folder.resolve("notes"), 3);
        long sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += Files.size(folder.resolve("notes/topic-00/note-000" + i + ".md"));
        }
        assertEquals(sum, bytes);
    }
}
