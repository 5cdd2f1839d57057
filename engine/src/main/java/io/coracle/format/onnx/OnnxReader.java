package io.coracle.format.onnx;

import io.coracle.format.ModelFormatException;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Tensor;

/**
 * Reads ONNX models of any version. Weights are not copied: they are slices of the bytes given, which must stay readable as
 * long as the model is in use.
 *
 * <p>What the file leaves open is settled here: the model's own functions are inlined, nodes stand in an order in which every
 * value is computed before it is read, inputs that only name an initializer are dropped, the domain {@code ai.onnx} is written
 * as the empty string, and a name means one value throughout the model, subgraphs included.
 */
public final class OnnxReader {
    private OnnxReader() {}

    /** Reads a model that is one file. Throws {@link ModelFormatException} when it is damaged. */
    public static OnnxModel read(Bytes file) {
        return read(file, ExternalData.none());
    }

    /** Reads a model whose weights may lie in other files. Throws {@link ModelFormatException} when it is damaged. */
    public static OnnxModel read(Bytes file, ExternalData external) {
        if (file.size() == 0) {
            throw new ModelFormatException("onnx: offset 0: the file is empty");
        }
        ModelParser parser = new ModelParser(new TensorParser(external, file.size()));
        Proto.Model model = parser.model(new ProtoReader(file));
        return new OnnxModel(Linker.link(model), model.opsets(), model.irVersion(), model.producer(), model.description(),
            model.metadata());
    }

    /** Reads a file that holds one tensor ({@code TensorProto}, usually {@code .pb}). Throws {@link ModelFormatException}. */
    public static Tensor readTensor(Bytes file) {
        return new TensorParser(ExternalData.none(), file.size()).tensor(new ProtoReader(file)).tensor();
    }
}
