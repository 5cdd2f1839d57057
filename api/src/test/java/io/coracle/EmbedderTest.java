package io.coracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.format.ModelFormatException;
import io.coracle.text.embed.Pooling;
import io.coracle.text.tokenizer.Encoding;
import io.coracle.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderTest {
    @TempDir
    private Path folder;

    @Test
    void vectorsHaveLengthOneUnlessRawOnesAreAskedFor() throws IOException {
        SharedFiles.modelFolder(folder, "all-minilm-l6-v2-q");
        try (Embedder unit = Embedder.load(folder);
             Embedder raw = Embedder.load(folder, new Embedder.Settings(Optional.empty(), false))) {
            float[] vector = unit.embed("hello");
            assertEquals(1, length(vector), 1e-5);
            float[] unscaled = raw.embed("hello");
            assertNotEquals(1, length(unscaled), 1e-2);
            assertEquals(1, SharedFiles.cosine(vector, unscaled), 1e-6);
            assertNotEquals(unit.fingerprint(), raw.fingerprint());
        }
    }

    @Test
    void whatIsKeptGivesTheSameVectorsInTheNextProcess() throws IOException {
        SharedFiles.modelFolder(folder, "all-minilm-l6-v2-q");
        List<String> texts = List.of("hello", "How do I rotate the keys?", "");
        List<float[]> expected;
        try (Embedder plain = Embedder.load(folder)) {
            expected = texts.stream().map(plain::embed).toList();
        }
        Embedder.Settings settings = new Embedder.Settings(Optional.empty(), true, Optional.of(folder.resolve("programs")));
        for (String process : List.of("first", "second")) {
            try (Embedder keeping = Embedder.load(folder, settings)) {
                assertEquals(384, keeping.dimension());
                for (int i = 0; i < expected.size(); i++) {
                    assertArrayEquals(expected.get(i), keeping.embed(texts.get(i)), process);
                }
                List<float[]> together = keeping.embedAll(texts);
                assertArrayEquals(expected.get(1), together.get(1), process);
            }
        }
    }

    private static double length(float[] vector) {
        double squares = 0;
        for (float x : vector) {
            squares += (double) x * x;
        }
        return Math.sqrt(squares);
    }

    @Test
    void aTextWhoseTokensAreKnownGivesTheSameVectors() throws IOException {
        SharedFiles.modelFolder(folder, "all-minilm-l6-v2-q");
        try (Embedder unit = Embedder.load(folder);
             Embedder raw = Embedder.load(folder, new Embedder.Settings(Optional.empty(), false))) {
            Encoding tokens = unit.tokenizer().encode("hello");
            assertArrayEquals(unit.embed("hello"), unit.embed(tokens));
            assertArrayEquals(unit.embed("hello"), unit.embed(unit.tokenizer().encodingOf(tokens.ids())));
            assertArrayEquals(raw.embed("hello"), unit.embedRaw(tokens));
            List<float[]> vectors = unit.embedTokens(tokens);
            assertEquals(3, vectors.size());
            float[] pooled = unit.embedRaw(tokens);
            for (int i = 0; i < pooled.length; i++) {
                assertEquals(pooled[i], (vectors.get(0)[i] + vectors.get(1)[i] + vectors.get(2)[i]) / 3, 1e-5f);
            }
        }
    }

    @Test
    void theModelsFolderSaysHowToPool() throws IOException {
        SharedFiles.modelFolder(folder, "all-minilm-l6-v2-q");
        Files.createDirectory(folder.resolve("1_Pooling"));
        Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false}");
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 256}");
        try (Embedder byFile = Embedder.load(folder);
             Embedder bySetting = Embedder.load(folder, new Embedder.Settings(Optional.of(Pooling.CLS), true))) {
            assertEquals(256, byFile.maxTokens());
            assertArrayEquals(bySetting.embed("hello"), byFile.embed("hello"));
        }
    }

    @Test
    void textPastTheLimitIsLeftOut() throws IOException {
        SharedFiles.modelFolder(folder, "all-minilm-l6-v2-q");
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 8}");
        try (Embedder embedder = Embedder.load(folder)) {
            assertArrayEquals(embedder.embed("one two three four five six"), embedder.embed("one two three four five six seven eight"));
        }
    }

    @Test
    void emptyTextHasAVector() {
        try (Embedder embedder = Embedder.allMiniLmL6V2()) {
            assertEquals(1, length(embedder.embed("")), 1e-5);
        }
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        assertTrue(assertThrows(NoSuchFileException.class, () -> Embedder.load(folder.resolve("nothing"))).getMessage().contains("nothing"));
        assertTrue(assertThrows(NoSuchFileException.class, () -> Embedder.load(folder)).getMessage().contains("model.onnx"));
        Files.write(folder.resolve("model.onnx"), new byte[] {1});
        assertTrue(assertThrows(NoSuchFileException.class, () -> Embedder.load(folder)).getMessage().contains("tokenizer.json"));
    }

    @Test
    void damagedFilesAreTypedErrorsWithTheirPath() throws IOException {
        SharedFiles.modelFolder(folder, "all-minilm-l6-v2-q");
        byte[] model = Files.readAllBytes(folder.resolve("model.onnx"));
        Files.write(folder.resolve("model.onnx"), java.util.Arrays.copyOf(model, model.length / 2));
        assertTrue(assertThrows(ModelFormatException.class, () -> Embedder.load(folder)).getMessage().contains("model.onnx"));
        Files.write(folder.resolve("model.onnx"), model);
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": 3}");
        assertTrue(assertThrows(TokenizerException.class, () -> Embedder.load(folder)).getMessage().contains("tokenizer.json"));
    }

    @Test
    void aClosedEmbedderSaysSo() {
        Embedder embedder = Embedder.allMiniLmL6V2();
        embedder.close();
        embedder.close();
        assertTrue(assertThrows(IllegalStateException.class, () -> embedder.embed("hello")).getMessage().contains("closed"));
    }
}
