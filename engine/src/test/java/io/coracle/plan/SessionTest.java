package io.coracle.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.backend.ForwardingBackend;
import io.coracle.backend.InterpreterBackend;
import io.coracle.backend.Memory;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionTest {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> constants = new HashMap<>();

    private SessionTest add(String operator, String inputs, String output) {
        return add(operator, inputs, output, Map.of());
    }

    private SessionTest add(String operator, String inputs, String output, Map<String, Attribute> attributes) {
        nodes.add(new Node("", "", operator, 18, List.of(inputs.split(" ")), List.of(output), attributes));
        return this;
    }

    private static ValueInfo value(String name, DType dtype) {
        return new ValueInfo(name, new ValueInfo.Tensor(dtype, false, List.of()));
    }

    private Session session(DType input, String output) {
        Graph graph = new Graph("test", List.of(value("x", input)), List.of(value(output, DType.F32)), nodes, constants);
        return new Session(graph, new InterpreterBackend());
    }

    private static Tensor floats(float... values) {
        return Tensor.floats(Shape.of(values.length), values);
    }

    @Test
    void aChainOfElementwiseOperatorsIsOneCall() {
        try (Session session = add("Exp", "x", "a").add("Neg", "a", "b").add("Abs", "b", "c").add("Sqrt", "c", "y").session(DType.F32, "y")) {
            String plan = session.printPlan(Map.of("x", floats(1, 2)));
            assertEquals(2, plan.strip().split("\n").length, plan);
        }
    }

    @Test
    void runsThatWereBegunHaveMemoryOfTheirOwnUntilTheyEnd() {
        try (Session session = add("Neg", "x", "y").session(DType.F32, "y")) {
            PendingRun first = session.begin(Map.of("x", floats(1, 2)), Set.of("y"));
            PendingRun forgotten = session.begin(Map.of("x", floats(3, 4)), Set.of("y"));
            PendingRun last = session.begin(Map.of("x", floats(5, 6)), Set.of("y"));
            forgotten.close();
            assertEquals(Map.of("y", floats(-5, -6)), last.result());
            assertEquals(Map.of("y", floats(-1, -2)), first.result());
            assertThrows(IllegalStateException.class, first::result);
        }
    }

    @Test
    void whatAnotherNodeReadsIsNotFusedAway() {
        add("Neg", "x", "a").add("Abs", "a", "b").add("Add", "a b", "y");
        try (Session session = session(DType.F32, "y")) {
            assertEquals(floats(0, 4), session.run(Map.of("x", floats(1, -2))).get("y"));
        }
    }

    @Test
    void shapeComputationsAreFoldedAway() {
        constants.put("one", Tensor.longs(Shape.of(1), 1));
        constants.put("minus", Tensor.longs(Shape.of(1), -1));
        add("Shape", "x", "s").add("Mul", "s one", "t").add("Concat", "one t", "u", Map.of("axis", new Attribute.IntValue(0)))
            .add("Reshape", "x u", "r").add("Neg", "r", "y");
        try (Session session = session(DType.F32, "y")) {
            String plan = session.printPlan(Map.of("x", floats(1, 2, 3)));
            assertEquals(2, plan.strip().split("\n").length, plan);
            assertEquals(Tensor.floats(Shape.of(1, 3), -1, -2, -3), session.run(Map.of("x", floats(1, 2, 3))).get("y"));
        }
    }

    @Test
    void aShapeThatDependsOnContentsStartsAnotherPlan() {
        add("NonZero", "x", "where").add("Shape", "where", "s").add("Cast", "s", "y", Map.of("to", new Attribute.IntValue(1)));
        try (Session session = session(DType.F32, "y")) {
            assertTrue(session.printPlan(Map.of("x", floats(1, 0, 3))).contains("stop"));
            assertEquals(floats(1, 2), session.run(Map.of("x", floats(1, 0, 3))).get("y"));
            assertEquals(floats(1, 0), session.run(Map.of("x", floats(0, 0))).get("y"));
        }
    }

    @Test
    void aReshapeToAComputedShapeIsPlannedWhenTheShapeIsKnown() {
        constants.put("data", Tensor.floats(Shape.of(4), 1, 2, 3, 4));
        add("Reshape", "data x", "r").add("Neg", "r", "y");
        try (Session session = session(DType.I64, "y")) {
            assertEquals(Shape.of(2, 2), session.run(Map.of("x", Tensor.longs(Shape.of(2), 2, 2))).get("y").shape());
            assertEquals(Shape.of(4, 1), session.run(Map.of("x", Tensor.longs(Shape.of(2), -1, 1))).get("y").shape());
        }
    }

    @Test
    void stringsPassBetweenPlans() {
        constants.put("tail", Tensor.strings(Shape.of(1), "!"));
        add("StringConcat", "x tail", "y");
        try (Session session = session(DType.STRING, "y")) {
            assertEquals(List.of("a!", "b!"), session.run(Map.of("x", Tensor.strings(Shape.of(2), "a", "b"))).get("y").toStrings());
        }
    }

    @Test
    void anInputCanBeAnOutput() {
        try (Session session = session(DType.F32, "x")) {
            assertEquals(floats(1, 2), session.run(Map.of("x", floats(1, 2))).get("x"));
        }
    }

    @Test
    void anErrorNamesTheNode() {
        constants.put("w", Tensor.floats(Shape.of(3, 1), 1, 2, 3));
        nodes.add(new Node("/encoder/product", "", "MatMul", 13, List.of("x", "w"), List.of("y"), Map.of()));
        try (Session session = session(DType.F32, "y")) {
            String message = assertThrows(ModelException.class, () -> session.run(Map.of("x", floats(1, 2)))).getMessage();
            assertTrue(message.contains("\"/encoder/product\" (MatMul-13)") && message.contains("[3, 1]"), message);
        }
    }

    @Test
    void anIndexOutsideTheDataIsAnErrorOfTheNode() {
        constants.put("table", floats(1, 2, 3));
        add("Gather", "table x", "y");
        try (Session session = session(DType.I64, "y")) {
            String message = assertThrows(ModelException.class, () -> session.run(Map.of("x", Tensor.longs(Shape.of(1), 7)))).getMessage();
            assertTrue(message.contains("Gather"), message);
            assertEquals(floats(3), session.run(Map.of("x", Tensor.longs(Shape.of(1), -1))).get("y"));
        }
    }

    @Test
    void aRunThatNeedsTooMuchMemoryIsRefused() {
        constants.put("many", Tensor.longs(Shape.of(1), 1 << 30));
        add("Expand", "x many", "a").add("Neg", "a", "b").add("ReduceSum", "b", "y");
        try (Session session = session(DType.F32, "y")) {
            assertTrue(assertThrows(ModelException.class, () -> session.run(Map.of("x", floats(1)))).getMessage().contains("bytes"));
        }
    }

    @Test
    void memoryIsReleasedOnceWhenAllIsClosed() {
        AtomicInteger released = new AtomicInteger();
        add("Neg", "x", "y");
        Graph graph = new Graph("test", List.of(value("x", DType.F32)), List.of(value("y", DType.F32)), nodes, constants);
        Session session = new Session(graph, new InterpreterBackend(), released::incrementAndGet);
        session.run(Map.of("x", floats(1)));
        assertEquals(0, released.get());
        session.close();
        session.close();
        assertEquals(1, released.get());
        assertThrows(IllegalStateException.class, () -> session.run(Map.of("x", floats(1))));
    }

    @Test
    void weightsArePackedOnceForAllShapes() {
        constants.put("w", Tensor.of(DType.I8, Shape.of(2, 2), 1L, 2, 3, 4));
        nodes.add(new Node("", "", "DynamicQuantizeLinear", 18, List.of("x"), List.of("q", "s", "z"), Map.of()));
        add("MatMulInteger", "q w z", "p").add("Cast", "p", "f", Map.of("to", new Attribute.IntValue(1))).add("Mul", "f s", "y");
        CountingBackend backend = new CountingBackend();
        Graph graph = new Graph("test", List.of(value("x", DType.F32)), List.of(value("y", DType.F32)), nodes, constants);
        try (Session session = new Session(graph, backend)) {
            session.run(Map.of("x", Tensor.floats(Shape.of(1, 2), 1, 2)));
            int before = backend.allocations;
            session.run(Map.of("x", Tensor.floats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6)));
            assertEquals(before, backend.allocations);
        }
    }

    /** The interpreter, counting how often memory is asked for. */
    private static final class CountingBackend extends ForwardingBackend {
        private int allocations;

        private CountingBackend() {
            super(new InterpreterBackend());
        }

        @Override
        public Memory allocate(long bytes) {
            allocations++;
            return super.allocate(bytes);
        }
    }

    @Test
    void valuesThatLiveAtDifferentTimesShareMemory() {
        int n = 1 << 20;
        String before = "x";
        for (int i = 0; i < 8; i++) {
            add("Softmax", before, "s" + i);
            before = "s" + i;
        }
        try (Session session = session(DType.F32, before)) {
            String plan = session.printPlan(Map.of("x", Tensor.floats(Shape.of(1, n), new float[n])));
            long arena = Long.parseLong(plan.split(" ")[2]);
            assertTrue(arena <= 2 * 4L * n + 4096, plan);
            assertFalse(arena < 2 * 4L * n, plan);
        }
    }
}
