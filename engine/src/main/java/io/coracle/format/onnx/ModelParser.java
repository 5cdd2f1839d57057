package io.coracle.format.onnx;

import io.coracle.graph.ValueInfo;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code ModelProto}, {@code GraphProto}, {@code NodeProto} and {@code FunctionProto} (onnx/onnx.proto). */
final class ModelParser {
    private final TensorParser tensors;
    private final AttributeParser attributes;

    ModelParser(TensorParser tensors) {
        this.tensors = tensors;
        this.attributes = new AttributeParser(this, tensors);
    }

    Proto.Model model(ProtoReader in) {
        int irVersion = 0;
        String producer = "";
        String producerVersion = "";
        String description = "";
        Proto.Graph graph = null;
        Map<String, Integer> opsets = new HashMap<>();
        List<Proto.Function> functions = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> irVersion = in.smallInteger();
                case 2 -> producer = in.string();
                case 3 -> producerVersion = in.string();
                case 6 -> description = in.string();
                case 7 -> {
                    if (graph != null) {
                        throw in.error("the file has two graphs");
                    }
                    graph = in.message(this::graph);
                }
                case 8 -> in.message(entry -> opset(entry, opsets));
                case 14 -> in.message(entry -> entry(entry, metadata));
                case 25 -> functions.add(in.message(this::function));
                default -> in.skip();
            }
        }
        if (graph == null) {
            throw in.error("the file has no graph: it is not an ONNX model");
        }
        if (irVersion < 1) {
            throw in.error("the file says nothing of its IR version: it is not an ONNX model");
        }
        if (opsets.isEmpty()) {
            // Before IR version 3 there was one operator set, and files did not name it.
            if (irVersion >= 3) {
                throw in.error("the model imports no operator set: the file is truncated or damaged");
            }
            opsets.put("", 1);
        }
        String written = producerVersion.isEmpty() ? producer : producer + " " + producerVersion;
        return new Proto.Model(irVersion, written, description, graph, opsets, functions, metadata);
    }

    Proto.Graph graph(ProtoReader in) {
        int start = in.position();
        String name = "";
        List<ValueInfo> inputs = new ArrayList<>();
        List<ValueInfo> outputs = new ArrayList<>();
        List<Proto.Node> nodes = new ArrayList<>();
        Map<String, Tensor> initializers = new LinkedHashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nodes.add(in.message(this::node));
                case 2 -> name = in.string();
                case 5 -> initializer(in, start, initializers, in.message(tensors::tensor));
                case 11 -> inputs.add(in.message(TypeParser::valueInfo));
                case 12 -> outputs.add(in.message(TypeParser::valueInfo));
                case 15 -> initializer(in, start, initializers, in.message(tensors::sparse));
                default -> in.skip();
            }
        }
        return new Proto.Graph(name, inputs, outputs, nodes, initializers);
    }

    private static void initializer(ProtoReader in, int start, Map<String, Tensor> to, TensorParser.Named tensor) {
        if (tensor.name().isEmpty()) {
            throw in.error(start, "an initializer of the graph has no name");
        }
        if (to.put(tensor.name(), tensor.tensor()) != null) {
            throw in.error(start, "the graph has two initializers \"" + tensor.name() + "\"");
        }
    }

    private Proto.Node node(ProtoReader in) {
        int start = in.position();
        String name = "";
        String domain = "";
        String operator = "";
        String overload = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Proto.Argument> arguments = new HashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> inputs.add(in.string());
                case 2 -> outputs.add(in.string());
                case 3 -> name = in.string();
                case 4 -> operator = in.string();
                case 5 -> argument(in, arguments);
                case 7 -> domain = domain(in.string());
                case 8 -> overload = in.string();
                default -> in.skip();
            }
        }
        if (operator.isEmpty()) {
            throw in.error(start, "node \"" + name + "\" names no operator");
        }
        return new Proto.Node(name, domain, operator, overload, inputs, outputs, arguments);
    }

    private Proto.Function function(ProtoReader in) {
        int start = in.position();
        String name = "";
        String domain = "";
        String overload = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<Proto.Node> nodes = new ArrayList<>();
        Map<String, Proto.Argument> defaults = new HashMap<>();
        Map<String, Integer> opsets = new HashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 4 -> inputs.add(in.string());
                case 5 -> outputs.add(in.string());
                case 7 -> nodes.add(in.message(this::node));
                case 9 -> in.message(entry -> opset(entry, opsets));
                case 10 -> domain = domain(in.string());
                case 11 -> argument(in, defaults);
                case 13 -> overload = in.string();
                default -> in.skip();
            }
        }
        if (name.isEmpty()) {
            throw in.error(start, "a function has no name");
        }
        return new Proto.Function(domain, name, overload, inputs, outputs, nodes, defaults, opsets);
    }

    private void argument(ProtoReader in, Map<String, Proto.Argument> to) {
        int start = in.position();
        AttributeParser.Named argument = in.message(attributes::attribute);
        if (to.put(argument.name(), argument.argument()) != null) {
            throw in.error(start, "attribute \"" + argument.name() + "\" is given twice");
        }
    }

    private static Map<String, Integer> opset(ProtoReader in, Map<String, Integer> to) {
        int start = in.position();
        String domain = "";
        int version = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> domain = domain(in.string());
                case 2 -> version = in.smallInteger();
                default -> in.skip();
            }
        }
        if (version < 1) {
            throw in.error(start, "operator set \"" + domain + "\" is imported in version " + version);
        }
        Integer other = to.put(domain, version);
        if (other != null && other != version) {
            throw in.error(start, "operator set \"" + domain + "\" is imported in versions " + other + " and " + version);
        }
        return to;
    }

    static Map<String, String> entry(ProtoReader in, Map<String, String> to) {
        String key = "";
        String value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.string();
                case 2 -> value = in.string();
                default -> in.skip();
            }
        }
        to.put(key, value);
        return to;
    }

    private static String domain(String name) {
        return name.equals("ai.onnx") ? "" : name;
    }
}
