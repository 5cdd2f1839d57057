package io.coracle.graph;

import io.coracle.tensor.Tensor;
import java.util.List;

/** A constant argument of a node (ONNX {@code AttributeProto}). */
public sealed interface Attribute {
    record IntValue(long value) implements Attribute {}

    record FloatValue(float value) implements Attribute {}

    record StringValue(String value) implements Attribute {}

    record TensorValue(Tensor value) implements Attribute {}

    record GraphValue(Graph value) implements Attribute {}

    record IntList(List<Long> values) implements Attribute {
        public IntList {
            values = List.copyOf(values);
        }
    }

    record FloatList(List<Float> values) implements Attribute {
        public FloatList {
            values = List.copyOf(values);
        }
    }

    record StringList(List<String> values) implements Attribute {
        public StringList {
            values = List.copyOf(values);
        }
    }

    record TensorList(List<Tensor> values) implements Attribute {
        public TensorList {
            values = List.copyOf(values);
        }
    }

    record GraphList(List<Graph> values) implements Attribute {
        public GraphList {
            values = List.copyOf(values);
        }
    }

    /** A kind of attribute that the engine knows of but cannot use, such as a type or a sparse tensor. */
    record Unsupported(String kind) implements Attribute {}
}
