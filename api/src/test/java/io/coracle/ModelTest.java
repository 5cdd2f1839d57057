package io.coracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.format.ModelFormatException;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.plan.ModelException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
    private static final Tensor WEIGHTS = Tensor.floats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);

    /** y = x · WEIGHTS for x of any number of rows. */
    private static byte[] product(String operator) {
        ValueInfo x = new ValueInfo("x", new ValueInfo.Tensor(DType.F32, true, List.of(new Dimension.Named("rows"), new Dimension.Fixed(3))));
        ValueInfo y = new ValueInfo("y", new ValueInfo.Tensor(DType.F32, true, List.of(new Dimension.Named("rows"), new Dimension.Fixed(2))));
        Node node = new Node("product", "", operator, 17, List.of("x", "w"), List.of("y"), Map.of());
        return OnnxWriter.write(OnnxModel.of(new Graph("test", List.of(x), List.of(y), List.of(node), Map.of("w", WEIGHTS)), 17));
    }

    @Test
    void aModelRunsFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("product.onnx"), product("MatMul"));
        try (Model model = Model.load(file)) {
            assertEquals("x: float32[rows, 3]", model.inputs().getFirst().toString());
            Tensor y = model.run(Map.of("x", Tensor.floats(Shape.of(1, 3), 1, 1, 1))).get("y");
            assertEquals(Tensor.floats(Shape.of(1, 2), 9, 12), y);
        }
    }

    @Test
    void wrongInputsAreAnsweredWithWhatTheModelWants() {
        try (Model model = Model.load(product("MatMul"))) {
            String missing = assertThrows(ModelException.class, () -> model.run(Map.of())).getMessage();
            assertTrue(missing.contains("\"x\" is missing") && missing.contains("float32[rows, 3]"), missing);
            String misnamed = assertThrows(ModelException.class, () -> model.run(Map.of("X", Tensor.floats(Shape.of(1, 3), 1, 1, 1)))).getMessage();
            assertTrue(misnamed.contains("there is no input \"X\""), misnamed);
            String shape = assertThrows(ModelException.class, () -> model.run(Map.of("x", Tensor.floats(Shape.of(1, 2), 1, 1)))).getMessage();
            assertTrue(shape.contains("[rows, 3]") && shape.contains("[1, 2]"), shape);
            String type = assertThrows(ModelException.class, () -> model.run(Map.of("x", Tensor.longs(Shape.of(1, 3), 1, 1, 1)))).getMessage();
            assertTrue(type.contains("is float32, got int64"), type);
        }
    }

    @Test
    void unknownOperatorsAreNamed() {
        String message = assertThrows(ModelException.class, () -> Model.load(product("Frobnicate"))).getMessage();
        assertTrue(message.contains("Frobnicate"), message);
    }

    @Test
    void somethingElseThanAModelIsATypedError(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("readme.onnx"), "this is not a model");
        assertTrue(assertThrows(ModelFormatException.class, () -> Model.load(file)).getMessage().contains("readme.onnx"));
    }

    @Test
    void manyThreadsRunOneModel() {
        try (Model model = Model.load(product("MatMul"))) {
            IntStream.range(0, 2000).parallel().forEach(i -> {
                int rows = 1 + i % 7;
                float[] ones = new float[rows * 3];
                java.util.Arrays.fill(ones, i);
                float[] y = model.run(Map.of("x", Tensor.floats(Shape.of(rows, 3), ones))).get("y").toFloats();
                for (int row = 0; row < rows; row++) {
                    assertArrayEquals(new float[] {9 * i, 12 * i}, java.util.Arrays.copyOfRange(y, 2 * row, 2 * row + 2));
                }
            });
        }
    }

    @Test
    void aClosedModelSaysSo() {
        Model model = Model.load(product("MatMul"));
        model.close();
        assertThrows(IllegalStateException.class, () -> model.run(Map.of("x", Tensor.floats(Shape.of(1, 3), 1, 1, 1))));
    }
}
