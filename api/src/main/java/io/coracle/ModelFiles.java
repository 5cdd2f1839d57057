package io.coracle;

import io.coracle.format.ModelFormatException;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.jvm.SegmentBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads model files, with the weights that lie in files beside them. */
public final class ModelFiles {
    private ModelFiles() {}

    /** Maps a model; its weights stay readable until the arena is closed. */
    public static OnnxModel read(Path path, Arena arena) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString(), null, Files.isDirectory(path) ? "is a folder, not a model file" : "no such model file");
        }
        return read(path, SegmentBytes.map(path, arena), arena);
    }

    /** As {@link #read(Path, Arena)}, of a file that is mapped already. */
    static OnnxModel read(Path path, SegmentBytes file, Arena arena) {
        Path folder = path.toAbsolutePath().getParent();
        try {
            return OnnxReader.read(file, location -> beside(folder, location, arena));
        } catch (ModelFormatException e) {
            throw new ModelFormatException(path + ": " + e.getMessage(), e);
        }
    }

    /** A file that a model names. It may lie in the model's folder or below, nowhere else. */
    private static SegmentBytes beside(Path folder, String location, Arena arena) {
        try {
            Path file = folder.resolve(location).normalize();
            if (Path.of(location).isAbsolute() || !file.startsWith(folder) || !file.toRealPath().startsWith(folder.toRealPath())) {
                throw new ModelFormatException("external data \"" + location + "\" lies outside the model's folder");
            }
            return SegmentBytes.map(file, arena);
        } catch (NoSuchFileException e) {
            throw new ModelFormatException("external data file \"" + location + "\" is missing beside the model", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelFormatException("external data \"" + location + "\" cannot be read: " + e.getMessage(), e);
        }
    }
}
