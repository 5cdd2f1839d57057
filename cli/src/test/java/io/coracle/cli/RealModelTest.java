package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with the default model, as a user has them. */
class RealModelTest {

    @TempDir
    Path temporary;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void passageIsFoundByMeaningWithoutSharingAWord() throws IOException {
        Path docs = Files.createDirectory(temporary.resolve("docs"));
        Files.writeString(docs.resolve("security.md"), "Credentials are renewed every ninety days by the operations team.\n");
        Files.writeString(docs.resolve("canteen.md"), "The canteen opens at noon. Soup is served on Mondays.\n");
        Files.writeString(docs.resolve("boats.md"), "A coracle is a small round boat that fits on a back.\n");
        String index = temporary.resolve("index").toString();

        assertEquals(Main.OK, run("", "search", "-k", "1", "--index", index, docs.toString(), "when can I have lunch?"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("canteen.md:1"), out.toString(StandardCharsets.UTF_8));
        assertEquals(Main.OK, run("", "search", "-k", "1", "--index", index, docs.toString(), "how often do passwords change?"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("security.md:1"), out.toString(StandardCharsets.UTF_8));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("index is up to date"), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void eachLineGivesAVectorOf384Numbers() {
        assertEquals(Main.OK, run("first\nsecond\n", "embed"));
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonObject vector = (JsonObject) Json.parse(line);
            assertEquals(384, ((JsonArray) vector.get("embedding").orElseThrow()).elements().size());
        }
        assertEquals(2, out.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void similarMeaningsHaveSimilarVectors() {
        run("", "similarity", "Keys are rotated.", "We rotate the keys.");
        double near = Double.parseDouble(out.toString(StandardCharsets.UTF_8));
        run("", "similarity", "Keys are rotated.", "Lunch is at noon.");
        double far = Double.parseDouble(out.toString(StandardCharsets.UTF_8));
        assertTrue(near > 0.7 && far < 0.3, near + " and " + far);
    }

    @Test
    void tokensAreThoseOfTheModel() {
        run("", "tokenize", "--json", "unaffable");
        assertEquals("{\"ids\":[101,14477,20961,3468,102],\"tokens\":[\"[CLS]\",\"una\",\"##ffa\",\"##ble\",\"[SEP]\"],"
            + "\"offsets\":[[0,0],[0,3],[3,6],[6,9],[0,0]]}\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void folderWithoutAModelFailsWithOneLine() {
        assertEquals(Main.FAILED, run("", "embed", "--model", temporary.toString(), "text"));
        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count(), err.toString(StandardCharsets.UTF_8));
    }

    private int run(String input, String... arguments) {
        out.reset();
        err.reset();
        Terminal terminal = new Terminal(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
        return Main.run(new Context(terminal, new EngineModels()), arguments);
    }
}
