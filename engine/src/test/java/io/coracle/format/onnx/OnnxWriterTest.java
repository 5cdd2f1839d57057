package io.coracle.format.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxWriterTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        OnnxModel model = new OnnxModel(sample(), Map.of("", 18, "own", 2), 8, "tests", "a sample", Map.of("key", "value"));

        assertEquals(model, OnnxReader.read(Bytes.of(OnnxWriter.write(model))));
    }

    @Test
    void equalModelsGiveEqualBytes() {
        assertArrayEquals(OnnxWriter.write(OnnxModel.of(sample(), 18)), OnnxWriter.write(OnnxModel.of(sample(), 18)));
    }

    @Test
    void tensorsOfEveryTypeAreReadAgain() {
        for (DType dtype : DType.values()) {
            Tensor tensor = dtype == DType.STRING
                ? Tensor.strings(Shape.of(3), "", "naïve", "😀")
                : Tensor.of(dtype, Shape.of(3), 0.0, 1.0, 1.0);
            assertEquals(tensor, OnnxReader.readTensor(Bytes.of(OnnxWriter.writeTensor("t", tensor))), dtype.toString());
        }
    }

    @Test
    void sequencesCannotBeWritten() {
        Graph graph = new Graph("g", List.of(new ValueInfo("s", new ValueInfo.Other("sequence of float32"))), List.of(), List.of(), Map.of());

        assertEquals("value \"s\" is a sequence of float32, which cannot be written",
            assertThrows(IllegalArgumentException.class, () -> OnnxWriter.write(OnnxModel.of(graph, 18))).getMessage());
    }

    /** A graph with attributes, dimensions and constants of every kind. */
    static Graph sample() {
        Graph branch = new Graph("branch", List.of(), List.of(new ValueInfo("b", TypeParser.UNTYPED)),
            List.of(new Node("", "", "Neg", 18, List.of("x"), List.of("b"), Map.of())), Map.of());
        Map<String, Attribute> attributes = Map.of(
            "float", new Attribute.FloatValue(-0.5f),
            "int", new Attribute.IntValue(-7),
            "string", new Attribute.StringValue("text"),
            "tensor", new Attribute.TensorValue(Tensor.longs(Shape.of(2), 1L << 40, -1)),
            "graph", new Attribute.GraphValue(branch),
            "floats", new Attribute.FloatList(List.of(1f, Float.NaN)),
            "ints", new Attribute.IntList(List.of(0L, Long.MIN_VALUE)),
            "strings", new Attribute.StringList(List.of("", "a")),
            "tensors", new Attribute.TensorList(List.of(Tensor.floats(Shape.SCALAR, 3))),
            "graphs", new Attribute.GraphList(List.of()));
        List<Dimension> dims = List.of(new Dimension.Named("batch"), new Dimension.Fixed(3), new Dimension.Unknown());
        return new Graph("sample",
            List.of(new ValueInfo("x", new ValueInfo.Tensor(DType.F32, true, dims))),
            List.of(new ValueInfo("y", new ValueInfo.Tensor(DType.I64, false, List.of()))),
            List.of(new Node("first", "own", "Everything", 2, List.of("x", "", "w"), List.of("a", ""), attributes),
                new Node("", "", "Identity", 18, List.of("a"), List.of("y"), Map.of())),
            Map.of("w", Tensor.of(DType.F16, Shape.of(3), 1.5, -2, 0), "names", Tensor.strings(Shape.of(1), "z")));
    }
}
