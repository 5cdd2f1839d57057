package io.coracle.testing;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tests one operator by a model of one node: on every backend against expected values, and against ONNX Runtime. Immutable; each
 * method gives a tester that knows more.
 */
public final class OperatorTester {
    private final Node node;
    private final int outputs;
    private final Set<Integer> constants;

    private OperatorTester(Node node, int outputs, Set<Integer> constants) {
        this.node = node;
        this.outputs = outputs;
        this.constants = Set.copyOf(constants);
    }

    /** @param operator a name, with its domain and a colon before it unless it is of the default ONNX set */
    public static OperatorTester of(String operator, int opset) {
        int colon = operator.indexOf(':');
        String domain = colon < 0 ? "" : operator.substring(0, colon);
        return new OperatorTester(new Node("tested", domain, operator.substring(colon + 1), opset, List.of(), List.of(), Map.of()),
            1, Set.of());
    }

    public OperatorTester with(String name, long value) {
        return with(name, new Attribute.IntValue(value));
    }

    public OperatorTester with(String name, float value) {
        return with(name, new Attribute.FloatValue(value));
    }

    public OperatorTester with(String name, String value) {
        return with(name, new Attribute.StringValue(value));
    }

    public OperatorTester with(String name, Tensor value) {
        return with(name, new Attribute.TensorValue(value));
    }

    public OperatorTester with(String name, Graph value) {
        return with(name, new Attribute.GraphValue(value));
    }

    public OperatorTester withInts(String name, long... values) {
        List<Long> list = new ArrayList<>();
        for (long value : values) {
            list.add(value);
        }
        return with(name, new Attribute.IntList(list));
    }

    public OperatorTester withFloats(String name, float... values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return with(name, new Attribute.FloatList(list));
    }

    public OperatorTester withStrings(String name, String... values) {
        return with(name, new Attribute.StringList(List.of(values)));
    }

    public OperatorTester with(String name, Attribute value) {
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.put(name, value);
        return new OperatorTester(new Node(node.name(), node.domain(), node.operator(), node.version(), node.inputs(), node.outputs(),
            attributes), outputs, constants);
    }

    /** How many outputs the node names; one unless this says otherwise. */
    public OperatorTester outputs(int count) {
        return new OperatorTester(node, count, constants);
    }

    /** Inputs that are weights of the model instead of its inputs, by position: axes, shapes, and what gets prepared. */
    public OperatorTester constant(Integer... positions) {
        return new OperatorTester(node, outputs, Set.of(positions));
    }

    /** An input that is left out. */
    public static Tensor absent() {
        return Absent.TENSOR;
    }

    private static final class Absent {
        private static final Tensor TENSOR = Tensor.strings(Shape.of(0));
    }

