package io.coracle.op.move;

import io.coracle.graph.Attribute;
import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** A value that is written in the model. ONNX Constant-1 to 25. */
record ConstantValue(Tensor value) implements Operator.Host {
    /** Throws {@link OperatorException} when there is no value, or one that is no tensor. */
    static ConstantValue of(Attributes attributes) {
        for (String name : attributes.node().attributes().keySet()) {
            Attribute attribute = attributes.node().attributes().get(name);
            switch (name) {
                case "value", "value_float", "value_floats", "value_int", "value_ints", "value_string", "value_strings" -> {
                    return new ConstantValue(tensor(name, attribute));
                }
                case "sparse_value" -> throw new OperatorException("sparse constants are not supported");
                default -> {
                }
            }
        }
        throw new OperatorException("has no value");
    }

    private static Tensor tensor(String name, Attribute attribute) {
        return switch (attribute) {
            case Attribute.TensorValue(Tensor tensor) -> tensor;
            case Attribute.FloatValue(float value) -> Tensor.floats(Shape.SCALAR, value);
            case Attribute.IntValue(long value) -> Tensor.longs(Shape.SCALAR, value);
            case Attribute.StringValue(String value) -> Tensor.strings(Shape.SCALAR, value);
            case Attribute.IntList(List<Long> values) ->
                Tensor.longs(Shape.of(values.size()), values.stream().mapToLong(Long::longValue).toArray());
            case Attribute.FloatList(List<Float> values) -> {
                float[] floats = new float[values.size()];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = values.get(i);
                }
                yield Tensor.floats(Shape.of(floats.length), floats);
            }
            case Attribute.StringList(List<String> values) -> Tensor.strings(Shape.of(values.size()), values.toArray(new String[0]));
            default -> throw new OperatorException("attribute " + name + " holds no tensor");
        };
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(value.type());
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        return List.of(value);
    }
}
