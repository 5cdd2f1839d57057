package io.coracle.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Where tests find the tokenizer of all-MiniLM-L6-v2 and the shared texts. */
public final class TestData {

    private TestData() {
    }

    /** The {@code tokenizer.json} in the model's jar. */
    public static byte[] miniLmTokenizer() {
        try (InputStream in = TestData.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same as a string. */
    public static String miniLmTokenizerJson() {
        return new String(miniLmTokenizer(), StandardCharsets.UTF_8);
    }

    /** The same, with neither truncation nor padding. */
    public static String miniLmTokenizerWithoutLimits() {
        String json = miniLmTokenizerJson();
        int from = json.indexOf("\"truncation\"");
        int to = json.indexOf("\"added_tokens\"");
        return json.substring(0, from) + json.substring(to);
    }

    /** The lines of a shared file; the test is skipped where the shared folder is absent. */
    public static List<String> sharedLines(String name) {
        try {
            return Files.readAllLines(shared(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path shared(String name) {
        String override = System.getProperty("coracle.shared");
        if (override != null) {
            Path file = Path.of(override, name);
            Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent (set by -Dcoracle.shared)");
            return file;
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared/data").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        Assumptions.abort("shared/data/" + name + " is in no folder above the working directory; point -Dcoracle.shared at shared/data");
        throw new AssertionError("unreachable");
    }
}
