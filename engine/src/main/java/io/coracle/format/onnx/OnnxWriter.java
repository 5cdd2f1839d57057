package io.coracle.format.onnx;

import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Writes ONNX models as one file, weights included. Equal models give equal bytes. */
public final class OnnxWriter {
    /** Since IR version 4 initializers need not be listed as inputs, and this writer does not list them. */
    private static final int MIN_IR_VERSION = 4;

    private final ProtoWriter out = new ProtoWriter();

    private OnnxWriter() {}

    /**
     * The bytes of a model file.
     *
     * @throws IllegalArgumentException for a type that the writer has no form for, such as a sequence
     * @throws IllegalStateException when the file would pass 2 GiB
     */
    public static byte[] write(OnnxModel model) {
        OnnxWriter writer = new OnnxWriter();
        writer.model(model);
        return writer.out.toArray();
    }

    /** The bytes of a file that holds one tensor ({@code TensorProto}). */
    public static byte[] writeTensor(String name, Tensor tensor) {
        OnnxWriter writer = new OnnxWriter();
        writer.tensor(name, tensor);
        return writer.out.toArray();
    }

    /** The oldest file format that every reader of an operator set version knows. */
    static int irVersion(int opset) {
        return opset >= 23 ? 11 : opset >= 21 ? 10 : opset >= 19 ? 9 : 8;
    }

    private void model(OnnxModel model) {
        out.integer(1, Math.max(model.irVersion(), MIN_IR_VERSION));
        if (!model.producer().isEmpty()) {
            out.string(2, model.producer());
        }
        if (!model.description().isEmpty()) {
            out.string(6, model.description());
        }
        out.message(7, () -> graph(model.graph()));
        for (String domain : sorted(model.opsets().keySet())) {
            out.message(8, () -> {
                out.string(1, domain);
                out.integer(2, model.opsets().get(domain));
            });
        }
        for (String key : sorted(model.metadata().keySet())) {
            out.message(14, () -> {
                out.string(1, key);
                out.string(2, model.metadata().get(key));
            });
        }
    }

    private void graph(Graph graph) {
        for (Node node : graph.nodes()) {
            out.message(1, () -> node(node));
        }
        out.string(2, graph.name());
        for (String name : sorted(graph.constants().keySet())) {
            out.message(5, () -> tensor(name, graph.constants().get(name)));
        }
        for (ValueInfo input : graph.inputs()) {
            out.message(11, () -> value(input));
        }
        for (ValueInfo output : graph.outputs()) {
            out.message(12, () -> value(output));
        }
    }

    private void node(Node node) {
        for (String input : node.inputs()) {
            out.string(1, input);
        }
        for (String output : node.outputs()) {
            out.string(2, output);
        }
        if (!node.name().isEmpty()) {
            out.string(3, node.name());
        }
        out.string(4, node.operator());
        for (Map.Entry<String, Attribute> entry : sortedEntries(node.attributes())) {
            out.message(5, () -> attribute(entry.getKey(), entry.getValue()));
        }
        if (!node.domain().isEmpty()) {
            out.string(7, node.domain());
        }
    }

    private void attribute(String name, Attribute attribute) {
        out.string(1, name);
        switch (attribute) {
            case Attribute.FloatValue f -> {
                out.float32(2, f.value());
                out.integer(20, 1);
            }
            case Attribute.IntValue i -> {
                out.integer(3, i.value());
                out.integer(20, 2);
            }
            case Attribute.StringValue s -> {
                out.string(4, s.value());
                out.integer(20, 3);
            }
            case Attribute.TensorValue t -> {
                out.message(5, () -> tensor("", t.value()));
                out.integer(20, 4);
            }
            case Attribute.GraphValue g -> {
                out.message(6, () -> graph(g.value()));
                out.integer(20, 5);
            }
            case Attribute.FloatList list -> {
                for (float value : list.values()) {
                    out.float32(7, value);
                }
                out.integer(20, 6);
            }
            case Attribute.IntList list -> {
                for (long value : list.values()) {
                    out.integer(8, value);
                }
                out.integer(20, 7);
            }
            case Attribute.StringList list -> {
                for (String value : list.values()) {
                    out.string(9, value);
                }
                out.integer(20, 8);
            }
            case Attribute.TensorList list -> {
                for (Tensor value : list.values()) {
                    out.message(10, () -> tensor("", value));
                }
                out.integer(20, 9);
            }
            case Attribute.GraphList list -> {
                for (Graph value : list.values()) {
                    out.message(11, () -> graph(value));
                }
                out.integer(20, 10);
            }
            case Attribute.Unsupported unsupported -> throw new IllegalArgumentException(
                "attribute \"" + name + "\" is a " + unsupported.kind() + ", which cannot be written");
        }
    }

    private void tensor(String name, Tensor tensor) {
        for (int dim : tensor.shape().toArray()) {
            out.integer(1, dim);
        }
        out.integer(2, tensor.dtype().code());
        if (!name.isEmpty()) {
            out.string(8, name);
        }
        if (tensor.dtype() == DType.STRING) {
            for (String text : tensor.toStrings()) {
                out.string(6, text);
            }
        } else {
            out.blob(9, tensor.bytes());
        }
    }

    private void value(ValueInfo value) {
        out.string(1, value.name());
        switch (value.type()) {
            case ValueInfo.Tensor tensor -> out.message(2, () -> out.message(1, () -> type(tensor)));
            case ValueInfo.Other other -> {
                if (!other.equals(TypeParser.UNTYPED)) {
                    throw new IllegalArgumentException("value \"" + value.name() + "\" is a " + other.text()
                        + ", which cannot be written");
                }
            }
        }
    }

    private void type(ValueInfo.Tensor tensor) {
        out.integer(1, tensor.dtype().code());
        if (tensor.ranked()) {
            out.message(2, () -> {
                for (Dimension dim : tensor.dims()) {
                    out.message(1, () -> {
                        switch (dim) {
                            case Dimension.Fixed fixed -> out.integer(1, fixed.extent());
                            case Dimension.Named named -> out.string(2, named.name());
                            case Dimension.Unknown _ -> { }
                        }
                    });
                }
            });
        }
    }

    private static List<String> sorted(Iterable<String> names) {
        List<String> sorted = new ArrayList<>();
        for (String name : names) {
            sorted.add(name);
        }
        Collections.sort(sorted);
        return sorted;
    }

    private static List<Map.Entry<String, Attribute>> sortedEntries(Map<String, Attribute> attributes) {
        List<Map.Entry<String, Attribute>> entries = new ArrayList<>();
        for (String name : sorted(attributes.keySet())) {
            entries.add(Map.entry(name, attributes.get(name)));
        }
        return entries;
    }
}
