package io.coracle.format.onnx;

import io.coracle.format.ModelFormatException;
import io.coracle.format.onnx.Proto.Argument;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a {@link Graph} of a file's messages: every name is resolved, calls of the model's own functions are replaced by their
 * bodies, nodes are put in order. The outer graph's names stay as they are; a name inside a subgraph or a function that is
 * already taken elsewhere is replaced, so that in the result a name means one value wherever it stands.
 */
final class Linker {
    /** Subgraphs and function calls within each other. */
    private static final int MAX_DEPTH = 100;

    /** Nodes and, in part, characters that inlining may create: functions that call each other twice double at every step. */
    private static final int MAX_INLINED = 1_000_000;

    /** What the nodes of a body mean: operator set versions, the call's attributes, and how new names begin. */
    private record Body(Map<String, Integer> opsets, Map<String, Attribute> arguments, String prefix) {}

    private final Map<String, Integer> opsets;
    private final Map<String, Proto.Function> functions = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private int serial;
    private int inlined;
    private int depth;

    private Linker(Proto.Model model) {
        this.opsets = model.opsets();
        for (Proto.Function function : model.functions()) {
            if (functions.put(function.key(), function) != null) {
                throw new ModelFormatException("onnx: function \"" + function.name() + "\" is defined twice");
            }
        }
    }

    static Graph link(Proto.Model model) {
        Linker linker = new Linker(model);
        Graph graph = linker.graph(model.graph(), Scope.alone(), new Body(model.opsets(), Map.of(), ""));
        Set<String> outputs = new HashSet<>();
        for (ValueInfo output : graph.outputs()) {
            if (!outputs.add(output.name())) {
                throw new ModelFormatException("onnx: the graph gives output \"" + output.name() + "\" twice");
            }
        }
        return graph;
    }

    private Graph graph(Proto.Graph source, Scope scope, Body body) {
        List<ValueInfo> inputs = new ArrayList<>();
        for (ValueInfo input : source.inputs()) {
            if (!source.initializers().containsKey(input.name())) {
                if (input.name().isEmpty() || scope.declares(input.name())) {
                    throw new ModelFormatException("onnx: graph \"" + source.name() + "\": an input has no name, or two are named \""
                        + input.name() + "\"");
                }
                inputs.add(new ValueInfo(declare(scope, input.name(), body), input.type()));
            }
        }
        Map<String, Tensor> constants = new HashMap<>();
        for (Map.Entry<String, Tensor> initializer : source.initializers().entrySet()) {
            constants.put(declare(scope, initializer.getKey(), body), initializer.getValue());
        }
        for (Proto.Node node : source.nodes()) {
            for (String output : node.outputs()) {
                if (!output.isEmpty()) {
                    output(node, output, scope, body);
                }
            }
        }
        List<Node> nodes = new ArrayList<>();
        for (Proto.Node node : source.nodes()) {
            node(node, scope, body, nodes);
        }
        List<ValueInfo> outputs = new ArrayList<>();
        for (ValueInfo output : source.outputs()) {
            String value = scope.find(output.name()).orElse("");
            if (value.isEmpty()) {
                throw new ModelFormatException("onnx: graph \"" + source.name() + "\": nothing computes its output \""
                    + output.name() + "\"");
            }
            if (!scope.declares(output.name())) {
                // A subgraph that hands on a value of the graph around it: the copy makes the output its own.
                String copy = unique(output.name());
                nodes.add(new Node("", "", "Identity", body.opsets().getOrDefault("", 1), List.of(value), List.of(copy), Map.of()));
                value = copy;
            }
            outputs.add(new ValueInfo(value, output.type()));
        }
        return new Graph(source.name(), inputs, outputs, NodeOrder.sorted(nodes), constants);
    }

    private void output(Proto.Node node, String name, Scope scope, Body body) {
        if (scope.declares(name)) {
            throw new ModelFormatException("onnx: " + label(node, body) + " gives \"" + name + "\", which is the name of another value");
        }
        declare(scope, name, body);
    }

    /** Declares a name of the graph and gives the value's own name. */
    private String declare(Scope scope, String name, Body body) {
        String value = unique(body.prefix().isEmpty() ? name : body.prefix() + name);
        scope.declare(name, value);
        return value;
    }

