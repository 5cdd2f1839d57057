package io.coracle.testing;

import io.coracle.format.onnx.OnnxReader;
import io.coracle.graph.ValueInfo;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Tensor;

/** Reads the {@code .pb} files of the conformance suite: inputs and expected outputs. */
public final class TensorProtos {
    private TensorProtos() {}

    /**
     * A value as the file holds it.
     *
     * @param declared what the model says of the value, because the files themselves do not tell their kind
     * @throws UnsupportedOperationException for a sequence, a map or an optional
     */
    public static Tensor read(byte[] file, ValueInfo declared) {
        if (declared.type() instanceof ValueInfo.Other(String text)) {
            throw new UnsupportedOperationException("value \"" + declared.name() + "\" is a " + text);
        }
        return OnnxReader.readTensor(Bytes.of(file));
    }
}
