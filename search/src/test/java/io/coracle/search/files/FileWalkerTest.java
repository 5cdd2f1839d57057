package io.coracle.search.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWalkerTest {

    @TempDir
    Path temporary;
    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
    }

    @Test
    void takesDocumentsAndSourceCodeAndLeavesTheRest() throws IOException {
        for (String name : List.of("a.md", "b.TXT", "c.html", "d.pdf", "E.java", "README", "f.png", "g.zip", "h", "i.min.js")) {
            write(name);
        }
        assertEquals(List.of("E.java", "README", "a.md", "b.TXT", "c.html", "d.pdf"), walk(FileWalker.Options.DEFAULT));
    }

    @Test
    void leavesHiddenFilesAndFoldersOut() throws IOException {
        write(".hidden.md");
        write(".git/a.md");
        write("sub/.cache/a.md");
        write("sub/a.md");
        assertEquals(List.of("sub/a.md"), walk(FileWalker.Options.DEFAULT));
    }

    @Test
    void includeAndExcludeChangeWhatIsTaken() throws IOException {
        write("a.md");
        write("a.log");
        write("b.log");
        FileWalker.Options options = new FileWalker.Options(true, List.of("*.log"), List.of("b.*", "*.md"));
        assertEquals(List.of("a.log"), walk(options));
    }

    @Test
    void rootThatIsAFileIsTakenWhateverItsName() throws IOException {
        write("odd.name");
        List<FileWalker.FoundFile> files = FileWalker.walk(List.of(root.resolve("odd.name")), FileWalker.Options.DEFAULT).files();
        assertEquals(1, files.size());
        assertEquals(7, files.getFirst().size());
    }

    @Test
    void rootsThatOverlapGiveEachFileOnce() throws IOException {
        write("sub/a.md");
        List<Path> roots = List.of(root, root.resolve("sub"), root.resolve("sub/a.md"));
        assertEquals(1, FileWalker.walk(roots, FileWalker.Options.DEFAULT).files().size());
    }

    @Test
    void loopOfLinksEndsAndNothingIsFoundTwice() throws IOException {
        write("sub/a.md");
        Files.createSymbolicLink(root.resolve("sub/up"), root);
        Files.createSymbolicLink(root.resolve("again"), root.resolve("sub"));
        Files.createSymbolicLink(root.resolve("self"), root.resolve("self"));
        Files.createSymbolicLink(root.resolve("gone.md"), root.resolve("nowhere"));
        assertEquals(List.of("sub/a.md"), walk(FileWalker.Options.DEFAULT));
    }

    @Test
    void linkOutOfTheRootIsFollowed() throws IOException {
        Files.createDirectories(temporary.resolve("elsewhere"));
        Files.writeString(temporary.resolve("elsewhere/b.md"), "content");
        Files.createSymbolicLink(root.resolve("link"), temporary.resolve("elsewhere"));
        assertEquals(List.of("link/b.md"), walk(FileWalker.Options.DEFAULT));
    }

    @Test
    void missingRootIsAnError() {
        assertThrows(NoSuchFileException.class,
            () -> FileWalker.walk(List.of(root.resolve("missing")), FileWalker.Options.DEFAULT));
    }

    private List<String> walk(FileWalker.Options options) throws IOException {
        FileWalker.Result result = FileWalker.walk(List.of(root), options);
        return result.files().stream().map(file -> root.relativize(file.path()).toString()).toList();
    }

    private void write(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "content");
    }
}
