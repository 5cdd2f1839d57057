package io.coracle.format.onnx;

import java.util.List;
import java.util.function.Consumer;

/** Writes ONNX files message by message, also wrong ones and ones with parts that {@link OnnxWriter} does not write. */
final class ModelBytes {
    final ProtoWriter out = new ProtoWriter();

    private ModelBytes() {}

    /** A file of IR version 8 that imports version 13 of the default operator set. */
    static byte[] model(Consumer<ModelBytes> graph, Consumer<ModelBytes> rest) {
        ModelBytes file = new ModelBytes();
        file.out.integer(1, 8);
        file.message(7, graph);
        file.message(8, opset -> opset.out.integer(2, 13));
        rest.accept(file);
        return file.out.toArray();
    }

    static byte[] model(Consumer<ModelBytes> graph) {
        return model(graph, _ -> { });
    }

    ModelBytes message(int field, Consumer<ModelBytes> body) {
        out.message(field, () -> body.accept(this));
        return this;
    }

    ModelBytes string(int field, String text) {
        out.string(field, text);
        return this;
    }

    ModelBytes integer(int field, long value) {
        out.integer(field, value);
        return this;
    }

    /** In a graph: an input or (field 12) an output of float32 [2]. */
    ModelBytes value(int field, String name) {
        return message(field, value -> value.string(1, name).message(2, type -> type.message(1, tensor ->
            tensor.integer(1, 1).message(2, shape -> shape.message(1, dim -> dim.integer(1, 2))))));
    }

    ModelBytes input(String name) {
        return value(11, name);
    }

    ModelBytes output(String name) {
        return value(12, name);
    }

    /** In a graph. */
    ModelBytes node(String operator, List<String> inputs, List<String> outputs) {
        return node(1, "", operator, inputs, outputs, _ -> { });
    }

    /** In a graph (field 1) or a function (field 7). */
    ModelBytes node(int field, String domain, String operator, List<String> inputs, List<String> outputs, Consumer<ModelBytes> rest) {
        return message(field, node -> {
            inputs.forEach(input -> node.string(1, input));
            outputs.forEach(output -> node.string(2, output));
            node.string(4, operator).string(7, domain);
            rest.accept(node);
        });
    }

    /** In a model: a function of the domain {@code own}. */
    ModelBytes function(String name, List<String> inputs, List<String> outputs, Consumer<ModelBytes> body) {
        return message(25, function -> {
            function.string(1, name).string(10, "own");
            inputs.forEach(input -> function.string(4, input));
            outputs.forEach(output -> function.string(5, output));
            function.message(9, opset -> opset.integer(2, 13));
            body.accept(function);
        });
    }

    /** In a graph: an initializer; the body writes its data. */
    ModelBytes initializer(String name, int type, long[] dims, Consumer<ModelBytes> data) {
        return message(5, tensor -> {
            for (long dim : dims) {
                tensor.integer(1, dim);
            }
            tensor.integer(2, type).string(8, name);
            data.accept(tensor);
        });
    }
}
