package io.coracle.format.onnx;

import io.coracle.format.onnx.Proto.Argument;
import io.coracle.graph.Attribute;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code AttributeProto}. */
final class AttributeParser {
    record Named(String name, Argument argument) {}

    /** {@code AttributeProto.AttributeType}. */
    private enum Kind { UNDEFINED, FLOAT, INT, STRING, TENSOR, GRAPH, FLOATS, INTS, STRINGS, TENSORS, GRAPHS, SPARSE_TENSOR,
        SPARSE_TENSORS, TYPE, TYPES }

    private static final Kind[] KINDS = Kind.values();

    private final ModelParser models;
    private final TensorParser tensors;

    AttributeParser(ModelParser models, TensorParser tensors) {
        this.models = models;
        this.tensors = tensors;
    }

    Named attribute(ProtoReader in) {
        int start = in.position();
        String name = "";
        String reference = "";
        Kind declared = Kind.UNDEFINED;
        Kind found = Kind.UNDEFINED;
        float number = 0;
        long integer = 0;
        String text = "";
        List<Float> numbers = new ArrayList<>();
        List<Long> integers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<Tensor> values = new ArrayList<>();
        List<Proto.Graph> graphs = new ArrayList<>();
        while (in.next()) {
            Kind given = kindOfField(in.field());
            found = given == Kind.UNDEFINED ? found : given;
            switch (in.field()) {
                case 1 -> name = in.string();
                case 2 -> number = in.float32();
                case 3 -> integer = in.integer();
                case 4 -> text = in.string();
                case 5, 10 -> values.add(in.message(tensors::tensor).tensor());
                case 6, 11 -> graphs.add(in.message(models::graph));
                case 7 -> in.fixed32s(bits -> numbers.add(Float.intBitsToFloat((int) bits)));
                case 8 -> in.integers(integers::add);
                case 9 -> texts.add(in.string());
                case 20 -> declared = kind(in, in.smallInteger());
                case 21 -> reference = in.string();
                case 22, 23 -> values.add(in.message(tensors::sparse).tensor());
                default -> in.skip();
            }
        }
        if (name.isEmpty()) {
            throw in.error(start, "an attribute has no name");
        }
        if (!reference.isEmpty()) {
            return new Named(name, new Argument.Reference(reference));
        }
        // Files before IR version 2 leave the kind to be seen from the field that is set.
        Kind kind = declared == Kind.UNDEFINED ? found : declared;
        String label = "attribute \"" + name + "\"";
        return new Named(name, switch (kind) {
            case FLOAT -> value(new Attribute.FloatValue(number));
            case INT -> value(new Attribute.IntValue(integer));
            case STRING -> value(new Attribute.StringValue(text));
            case FLOATS -> value(new Attribute.FloatList(numbers));
            case INTS -> value(new Attribute.IntList(integers));
            case STRINGS -> value(new Attribute.StringList(texts));
            case TENSOR, SPARSE_TENSOR -> value(new Attribute.TensorValue(single(in, start, label, values)));
            case TENSORS, SPARSE_TENSORS -> value(new Attribute.TensorList(values));
            case GRAPH -> new Argument.Subgraph(single(in, start, label, graphs));
            case GRAPHS -> new Argument.Subgraphs(graphs);
            case TYPE, TYPES -> value(new Attribute.Unsupported("type"));
            case UNDEFINED -> throw in.error(start, label + " has no value");
        });
    }

    private static Argument value(Attribute attribute) {
        return new Argument.Value(attribute);
    }

    private static <T> T single(ProtoReader in, int start, String label, List<T> values) {
        if (values.size() != 1) {
            throw in.error(start, label + " has " + values.size() + " values, expected one");
        }
        return values.getFirst();
    }

    private static Kind kind(ProtoReader in, int code) {
        if (code < 0 || code >= KINDS.length) {
            throw in.error("an attribute is of kind " + code + ", which is not known");
        }
        return KINDS[code];
    }

    private static Kind kindOfField(int field) {
        return switch (field) {
            case 2 -> Kind.FLOAT;
            case 3 -> Kind.INT;
            case 4 -> Kind.STRING;
            case 5 -> Kind.TENSOR;
            case 6 -> Kind.GRAPH;
            case 7 -> Kind.FLOATS;
            case 8 -> Kind.INTS;
            case 9 -> Kind.STRINGS;
            case 10 -> Kind.TENSORS;
            case 11 -> Kind.GRAPHS;
            case 14 -> Kind.TYPE;
            case 15 -> Kind.TYPES;
            case 22 -> Kind.SPARSE_TENSOR;
            case 23 -> Kind.SPARSE_TENSORS;
            default -> Kind.UNDEFINED;
        };
    }
}
