package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.testing.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * all-MiniLM-L6-v2 in a browser against vectors that ONNX Runtime computed. The default build compares some of the texts, the profile
 * {@code all-texts} all of them.
 */
class EmbeddingParityTest {
    private static final int DIMENSION = 384;
    private static final int TEXTS = Integer.getInteger("coracle.texts", 40);

    @Test
    void f32VectorsAreThoseOfOnnxRuntime() throws IOException {
        try (Tab tab = Tab.isolated().with("/f32/model.onnx", Tab.resource("all-minilm-l6-v2.onnx"))
            .with("/f32/tokenizer.json", Tab.resource("all-minilm-l6-v2-tokenizer.json"))) {
            double[] cosines = cosines(tab, "/f32/", "minilm/embeddings_f32.bin");
            for (int i = 0; i < cosines.length; i++) {
                assertTrue(cosines[i] >= 0.99999, "text " + i + " has cosine " + cosines[i]);
            }
        }
    }

    /** Single texts differ at the last bit of the model, which quantisation makes larger: means are compared. */
    @Test
    void int8VectorsAreThoseOfOnnxRuntimeOnTheWhole() throws IOException {
        try (Tab tab = Tab.isolated()) {
            double[] cosines = cosines(tab, "/models/minilm/", "minilm/embeddings_q.bin");
            assertTrue(mean(cosines) >= 0.998, "mean cosine " + mean(cosines));
            double[] withExact = cosines(tab, "/models/minilm/", "minilm/embeddings_f32.bin");
            assertTrue(mean(withExact) >= 0.989, "mean cosine with f32 " + mean(withExact));
        }
    }

    /** Alone, the threads share each kernel's loop; among others, each thread has a text of its own. */
    @Test
    void vectorsAreTheSameToTheBitWithOneThreadAndThreeAloneAndAmongOthers() throws IOException {
        String texts = json(Files.readAllLines(SharedData.require("sentences.txt")).subList(0, TEXTS));
        String open = "const embedder = await coracle.SemanticEmbedder.create({threads: 3}); const texts = " + texts + ";";
        String together = open + "return (await embedder.embed(texts)).join();";
        String oneThread;
        try (Tab tab = Tab.plain()) {
            oneThread = tab.text(together);
        }
        try (Tab tab = Tab.isolated()) {
            assertEquals(oneThread, tab.text(together));
            assertEquals(oneThread, tab.text(open + "const all = []; for (const text of texts) all.push(await embedder.embed(text)); return all.join();"));
        }
    }

    private static String json(List<String> texts) {
        return Json.write(new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList()));
    }

    private static double[] cosines(Tab tab, String model, String references) throws IOException {
        List<String> texts = Files.readAllLines(SharedData.require("sentences.txt")).subList(0, TEXTS);
        ByteBuffer expected = ByteBuffer.wrap(Files.readAllBytes(SharedData.require(references))).order(ByteOrder.LITTLE_ENDIAN);
        JsonArray vectors = (JsonArray) tab.run("const embedder = await coracle.SemanticEmbedder.create({model: '" + model + "', threads: 2});"
            + "const vectors = await embedder.embed(" + json(texts) + "); await embedder.destroy(); return vectors.map(vector => Array.from(vector));");
        double[] cosines = new double[texts.size()];
        for (int i = 0; i < cosines.length; i++) {
            List<JsonValue> vector = ((JsonArray) vectors.elements().get(i)).elements();
            double dot = 0;
            double ours = 0;
            double theirs = 0;
            for (int k = 0; k < DIMENSION; k++) {
                double x = ((JsonNumber) vector.get(k)).asDouble();
                double y = expected.getFloat(4 * (i * DIMENSION + k));
                dot += x * y;
                ours += x * x;
                theirs += y * y;
            }
            cosines[i] = dot / Math.sqrt(ours * theirs);
        }
        return cosines;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