    /** The operator with its operands, run on every backend. */
    public Results on(Tensor... inputs) {
        List<String> operands = new ArrayList<>();
        Map<String, Tensor> given = new LinkedHashMap<>();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            operands.add(inputs[i] == absent() ? "" : "input" + i);
            if (inputs[i] != absent()) {
                (constants.contains(i) ? weights : given).put("input" + i, inputs[i]);
            }
        }
        List<String> names = new ArrayList<>();
        List<ValueInfo> outputInfos = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            names.add("output" + i);
            outputInfos.add(new ValueInfo("output" + i, new ValueInfo.Other("untyped")));
        }
        List<ValueInfo> inputInfos = new ArrayList<>();
        given.forEach((name, tensor) -> inputInfos.add(new ValueInfo(name, type(tensor))));
        Graph graph = new Graph("test", inputInfos, outputInfos, List.of(new Node(node.name(), node.domain(), node.operator(),
            node.version(), operands, names, node.attributes())), weights);
        return new Results(graph, given, Closeness.CONFORMANCE);
    }

    /** Extents have names, so that backends compile for any: a fixed shape would fold more than a model in use lets them. */
    private static ValueInfo.Tensor type(Tensor tensor) {
        List<Dimension> dims = new ArrayList<>();
        for (int i = 0; i < tensor.shape().rank(); i++) {
            dims.add(new Dimension.Unknown());
        }
        return new ValueInfo.Tensor(tensor.dtype(), true, dims);
    }

    /** What the operator gives, to be compared. */
    public final class Results {
        private final Graph graph;
        private final Map<String, Tensor> inputs;
        private final Closeness closeness;
        private final Map<String, List<Tensor>> found = new LinkedHashMap<>();

        private Results(Graph graph, Map<String, Tensor> inputs, Closeness closeness) {
            this.graph = graph;
            this.inputs = inputs;
            this.closeness = closeness;
        }

        /** The tolerance of what follows; at first that of the conformance suite. */
        public Results within(double relative, double absolute) {
            return within(Closeness.within(relative, absolute));
        }

        public Results within(Closeness other) {
            Results results = new Results(graph, inputs, other);
            results.found.putAll(found);
            return results;
        }

        /** As {@link #within}: no tolerance at all. */
        public Results exactly() {
            return within(Closeness.EXACT);
        }

        /** Throws {@link AssertionError} unless every backend gives these. */
        public Results gives(Tensor... expected) {
            compare(List.of(expected), "");
            return this;
        }

        /** Throws {@link AssertionError} unless every backend gives what ONNX Runtime gives. */
        public Results agreesWithOnnxRuntime() {
            compare(oracle(), " (expected is ONNX Runtime's)");
            return this;
        }

        /** Throws {@link AssertionError} unless ONNX Runtime, too, gives these: a check of the expectation itself. */
        public Results asDoesOnnxRuntime(Tensor... expected) {
            List<Tensor> oracle = oracle();
            for (int i = 0; i < expected.length; i++) {
                closeness.check("ONNX Runtime, " + label(i), expected[i], oracle.get(i));
            }
            return this;
        }

        /** Throws {@link AssertionError} unless every backend refuses with a message that contains this. */
        public Results fails(String message) {
            for (ModelRunner runner : TestBackend.all()) {
                Optional<RuntimeException> refusal = Optional.empty();
                try {
                    runner.run(graph, inputs);
                } catch (RuntimeException e) {
                    refusal = Optional.of(e);
                }
                RuntimeException e = refusal.orElseThrow(() -> new AssertionError(runner.name() + ": did not fail with: " + message));
                if (!String.valueOf(e.getMessage()).contains(message)) {
                    throw new AssertionError(runner.name() + ": failed, but not with: " + message, e);
                }
            }
            return this;
        }

        /** What a backend gives, the first one's. */
        public List<Tensor> values() {
            return results(TestBackend.all().getFirst());
        }

        private void compare(List<Tensor> expected, String note) {
            if (TestBackend.all().isEmpty()) {
                throw new AssertionError("there is no backend to test");
            }
            for (ModelRunner runner : TestBackend.all()) {
                List<Tensor> actual = results(runner);
                for (int i = 0; i < expected.size(); i++) {
                    closeness.check(runner.name() + ", " + label(i) + note, expected.get(i), actual.get(i));
                }
            }
        }

        private String label(int output) {
            return node.operator() + node.attributes() + inputs.values().stream().map(tensor -> tensor.type().toString()).toList()
                + " output " + output;
        }

        private List<Tensor> results(ModelRunner runner) {
            return found.computeIfAbsent(runner.name(), _ -> inOrder(runner.run(graph, inputs)));
        }

        private List<Tensor> oracle() {
            // The types that the first backend found tell which outputs have to take a detour to Java; wrong ones are rejected.
            List<ValueInfo> typed = new ArrayList<>();
            List<Tensor> values = values();
            for (int i = 0; i < values.size(); i++) {
                typed.add(new ValueInfo(graph.outputs().get(i).name(), new ValueInfo.Tensor(values.get(i).dtype(), false, List.of())));
            }
            Graph same = new Graph(graph.name(), graph.inputs(), typed, graph.nodes(), graph.constants());
            Map<String, Integer> opsets = node.domain().isEmpty() ? Map.of("", node.version()) : Map.of("", 21, node.domain(), node.version());
            OnnxModel model = new OnnxModel(same, opsets, OnnxModel.of(same, node.version()).irVersion(), "", "", Map.of());
            return inOrder(OnnxRuntime.run(model, inputs));
        }

        private List<Tensor> inOrder(Map<String, Tensor> outputs) {
            List<Tensor> list = new ArrayList<>();
            graph.outputs().forEach(output -> list.add(outputs.get(output.name())));
            return list;
        }
    }
}
