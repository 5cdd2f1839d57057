package io.coracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.coracle.ClassifierTrainer.Example;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.plan.ModelException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.text.classify.LabelScore;
import io.coracle.text.classify.LinearHead;
import io.coracle.text.embed.Pooling;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains a small classifier, and uses it as any model folder. */
class ClassifierTest {
    private static final List<Example> EXAMPLES = Stream.concat(
        Stream.of("The soup was delicious.", "A fresh and tasty salad for lunch.", "She baked bread with olives.", "Boil the pasta for nine minutes.",
            "The cake needs more sugar.", "We ate grilled fish by the sea.", "Peel the potatoes and fry them.", "A pinch of salt brings out the taste.")
            .map(text -> new Example(text, "food")),
        Stream.of("The striker scored in the last minute.", "She won the race by a second.", "Our team lost the final.", "He trains for the marathon.",
            "The referee stopped the match.", "A new record in the long jump.", "They play tennis every Sunday.", "The goalkeeper saved a penalty.")
            .map(text -> new Example(text, "sport"))).toList();

    @TempDir
    private static Path folder;
    private static ClassifierTrainer trainer;
    private static TrainedClassifier trained;

    @BeforeAll
    static void train() throws IOException {
        trainer = ClassifierTrainer.allMiniLmL6V2();
        trained = trainer.train(EXAMPLES, OptionalDouble.empty(), () -> {});
        trained.save(folder, Map.of("food", "Food & drink"));
    }

    @AfterAll
    static void close() {
        trainer.close();
    }

    @Test
    void textsItHasNotSeenGetTheirLabels() throws IOException {
        try (Classifier classifier = Classifier.load(folder)) {
            assertEquals(List.of("Food & drink", "sport"), classifier.labels());
            List<LabelScore> best = classifier.classifyAll(List.of("Roast the carrots with butter.", "The swimmers dive into the pool at the start."))
                .stream().map(List::getFirst).toList();
            assertEquals("Food & drink", best.getFirst().label());
            assertEquals("sport", best.getLast().label());
            assertTrue(best.stream().allMatch(label -> label.score() > 0.6 && label.score() < 1), best.toString());
        }
    }

    @Test
    void theFolderAgreesWithTheTrainer() throws IOException {
        List<String> texts = EXAMPLES.stream().map(Example::text).toList();
        try (Classifier classifier = Classifier.load(folder)) {
            assertEquals(EXAMPLES.stream().map(Example::label).toList(), trained.predict(texts, () -> {}));
            assertEquals(EXAMPLES.stream().map(example -> example.label().equals("food") ? "Food & drink" : "sport").toList(),
                classifier.classifyAll(texts).stream().map(scores -> scores.getFirst().label()).toList());
        }
    }

    @Test
    void trainingTwiceGivesTheSameFile(@TempDir Path again) throws IOException {
        trainer.train(EXAMPLES, OptionalDouble.of(trained.strength()), () -> {}).save(again, Map.of("food", "Food & drink"));
        for (String file : List.of("model.onnx", "tokenizer.json", "config.json")) {
            assertEquals(-1, Files.mismatch(folder.resolve(file), again.resolve(file)), file);
        }
    }

