package io.coracle.server.index;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;

/** The folders of indexes below one root: an index exists as soon as, and as long as, a folder has its name. */
final class IndexFolders {
    /** In front of the names of deleted indexes, until their files are removed. No index's name begins so. */
    private static final String DELETED = ".deleted-";

    private final Path root;

    IndexFolders(Path root) {
        this.root = root;
    }

    Path of(IndexName name) {
        return root.resolve(name.value());
    }

    boolean exists(IndexName name) {
        return Files.isDirectory(of(name));
    }

    List<IndexName> names() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString())
                .filter(IndexName::isValid).sorted().map(IndexName::new).toList();
        }
    }

    void create(IndexName name) throws IOException {
        Files.createDirectories(of(name));
        IOUtils.fsync(root, true);
    }

    /** Deletes an index: it is gone for good as soon as it has lost its name, whatever happens to its files. */
    void delete(IndexName name) throws IOException {
        Path away = root.resolve(DELETED + UUID.randomUUID());
        Files.move(of(name), away, StandardCopyOption.ATOMIC_MOVE);
        IOUtils.fsync(root, true);
        deleteTree(away);
    }

    /** Removes what a process that died left of indexes that it deleted. */
    void sweep() throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : folders.filter(f -> f.getFileName().toString().startsWith(DELETED)).toList()) {
                deleteTree(folder);
            }
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    long bytes(IndexName name) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(of(name))) {
            for (Path file : files.toList()) {
                bytes += size(file);
            }
        }
        return bytes;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            // Lucene deleted it while the others were counted.
            return 0;
        }
    }
}
