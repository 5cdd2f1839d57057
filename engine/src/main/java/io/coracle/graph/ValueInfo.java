package io.coracle.graph;

import java.util.List;

/** A named input or output of a graph with what the model says of its type. */
public record ValueInfo(String name, ValueType type) {

    /** The declared type of a value. */
    public sealed interface ValueType {}

    /** A tensor; {@code dims} is empty in the sense of unknown when {@code ranked} is false. */
    public record Tensor(io.coracle.tensor.DType dtype, boolean ranked, List<Dimension> dims) implements ValueType {
        public Tensor {
            dims = List.copyOf(dims);
        }

        @Override
        public String toString() {
            return dtype + (ranked ? dims.toString() : "[…]");
        }
    }

    /** A type that is not a tensor: a sequence, map, optional or sparse tensor; {@code text} describes it. */
    public record Other(String text) implements ValueType {
        @Override
        public String toString() {
            return text;
        }
    }

    /** An extent: a number, a name that stands for one, or unknown. */
    public sealed interface Dimension {
        record Fixed(int extent) implements Dimension {
            @Override
            public String toString() {
                return Integer.toString(extent);
            }
        }

        record Named(String name) implements Dimension {
            @Override
            public String toString() {
                return name;
            }
        }

        record Unknown() implements Dimension {
            @Override
            public String toString() {
                return "?";
            }
        }
    }

    @Override
    public String toString() {
        return name + ": " + type;
    }
}
