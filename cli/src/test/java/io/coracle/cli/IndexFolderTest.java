package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.search.files.FileWalker;
import io.coracle.text.split.RecursiveSplitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFolderTest {

    @TempDir
    Path temporary;

    @Test
    void cacheIsWhereTheEnvironmentSays() {
        Path home = Path.of(System.getProperty("user.home"), ".cache", "coracle").toAbsolutePath();
        assertEquals(Path.of("/own"), IndexFolder.cache(Map.of("CORACLE_HOME", "/own", "XDG_CACHE_HOME", "/shared")));
        assertEquals(Path.of("/shared/coracle"), IndexFolder.cache(Map.of("XDG_CACHE_HOME", "/shared")));
        assertEquals(home, IndexFolder.cache(Map.of("XDG_CACHE_HOME", "not/absolute")));
        assertEquals(home, IndexFolder.cache(Map.of()));
    }

    @Test
    void sameRootsHaveOneIndexHoweverTheyAreNamed() throws IOException {
        Path a = Files.createDirectory(temporary.resolve("a"));
        Path b = Files.createDirectory(temporary.resolve("b"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), a);
        assertEquals(folder(List.of(a, b), FileWalker.Options.DEFAULT, 200), folder(List.of(b, link), FileWalker.Options.DEFAULT, 200));
    }

    @Test
    void whateverChangesThePassagesHasAnIndexOfItsOwn() throws IOException {
        List<Path> roots = List.of(Files.createDirectory(temporary.resolve("a")));
        Path usual = folder(roots, FileWalker.Options.DEFAULT, 200);
        assertNotEquals(usual, folder(roots, FileWalker.Options.DEFAULT, 300));
        assertNotEquals(usual, folder(roots, new FileWalker.Options(true, List.of("*.log"), List.of()), 200));
        assertTrue(Files.readString(Path.of(usual + ".txt")).contains(roots.getFirst().toRealPath().toString()));
    }

    private Path folder(List<Path> roots, FileWalker.Options options, int size) throws IOException {
        try (Models.OpenEmbedder embedder = new Shell().models().embedder(new EmbeddingOptions())) {
            return IndexFolder.of(temporary.resolve("cache"), roots, options, embedder, new RecursiveSplitter(size, 20));
        }
    }
}
