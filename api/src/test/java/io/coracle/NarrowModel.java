package io.coracle;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model in which every f32 number has become one of 16 bits, as converters do it. */
final class NarrowModel {
    private final DType dtype;

    private NarrowModel(DType dtype) {
        this.dtype = dtype;
    }

    /** Puts the narrow model in the place of the file. */
    static void replace(Path file, DType dtype) throws IOException {
        OnnxModel model = OnnxReader.read(Bytes.of(Files.readAllBytes(file)));
        Files.write(file, OnnxWriter.write(OnnxModel.of(new NarrowModel(dtype).graph(model.graph()), model.opsets().get(""))));
    }

    private Graph graph(Graph wide) {
        Map<String, Tensor> constants = new LinkedHashMap<>();
        wide.constants().forEach((name, tensor) -> constants.put(name, tensor(tensor)));
        List<Node> nodes = new ArrayList<>();
        for (Node node : wide.nodes()) {
            Map<String, Attribute> attributes = new HashMap<>();
            node.attributes().forEach((name, value) -> attributes.put(name, attribute(node, value)));
            nodes.add(new Node(node.name(), node.domain(), node.operator(), node.version(), node.inputs(), node.outputs(), attributes));
        }
        List<ValueInfo> outputs = wide.outputs().stream().map(output -> switch (output.type()) {
            case ValueInfo.Tensor type when type.dtype() == DType.F32 ->
                new ValueInfo(output.name(), new ValueInfo.Tensor(dtype, type.ranked(), type.dims()));
            default -> output;
        }).toList();
        return new Graph(wide.name(), wide.inputs(), outputs, nodes, constants);
    }

    private Attribute attribute(Node node, Attribute value) {
        return switch (value) {
            case Attribute.TensorValue(Tensor tensor) -> new Attribute.TensorValue(tensor(tensor));
            case Attribute.IntValue(long code) when node.is("Cast") && code == DType.F32.code() -> new Attribute.IntValue(dtype.code());
            default -> value;
        };
    }

    /** What is too large stays the largest number: the mask of attention adds the smallest f32. */
    private Tensor tensor(Tensor wide) {
        if (wide.dtype() != DType.F32) {
            return wide;
        }
        double largest = dtype == DType.F16 ? 65_504 : 0x1.fep127;
        double[] values = wide.toDoubles();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.clamp(values[i], -largest, largest);
        }
        return Tensor.of(dtype, wide.shape(), values);
    }
}