    private String unique(String name) {
        String value = name;
        while (!taken.add(value)) {
            value = name + "#" + ++serial;
        }
        return value;
    }

    private void node(Proto.Node node, Scope scope, Body body, List<Node> to) {
        List<String> inputs = new ArrayList<>(node.inputs().size());
        for (String input : node.inputs()) {
            inputs.add(input.isEmpty() ? "" : scope.find(input).orElseThrow(() ->
                new ModelFormatException("onnx: " + label(node, body) + " reads \"" + input + "\", which nothing computes")));
        }
        List<String> outputs = new ArrayList<>(node.outputs().size());
        for (String output : node.outputs()) {
            outputs.add(output.isEmpty() ? "" : scope.find(output).orElseThrow());
        }
        Map<String, Attribute> attributes = new HashMap<>();
        for (Map.Entry<String, Argument> argument : node.attributes().entrySet()) {
            if (argument.getValue() instanceof Argument.Reference && body.prefix().isEmpty()) {
                throw new ModelFormatException("onnx: " + label(node, body) + ": attribute \"" + argument.getKey()
                    + "\" refers to a function's attribute, but the node is in no function");
            }
            attribute(argument.getValue(), scope, body).ifPresent(value -> attributes.put(argument.getKey(), value));
        }
        Proto.Function function = functions.isEmpty() ? null
            : functions.get(Proto.Function.key(node.domain(), node.operator(), node.overload()));
        if (function == null) {
            to.add(new Node(node.name(), node.domain(), node.operator(), version(node, body), inputs, outputs, attributes));
        } else {
            deeper(label(node, body));
            call(node, function, inputs, outputs, attributes, body, to);
            depth--;
        }
    }

    private Optional<Attribute> attribute(Argument argument, Scope scope, Body body) {
        return switch (argument) {
            case Argument.Value value -> Optional.of(value.value());
            case Argument.Reference reference -> {
                Optional<Attribute> given = Optional.ofNullable(body.arguments().get(reference.name()));
                spend(given.map(Linker::size).orElse(1), "attribute \"" + reference.name() + "\"");
                yield given;
            }
            case Argument.Subgraph subgraph -> Optional.of(new Attribute.GraphValue(subgraph(subgraph.graph(), scope, body)));
            case Argument.Subgraphs subgraphs -> {
                List<Graph> graphs = new ArrayList<>();
                for (Proto.Graph graph : subgraphs.graphs()) {
                    graphs.add(subgraph(graph, scope, body));
                }
                yield Optional.of(new Attribute.GraphList(graphs));
            }
        };
    }

    private Graph subgraph(Proto.Graph graph, Scope scope, Body body) {
        deeper("graph \"" + graph.name() + "\"");
        Graph linked = graph(graph, Scope.within(scope), body);
        depth--;
        return linked;
    }

    private void deeper(String label) {
        if (++depth > MAX_DEPTH) {
            throw new ModelFormatException("onnx: " + label + ": graphs and functions are nested more than " + MAX_DEPTH
                + " deep; a function that calls itself has no end");
        }
    }

