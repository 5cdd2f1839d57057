package io.coracle.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.format.ModelFormatException;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OnnxReaderTest {
    @Test
    void nodesAreReadWithTheVersionOfTheirOperatorSet() {
        Graph graph = read(g -> g.input("x").node("Relu", List.of("x"), List.of("y")).output("y"));

        assertEquals("""
            graph\s
              input x: float32[2]
              y = Relu(x)
              output y: float32[2]
            """, graph.print());
        assertEquals(13, graph.nodes().getFirst().version());
    }

    @Test
    void domainAiOnnxIsTheDefaultDomain() {
        Graph graph = read(g -> g.input("x").node(1, "ai.onnx", "Relu", List.of("x"), List.of("y"), _ -> { }).output("y"));

        assertTrue(graph.nodes().getFirst().is("Relu"));
    }

    @Test
    void inputsThatNameAnInitializerAreNoInputs() {
        Graph graph = read(g -> g.input("x").input("w").initializer("w", 1, new long[] {2}, w -> w.out.blob(9, Bytes.of(new byte[8])))
            .node("Add", List.of("x", "w"), List.of("y")).output("y"));

        assertEquals(1, graph.inputs().size());
        assertEquals(Tensor.floats(Shape.of(2), 0, 0), graph.constants().get("w"));
    }

    @Test
    void nodesInAnyOrderAreSorted() {
        Graph graph = read(g -> g.input("x").node("Neg", List.of("b"), List.of("c")).node("Abs", List.of("a"), List.of("b"))
            .node("Relu", List.of("x"), List.of("a")).output("c"));

        assertEquals(List.of("Relu", "Abs", "Neg"), operators(graph));
    }

    @Test
    void aSortedGraphKeepsItsOrder() {
        Graph graph = read(g -> g.input("x").node("Relu", List.of("x"), List.of("a")).node("Abs", List.of("x"), List.of("b"))
            .node("Neg", List.of("a"), List.of("c")).node("Add", List.of("c", "b"), List.of("d")).output("d"));

        assertEquals(List.of("Relu", "Abs", "Neg", "Add"), operators(graph));
    }

    @Test
    void whatASubgraphReadsIsComputedBeforeTheNodeThatHoldsIt() {
        Graph graph = read(g -> g.input("x")
            .node(1, "", "If", List.of("x"), List.of("y"), branch("then_branch", b -> b.node("Neg", List.of("late"), List.of("t")).output("t")))
            .node("Abs", List.of("x"), List.of("late")).output("y"));

        assertEquals(List.of("Abs", "If"), operators(graph));
        GraphChecks.check(graph);
    }

    @Test
    void namesInSubgraphsThatAreTakenAreReplaced() {
        Consumer<ModelBytes> body = b -> b.node("Neg", List.of("x"), List.of("t")).node("Abs", List.of("t"), List.of("y")).output("y");
        Graph graph = read(g -> g.input("x")
            .node(1, "", "If", List.of("x"), List.of("y"), node -> branch("then_branch", body).andThen(branch("else_branch", body)).accept(node))
            .output("y"));

        GraphChecks.check(graph);
        Graph then = ((Attribute.GraphValue) graph.nodes().getFirst().attributes().get("then_branch")).value();
        assertEquals(List.of("x"), then.nodes().getFirst().inputs());
        assertEquals(then.nodes().getLast().outputs().getFirst(), then.outputs().getFirst().name());
    }

    @Test
    void aSubgraphThatHandsOnAnOuterValueCopiesIt() {
        Graph graph = read(g -> g.input("x")
            .node(1, "", "If", List.of("x"), List.of("y"), branch("then_branch", b -> b.output("x"))).output("y"));

        Graph then = ((Attribute.GraphValue) graph.nodes().getFirst().attributes().get("then_branch")).value();
        assertEquals(List.of("Identity"), operators(then));
        GraphChecks.check(graph);
    }

    @Test
    void functionsAreInlinedWithNamesOfTheirOwn() {
        Graph graph = read(g -> g.input("x").node(1, "own", "Twice", List.of("x"), List.of("t"), _ -> { })
                .node(1, "own", "Twice", List.of("t"), List.of("y"), _ -> { }).output("y"),
            model -> model.function("Twice", List.of("a"), List.of("t"), f -> f
                .node(7, "", "Neg", List.of("a"), List.of("x"), _ -> { })
                .node(7, "", "Abs", List.of("x"), List.of("t"), _ -> { })));

        assertEquals(List.of("Neg", "Abs", "Neg", "Abs"), operators(graph));
        GraphChecks.check(graph);
        assertEquals(List.of("y"), graph.nodes().getLast().outputs());
    }

    @Test
    void functionsMayCallFunctions() {
        Graph graph = read(g -> g.input("x").node(1, "own", "Outer", List.of("x"), List.of("y"), _ -> { }).output("y"),
            model -> model.function("Outer", List.of("a"), List.of("b"), f -> f.node(7, "own", "Inner", List.of("a"), List.of("b"), _ -> { }))
                .function("Inner", List.of("a"), List.of("b"), f -> f.node(7, "", "Neg", List.of("a"), List.of("b"), _ -> { })));

        assertEquals(List.of("Neg"), operators(graph));
        assertEquals(List.of("x"), graph.nodes().getFirst().inputs());
    }

    @Test
    void aFunctionsNodesTakeTheirAttributesFromTheCallOrFromItsDefaults() {
        Graph graph = read(g -> g.input("x")
                .node(1, "own", "Leaky", List.of("x"), List.of("a"), n -> n.message(5, alpha -> {
                    alpha.string(1, "slope");
                    alpha.out.float32(2, 0.25f);
                    alpha.integer(20, 1);
                }))
                .node(1, "own", "Leaky", List.of("a"), List.of("y"), _ -> { }).output("y"),
            model -> model.function("Leaky", List.of("x"), List.of("y"), f -> f
                .node(7, "", "LeakyRelu", List.of("x"), List.of("y"), n -> n
                    .message(5, alpha -> alpha.string(1, "alpha").integer(20, 1).string(21, "slope"))
                    .message(5, other -> other.string(1, "other").integer(20, 1).string(21, "not given")))
                .message(11, slope -> {
                    slope.string(1, "slope");
                    slope.out.float32(2, 0.5f);
                    slope.integer(20, 1);
                })));

        assertEquals(Map.of("alpha", new Attribute.FloatValue(0.25f)), graph.nodes().get(0).attributes());
        assertEquals(Map.of("alpha", new Attribute.FloatValue(0.5f)), graph.nodes().get(1).attributes());
    }

    @Test
    void optionalInputsThatACallLeavesOutAreAbsentInTheFunction() {
        Graph graph = read(g -> g.input("x").node(1, "own", "F", List.of("x"), List.of("y"), _ -> { }).output("y"),
            model -> model.function("F", List.of("a", "min"), List.of("b"), f -> f.node(7, "", "Clip", List.of("a", "min"), List.of("b"), _ -> { })));

        assertEquals(List.of("x", ""), graph.nodes().getFirst().inputs());
    }

    @Test
    void numbersOfTypedFieldsMayBePackedOrNot() {
        Graph packed = read(g -> g.initializer("w", 6, new long[] {3}, w -> w.out.blob(5, Bytes.of((byte) 1, (byte) 2, (byte) 0x7f)))
            .output("w"));
        Graph single = read(g -> g.initializer("w", 6, new long[] {3}, w -> w.integer(5, 1).integer(5, 2).integer(5, 127)).output("w"));

        assertEquals(Tensor.ints(Shape.of(3), 1, 2, 127), packed.constants().get("w"));
        assertEquals(packed.constants(), single.constants());
    }

    @Test
    void narrowTypesAreStoredInWideFields() {
        assertEquals(Tensor.of(DType.I8, Shape.of(2), -3L, 4L), typed(3, 2, w -> w.integer(5, -3).integer(5, 4)));
        assertEquals(Tensor.of(DType.F16, Shape.of(1), 1.0), typed(10, 1, w -> w.integer(5, 0x3c00)));
        assertEquals(Tensor.of(DType.U64, Shape.of(1), -1L), typed(13, 1, w -> w.integer(11, -1)));
        assertEquals(Tensor.of(DType.I4, Shape.of(3), 1L, -1L, 2L), typed(22, 3, w -> w.integer(5, 0xf1).integer(5, 2)));
        assertEquals(Tensor.strings(Shape.of(2), "a", "ü"), typed(8, 2, w -> w.string(6, "a").string(6, "ü")));
    }

    @Test
    void weightsAreSlicesOfTheFile() {
        byte[] file = ModelBytes.model(g -> g.initializer("w", 2, new long[] {4}, w -> w.out.blob(9, Bytes.of(new byte[] {9, 8, 7, 6})))
            .output("w"));
        Tensor weights = OnnxReader.read(Bytes.of(file)).graph().constants().get("w");

        for (int i = 0; i < file.length; i++) {
            file[i] = 0;
        }
        assertEquals(0, weights.longAt(0), "a copy would still hold 9");
    }

    @Test
    void weightsMayLieInAnotherFile() {
        Consumer<ModelBytes> graph = g -> g.initializer("w", 2, new long[] {2}, w -> w.integer(14, 1)
            .message(13, e -> e.string(1, "location").string(2, "weights.bin"))
            .message(13, e -> e.string(1, "offset").string(2, "3"))).output("w");
        Bytes file = Bytes.of(ModelBytes.model(graph));

        OnnxModel model = OnnxReader.read(file, location -> Bytes.of(location.getBytes(StandardCharsets.UTF_8)));
        assertEquals(Tensor.of(DType.U8, Shape.of(2), (long) 'g', (long) 'h'), model.graph().constants().get("w"));
        assertTrue(message(() -> OnnxReader.read(file, _ -> Bytes.of(new byte[4]))).contains("which has 4"));
        assertTrue(message(() -> OnnxReader.read(file)).contains("\"weights.bin\", which was not given"));
    }

    @Test
    void sparseInitializersAreWrittenOut() {
        Graph graph = read(g -> g.message(15, sparse -> sparse
            .message(1, values -> values.integer(1, 2).integer(2, 6).integer(5, 7).integer(5, 8).string(8, "w"))
            .message(2, indices -> indices.integer(1, 2).integer(1, 2).integer(2, 7).integer(7, 0).integer(7, 1).integer(7, 1).integer(7, 2))
            .integer(3, 2).integer(3, 3)).output("w"));

        assertEquals(Tensor.ints(Shape.of(2, 3), 0, 7, 0, 0, 0, 8), graph.constants().get("w"));
    }

    @Test
    void metadataIsKept() {
        OnnxModel model = OnnxReader.read(Bytes.of(ModelBytes.model(g -> g.input("x").output("x"), m -> m.string(2, "exporter").string(3, "2.1")
            .string(6, "a model").message(14, e -> e.string(1, "author").string(2, "someone")))));

        assertEquals("exporter 2.1", model.producer());
        assertEquals("a model", model.description());
        assertEquals(Map.of("author", "someone"), model.metadata());
        assertEquals(Map.of("", 13), model.opsets());
        assertEquals(8, model.irVersion());
    }

    private static Consumer<ModelBytes> branch(String name, Consumer<ModelBytes> body) {
        return node -> node.message(5, attribute -> attribute.string(1, name).message(6, body).integer(20, 5));
    }

    private static Tensor typed(int type, int count, Consumer<ModelBytes> data) {
        return read(g -> g.initializer("w", type, new long[] {count}, data).output("w")).constants().get("w");
    }

    private static Graph read(Consumer<ModelBytes> graph) {
        return read(graph, _ -> { });
    }

    private static Graph read(Consumer<ModelBytes> graph, Consumer<ModelBytes> rest) {
        return OnnxReader.read(Bytes.of(ModelBytes.model(graph, rest))).graph();
    }

    private static List<String> operators(Graph graph) {
        List<String> operators = new ArrayList<>();
        for (Node node : graph.nodes()) {
            operators.add(node.operator());
        }
        return operators;
    }

    private static String message(Runnable action) {
        return assertThrows(ModelFormatException.class, action::run).getMessage();
    }
}