    @Test
    void otherRuntimesRunTheModelOnPaddedBatches() throws IOException, OrtException {
        long[][] ids = {{101, 1996, 11350, 2001, 12090, 1012, 102}, {101, 2016, 2180, 1996, 2679, 102, 0}};
        long[][] mask = {{1, 1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 0}};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(folder.resolve("model.onnx").toString());
             Model model = Model.load(folder.resolve("model.onnx"))) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("input_ids", OnnxTensor.createTensor(environment, ids));
            inputs.put("attention_mask", OnnxTensor.createTensor(environment, mask));
            inputs.put("token_type_ids", OnnxTensor.createTensor(environment, new long[2][7]));
            try (OrtSession.Result results = session.run(inputs)) {
                float[][] expected = (float[][]) results.get("logits").orElseThrow().getValue();
                float[] logits = model.run(Map.of("input_ids", longs(ids), "attention_mask", longs(mask), "token_type_ids", longs(new long[2][7])))
                    .get("logits").toFloats();
                // Both quantise activations, and neither in the same way: logits agree roughly, decisions exactly.
                assertArrayEquals(new float[] {expected[0][0], expected[0][1], expected[1][0], expected[1][1]}, logits, 0.15f);
                assertTrue(logits[0] > logits[1] && logits[3] > logits[2]);
            }
        }
    }

    @Test
    void theHeadAloneMakesTheSameModelAgain(@TempDir Path other) throws IOException {
        trained.saveHead(other.resolve("head.onnx"));
        assertTrue(Files.size(other.resolve("head.onnx")) < 5000);
        try (Arena arena = Arena.ofConfined()) {
            LinearHead head = LinearHead.of(ModelFiles.read(other.resolve("head.onnx"), arena));
            OnnxModel whole = head.on(ModelFiles.read(DefaultModel.folder().resolve("model.onnx"), arena), Pooling.MEAN);
            assertArrayEquals(Files.readAllBytes(folder.resolve("model.onnx")), OnnxWriter.write(whole));
            assertThrows(ModelException.class, () -> LinearHead.of(ModelFiles.read(DefaultModel.folder().resolve("model.onnx"), arena)));
        }
        try (Model alone = Model.load(other.resolve("head.onnx")); Classifier classifier = Classifier.load(folder)) {
            String text = "The soup was cold.";
            float[] logits = alone.run(Map.of("sentence_embedding", Tensor.floats(Shape.of(1, 384), vectorOf(text)))).get("logits").toFloats();
            List<LabelScore> scores = classifier.classify(text);
            assertEquals(scores.getFirst().logit(), Math.max(logits[0], logits[1]), 1e-3);
        }
    }

    @Test
    void scoresDependOnNothingButTheText() throws IOException {
        try (Classifier classifier = Classifier.load(folder)) {
            List<String> texts = new ArrayList<>(List.of("The soup was cold.", "A match in the rain, and nobody scored."));
            List<List<LabelScore>> together = classifier.classifyAll(texts);
            assertEquals(together.getLast(), classifier.classify(texts.getLast()));
            assertEquals(2, classifier.classify("").size());
        }
    }

    @Test
    void aRerankerReadsQueryAndTextTogetherAndPutsTheBestFirst(@TempDir Path reranker) throws IOException {
        // One weight vector that says how much a text is about food.
        Tensor weights = Tensor.floats(Shape.of(1, 384), vectorOf(EXAMPLES.getFirst().text()));
        try (Arena arena = Arena.ofConfined()) {
            OnnxModel model = new LinearHead(weights, Tensor.floats(Shape.of(1), 0)).on(ModelFiles.read(DefaultModel.folder().resolve("model.onnx"),
                arena), Pooling.MEAN);
            Files.write(reranker.resolve("model.onnx"), OnnxWriter.write(model));
        }
        Files.copy(folder.resolve("tokenizer.json"), reranker.resolve("tokenizer.json"));
        try (Reranker loaded = Reranker.load(reranker)) {
            List<Reranker.Rank> order = loaded.rank("What is for dinner?", List.of("The train is late.", "A tasty soup was served.", "Stocks fell."));
            assertEquals(1, order.getFirst().index());
            Reranker.Rank best = loaded.score("What is for dinner?", "A tasty soup was served.");
            assertEquals(best.score(), order.getFirst().score());
            assertEquals(1 / (1 + Math.exp(-best.logit())), best.score(), 1e-6);
        }
    }

    private static float[] vectorOf(String text) {
        try (Embedder embedder = Embedder.allMiniLmL6V2()) {
            return embedder.embed(text);
        }
    }

    @Test
    void aModelOfAnotherKindIsRefused(@TempDir Path embedding) throws IOException {
        SharedFiles.modelFolder(embedding, "all-minilm-l6-v2-q");
        assertTrue(assertThrows(ModelException.class, () -> Classifier.load(embedding)).getMessage().contains("logits"));
        assertTrue(assertThrows(ModelException.class, () -> Reranker.load(folder)).getMessage().contains("one label"));
    }

    @Test
    void examplesOfOneLabelAreNotEnough() {
        assertThrows(IllegalArgumentException.class, () -> trainer.train(EXAMPLES.subList(0, 3), OptionalDouble.empty(), () -> {}));
        assertThrows(IllegalArgumentException.class, () -> trainer.train(EXAMPLES, OptionalDouble.of(0), () -> {}));
    }

    private static Tensor longs(long[][] rows) {
        return Tensor.longs(Shape.of(rows.length, rows[0].length), Stream.of(rows).flatMapToLong(java.util.Arrays::stream).toArray());
    }
}
