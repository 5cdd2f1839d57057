package io.coracle.tensor;

/** What is known of a tensor before it has contents: element type and shape. */
public record TensorType(DType dtype, Shape shape) {
    /** Bytes the elements take. */
    public long bytes() {
        return dtype.bytes(shape.size());
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
