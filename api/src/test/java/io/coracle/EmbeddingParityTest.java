package io.coracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.backend.Backend;
import io.coracle.jvm.JvmBackends;
import io.coracle.jvm.X86Backend;
import io.coracle.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares embeddings of a thousand texts with those of ONNX Runtime. */
class EmbeddingParityTest {
    private static final int DIMENSION = 384;

    /** Backends that this machine can run without flags. */
    static Stream<Backend> backends() {
        return Stream.of("x86-64", "bytecode").filter(name -> !name.equals("x86-64") || X86Backend.whyUnavailable().isEmpty())
            .map(JvmBackends::named);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void everyVectorOfTheFloatModelIsThatOfOnnxRuntime(Backend backend, @TempDir Path folder) throws IOException {
        List<String> texts = Files.readAllLines(SharedFiles.data("sentences.txt"));
        float[][] expected = SharedFiles.vectors(SharedFiles.data("minilm/embeddings_f32.bin"), DIMENSION);
        try (Embedder embedder = Embedder.load(SharedFiles.modelFolder(folder, "all-minilm-l6-v2"), Embedder.Settings.DEFAULT, backend)) {
            List<float[]> vectors = embedder.embedAll(texts);
            for (int i = 0; i < expected.length; i++) {
                double cosine = SharedFiles.cosine(vectors.get(i), expected[i]);
                assertTrue(cosine >= 0.99999, "text " + i + ": cosine " + cosine);
            }
            for (int i = 0; i < texts.size(); i += 20) {
                assertArrayEquals(embedder.embed(texts.get(i)), vectors.get(i), "text " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void vectorsOfTheQuantisedModelAgreeOnAverage(Backend backend, @TempDir Path folder) throws IOException {
        List<String> texts = Files.readAllLines(SharedFiles.data("sentences.txt"));
        float[][] quantised = SharedFiles.vectors(SharedFiles.data("minilm/embeddings_q.bin"), DIMENSION);
        float[][] exact = SharedFiles.vectors(SharedFiles.data("minilm/embeddings_f32.bin"), DIMENSION);
        try (Embedder embedder = Embedder.load(SharedFiles.modelFolder(folder, "all-minilm-l6-v2-q"), Embedder.Settings.DEFAULT, backend)) {
            List<float[]> vectors = embedder.embedAll(texts);
            double toQuantised = IntStream.range(0, texts.size()).mapToDouble(i -> SharedFiles.cosine(vectors.get(i), quantised[i])).average().orElseThrow();
            double toExact = IntStream.range(0, texts.size()).mapToDouble(i -> SharedFiles.cosine(vectors.get(i), exact[i])).average().orElseThrow();
            assertTrue(toQuantised >= 0.9985, "mean cosine with ONNX Runtime's int8 vectors is " + toQuantised);
            assertTrue(toExact >= 0.9905, "mean cosine with the f32 model's vectors is " + toExact);
        }
    }

    /** A model whose weights and values are all 16 bits wide, as checkpoints often are. */
    @ParameterizedTest
    @MethodSource("backends")
    void aModelOf16BitNumbersGivesNearlyTheVectorsOfTheFloatModel(Backend backend, @TempDir Path folder) throws IOException {
        List<String> texts = Files.readAllLines(SharedFiles.data("sentences.txt")).subList(0, 20);
        float[][] exact = SharedFiles.vectors(SharedFiles.data("minilm/embeddings_f32.bin"), DIMENSION);
        Map<DType, Double> nearest = Map.of(DType.F16, 0.9999, DType.BF16, 0.999);
        nearest.forEach((dtype, least) -> {
            try {
                Path own = SharedFiles.modelFolder(Files.createDirectory(folder.resolve(dtype.name())), "all-minilm-l6-v2");
                NarrowModel.replace(own.resolve("model.onnx"), dtype);
                try (Embedder embedder = Embedder.load(own, Embedder.Settings.DEFAULT, backend)) {
                    for (int i = 0; i < texts.size(); i++) {
                        double cosine = SharedFiles.cosine(embedder.embed(texts.get(i)), exact[i]);
                        assertTrue(cosine >= least, dtype + ", text " + i + ": cosine " + cosine);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aVectorDependsOnItsTextAlone() {
        List<String> texts = List.of("a", "How do I rotate the keys?", "Bread rises.", "The quick brown fox jumps over the lazy dog. ".repeat(20));
        try (Embedder embedder = Embedder.allMiniLmL6V2()) {
            List<float[]> alone = texts.stream().map(embedder::embed).toList();
            List<float[]> together = embedder.embedAll(texts);
            List<float[]> reversed = embedder.embedAll(texts.reversed());
            for (int i = 0; i < texts.size(); i++) {
                assertArrayEquals(alone.get(i), together.get(i));
                assertArrayEquals(alone.get(i), reversed.get(texts.size() - 1 - i));
            }
        }
    }

    @Test
    void textsThatMeanTheSameAreNear() {
        try (Embedder embedder = Embedder.allMiniLmL6V2()) {
            assertEquals(DIMENSION, embedder.dimension());
            float[] question = embedder.embed("How can I change my password?");
            double near = SharedFiles.cosine(question, embedder.embed("Steps for resetting the login credentials of an account"));
            double far = SharedFiles.cosine(question, embedder.embed("The recipe needs two eggs and a pinch of salt"));
            assertTrue(near > far + 0.2, near + " against " + far);
        }
    }
}