    /** Puts a function's body in the place of a call. */
    private void call(Proto.Node node, Proto.Function function, List<String> inputs, List<String> outputs,
                      Map<String, Attribute> attributes, Body caller, List<Node> to) {
        String label = label(node, caller);
        if (inputs.size() > function.inputs().size() || outputs.size() > function.outputs().size()) {
            throw new ModelFormatException("onnx: " + label + ": the function takes " + function.inputs().size() + " inputs and gives "
                + function.outputs().size() + " outputs, the call has " + inputs.size() + " and " + outputs.size());
        }
        Body body = new Body(function.opsets().isEmpty() ? opsets : function.opsets(), arguments(function, attributes), prefix(node));
        spend(1 + function.outputs().size(), label);
        for (Proto.Node inner : function.nodes()) {
            spend(size(inner), label);
        }
        Scope scope = Scope.alone();
        for (int i = 0; i < function.inputs().size(); i++) {
            scope.declare(function.inputs().get(i), i < inputs.size() ? inputs.get(i) : "");
        }
        Set<String> missing = new HashSet<>();
        for (int i = 0; i < function.outputs().size(); i++) {
            String formal = function.outputs().get(i);
            String actual = i < outputs.size() && !outputs.get(i).isEmpty() ? outputs.get(i) : unique(body.prefix() + formal);
            if (scope.declares(formal)) {
                to.add(new Node("", "", "Identity", body.opsets().getOrDefault("", 1),
                    List.of(scope.find(formal).orElse("")), List.of(actual), Map.of()));
            } else {
                scope.declare(formal, actual);
                missing.add(formal);
            }
        }
        for (Proto.Node inner : function.nodes()) {
            for (String output : inner.outputs()) {
                if (!output.isEmpty() && !missing.remove(output)) {
                    output(inner, output, scope, body);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new ModelFormatException("onnx: " + label + ": nothing in the function computes its outputs " + missing);
        }
        for (Proto.Node inner : function.nodes()) {
            node(inner, scope, body, to);
        }
    }

    private Map<String, Attribute> arguments(Proto.Function function, Map<String, Attribute> given) {
        Map<String, Attribute> arguments = new HashMap<>();
        Body constants = new Body(opsets, Map.of(), "");
        for (Map.Entry<String, Argument> entry : function.defaults().entrySet()) {
            attribute(entry.getValue(), Scope.alone(), constants).ifPresent(value -> arguments.put(entry.getKey(), value));
        }
        arguments.putAll(given);
        return arguments;
    }

    private String prefix(Proto.Node call) {
        boolean readable = !call.name().isEmpty() && call.name().length() <= 64;
        return (readable ? call.name() : call.operator().length() <= 64 ? call.operator() : "call") + "#" + ++serial + "/";
    }

    private void spend(int size, String label) {
        inlined += size;
        if (inlined > MAX_INLINED) {
            throw new ModelFormatException("onnx: " + label + ": inlining the model's functions gives more than " + MAX_INLINED
                + " nodes and values");
        }
    }

    /** What a copy of a node costs; bounded, so that sums do not overflow. */
    private static int size(Proto.Node node) {
        long size = 1 + node.inputs().size();
        for (String output : node.outputs()) {
            size += 1 + output.length() / 16;
        }
        for (Argument argument : node.attributes().values()) {
            size += switch (argument) {
                case Argument.Value _, Argument.Reference _ -> 1;
                case Argument.Subgraph subgraph -> size(subgraph.graph());
                case Argument.Subgraphs subgraphs -> {
                    long sum = 0;
                    for (Proto.Graph graph : subgraphs.graphs()) {
                        sum += size(graph);
                    }
                    yield sum;
                }
            };
        }
        return (int) Math.min(size, MAX_INLINED + 1);
    }

    private static int size(Proto.Graph graph) {
        long size = 1 + graph.inputs().size() + graph.outputs().size() + graph.initializers().size();
        for (Proto.Node node : graph.nodes()) {
            size += size(node);
        }
        return (int) Math.min(size, MAX_INLINED + 1);
    }

    private static int size(Attribute attribute) {
        long size = 1;
        if (attribute instanceof Attribute.GraphValue graph) {
            size += size(graph.value());
        } else if (attribute instanceof Attribute.GraphList list) {
            for (Graph graph : list.values()) {
                size += size(graph);
            }
        }
        return (int) Math.min(size, MAX_INLINED + 1);
    }

    private static int size(Graph graph) {
        long size = 1 + graph.outputs().size();
        for (Node node : graph.nodes()) {
            size += 1 + node.inputs().size();
            for (Attribute attribute : node.attributes().values()) {
                size += size(attribute);
            }
        }
        return (int) Math.min(size, MAX_INLINED + 1);
    }

    private int version(Proto.Node node, Body body) {
        Integer version = body.opsets().get(node.domain());
        if (version == null && node.domain().isEmpty()) {
            throw new ModelFormatException("onnx: " + label(node, body)
                + " is of the default operator set, of which the model imports no version");
        }
        // Exporters forget to import the domain of vendor operators, which have one version anyway.
        return version == null ? 1 : version;
    }

    private static String label(Proto.Node node, Body body) {
        return new Node(node.name(), node.domain(), node.operator(), body.opsets().getOrDefault(node.domain(), 1), List.of(),
            node.outputs(), Map.of()).label();
    }
}
