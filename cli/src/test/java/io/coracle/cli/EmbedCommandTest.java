package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.cli.Shell.Result;
import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.jvm.JvmBackends;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedCommandTest {

    @TempDir
    Path temporary;
    private final Shell shell = new Shell();

    @Test
    void eachTextGivesALineOfJson() {
        Result result = shell.run("embed", "one", "two");
        List<String> lines = result.out().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst().startsWith("{\"n_embedding\":32,\"embedding\":["), lines.getFirst());
        assertArrayEquals(vector("two"), numbers((JsonObject) Json.parse(lines.getLast())));
    }

    @Test
    void withoutTextsTheLinesOfTheInputAreEmbeddedInTheirOrder() {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            input.append("line ").append(i).append(i % 2 == 0 ? "\n" : "\r\n");
        }
        List<String> lines = shell.input(input.append("the last").toString()).run("embed").out().lines().toList();
        assertEquals(5001, lines.size());
        assertArrayEquals(vector("line 4711"), numbers((JsonObject) Json.parse(lines.get(4711))));
        assertArrayEquals(vector("the last"), numbers((JsonObject) Json.parse(lines.getLast())));
    }

    @Test
    void resultsAppearWhileTheInputIsStillOpen() throws IOException {
        PipedOutputStream typed = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(typed);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(in, new PrintStream(seen, false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream()), false, false);
        Thread command = Thread.ofPlatform().start(() -> Main.run(new Context(terminal, shell.models()), "embed"));
        for (int lines = 1; lines <= 3; lines++) {
            typed.write("one\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();
            int expected = lines;
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                while (seen.toString(StandardCharsets.UTF_8).lines().count() < expected) {
                    Thread.sleep(5);
                }
            });
        }
        typed.close();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> command.join());
    }

    @Test
    void processorsAreAsManyAsAskedFor() {
        try {
            assertEquals(Main.OK, shell.run("embed", "--threads", "3", "one").exitCode());
            assertEquals(3, JvmBackends.threads());
            Result none = shell.run("embed", "--threads", "0", "one");
            assertEquals(Main.USAGE, none.exitCode());
            assertTrue(none.err().contains("--threads 0: expected a number from 1 to 1024"), none.err());
        } finally {
            System.clearProperty("coracle.threads");
        }
    }

    @Test
    void jsonFormatIsOneArray() {
        JsonArray array = (JsonArray) Json.parse(shell.run("embed", "--format", "json", "one", "two").out());
        assertEquals(2, array.elements().size());
        assertEquals("[]\n", shell.input("").run("embed", "--format", "json").out());
    }

    @Test
    void npyFormatIsAMatrix() throws IOException {
        Tensor fromOutput = Npy.parse(shell.run("embed", "--format", "npy", "one", "two").bytes(), "standard output");
        assertEquals(Shape.of(2, Shell.DIMENSION), fromOutput.shape());
        Path file = temporary.resolve("v.npy");
        assertEquals("", shell.input("one\ntwo\n").run("embed", "--format", "npy", "-o", file.toString()).out());
        assertEquals(fromOutput, Npy.read(file));
        assertEquals(Shape.of(0, Shell.DIMENSION), Npy.parse(shell.input("").run("embed", "--format", "npy").bytes(), "").shape());
    }

    @Test
    void f32FormatIsBareNumbers() throws IOException {
        Path file = temporary.resolve("v.f32");
        shell.run("embed", "--format", "f32", "-o", file.toString(), "one");
        float[] read = new float[Shell.DIMENSION];
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(read);
        assertArrayEquals(vector("one"), read);
    }

    @Test
    void readerThatGoesAwayEndsTheCommandQuietly() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String endless = "one\n".repeat(200_000);
        Terminal terminal = new Terminal(new java.io.ByteArrayInputStream(endless.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(closed), new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
        assertEquals(141, Main.run(new Context(terminal, shell.models()), "embed"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertTrue(shell.embeddedSinceLastAsked() < 100_000);
    }

    @Test
    void lineWithoutEndIsRefused() {
        Result result = shell.input("x".repeat((1 << 24) + 1)).run("embed");
        assertEquals(Main.FAILED, result.exitCode());
        assertTrue(result.err().contains("line 1"), result.err());
    }

    @Test
    void unknownFormatIsAUsageError() {
        Result result = shell.run("embed", "--format", "xml", "one");
        assertEquals(Main.USAGE, result.exitCode());
        assertTrue(result.err().contains("jsonl"), result.err());
    }

    @Test
    void similarityIsTheCosine() {
        assertEquals("1.0000\n", shell.run("similarity", "one two", "two one").out());
        assertTrue(Json.parse(shell.run("similarity", "--json", "one", "two").out()) instanceof JsonObject);
        assertEquals(Main.USAGE, shell.run("similarity", "one").exitCode());
    }

    @Test
    void tokensComeWithIdsAndOffsets() {
        assertEquals("{\"ids\":[1,2],\"tokens\":[\"one\",\"two\"],\"offsets\":[[0,3],[5,8]]}\n",
            shell.run("tokenize", "--json", "one  two").out());
        String table = shell.run("tokenize", "one  two").out();
        assertTrue(table.contains("5-8  two") && table.endsWith("2 tokens\n"), table);
        assertEquals(2, shell.input("one\ntwo\n").run("tokenize", "--json").out().lines().count());
    }

    private float[] vector(String text) {
        try (Models.OpenEmbedder embedder = shell.models().embedder(new EmbeddingOptions())) {
            return embedder.embed(text);
        }
    }

    private static float[] numbers(JsonObject line) {
        List<?> elements = ((JsonArray) line.get("embedding").orElseThrow()).elements();
        float[] numbers = new float[elements.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) ((JsonNumber) elements.get(i)).asDouble();
        }
        return numbers;
    }
}
