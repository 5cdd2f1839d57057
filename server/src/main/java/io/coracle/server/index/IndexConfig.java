package io.coracle.server.index;

import io.coracle.server.Setting;
import io.coracle.server.Settings;
import java.nio.file.Path;
import java.util.List;

/**
 * Where indexes lie and how many there may be.
 *
 * @param folder of all indexes
 * @param limits of what the server keeps and takes
 */
public record IndexConfig(Path folder, IndexLimits limits) {
    private static final Setting FOLDER = Setting.of("index-folder", "PATH", "",
        "where indexes are kept; without it $CORACLE_HOME/indexes, or coracle/indexes in the user's data folder");
    private static final Setting MAX_INDEXES = Setting.of("max-indexes", "N", "100", "the most indexes that may exist");

    public static final List<Setting> SETTINGS = List.of(FOLDER, MAX_INDEXES);

    /** Throws {@link io.coracle.server.SettingsException} when a value makes no sense. */
    public static IndexConfig of(Settings settings) {
        return new IndexConfig(settings.path(FOLDER).orElseGet(IndexConfig::usualFolder),
            IndexLimits.DEFAULT.withIndexes(settings.count(MAX_INDEXES, 1, 100_000)));
    }

    private static Path usualFolder() {
        String home = System.getenv("CORACLE_HOME");
        if (home != null && !home.isBlank()) {
            return Path.of(home, "indexes");
        }
        String data = System.getenv("XDG_DATA_HOME");
        Path base = data != null && !data.isBlank() ? Path.of(data) : Path.of(System.getProperty("user.home"), ".local", "share");
        return base.resolve("coracle").resolve("indexes");
    }
}
