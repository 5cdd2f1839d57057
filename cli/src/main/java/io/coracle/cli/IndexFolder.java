package io.coracle.cli;

import io.coracle.search.Document;
import io.coracle.search.SearchIndex;
import io.coracle.search.TextEmbedder;
import io.coracle.search.files.FileWalker;
import io.coracle.text.split.TextSplitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the index of some folders lies when the user does not say: one folder for each combination of roots, model, splitter and
 * choice of files, so that none of them has to be thrown away for another.
 */
final class IndexFolder {

    private IndexFolder() {
    }

    /** The folder that caches live in: {@code CORACLE_HOME}, else {@code XDG_CACHE_HOME}/coracle, else {@code ~/.cache/coracle}. */
    static Path cache(Map<String, String> environment) {
        String own = environment.getOrDefault("CORACLE_HOME", "");
        if (!own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The specification says that a relative path there is to be ignored.
        return shared.isBlank() || !Path.of(shared).isAbsolute()
            ? Path.of(System.getProperty("user.home", "."), ".cache", "coracle").toAbsolutePath()
            : Path.of(shared, "coracle");
    }

    /** The index of these roots. */
    static Path of(Path cache, List<Path> roots, FileWalker.Options options, TextEmbedder embedder, TextSplitter splitter)
            throws IOException {
        List<String> parts = new ArrayList<>();
        for (Path root : roots) {
            parts.add(root.toRealPath().toString());
        }
        parts.sort(null);
        parts.add(options.toString());
        parts.add(embedder.fingerprint());
        parts.add(splitter.settings());
        parts.add(SearchIndex.formatVersion());
        String name = Document.hash(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
        Path folder = cache.resolve("indexes").resolve(name);
        Path about = folder.resolveSibling(name + ".txt");
        if (!Files.exists(about)) {
            Files.createDirectories(folder);
            Files.writeString(about, String.join("\n", parts) + "\n");
        }
        return folder;
    }
}
