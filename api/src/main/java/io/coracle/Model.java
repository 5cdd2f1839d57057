package io.coracle;

import io.coracle.format.ModelFormatException;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.graph.ValueInfo;
import io.coracle.jvm.JvmBackends;
import io.coracle.plan.ModelException;
import io.coracle.plan.Session;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model that is ready to run. Weights are read from the mapped file, not copied. Safe for use by many threads at once.
 *
 * {@snippet :
 * try (Model model = Model.load(Path.of("model.onnx"))) {
 *     Map<String, Tensor> outputs = model.run(Map.of("x", Tensor.floats(Shape.of(1, 3), 1, 2, 3)));
 * }
 * }
 */
public final class Model implements AutoCloseable {
    private final OnnxModel model;
    private final Session session;

    private Model(OnnxModel model, Session session) {
        this.model = model;
        this.session = session;
    }

    /**
     * Maps an ONNX file and prepares it.
     *
     * @throws IOException when the file cannot be read
     * @throws ModelFormatException when it is not a valid ONNX model
     * @throws ModelException when it uses operators that are not supported; the message names them all
     */
    public static Model load(Path path) throws IOException {
        Arena file = Arena.ofShared();
        try {
            OnnxModel model = ModelFiles.read(path, file);
            return new Model(model, new Session(model.graph(), JvmBackends.standard(), file::close));
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Prepares an ONNX model that lies in an array. Throws as {@link #load(Path)} does. */
    public static Model load(byte[] onnx) {
        OnnxModel model = OnnxReader.read(Bytes.of(onnx.clone()));
        return new Model(model, new Session(model.graph(), JvmBackends.standard()));
    }

    /** The inputs that {@link #run} wants: names, element types and shapes. */
    public List<ValueInfo> inputs() {
        return session.inputs();
    }

    /** The outputs that {@link #run} gives. */
    public List<ValueInfo> outputs() {
        return session.outputs();
    }

    /** What the file says of itself: its graph, operator sets, producer and metadata. */
    public OnnxModel description() {
        return model;
    }

    /**
     * Runs the model.
     *
     * @param inputs a tensor for each input, by name
     * @return a tensor for each output, by name, in the model's order
     * @throws ModelException when an input is missing, unknown, or of another type or shape than the model wants, or when the numbers
     *     are outside what an operator accepts; the message says which and what is wanted
     * @throws IllegalStateException when the model is closed
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        return session.run(inputs);
    }

    /** Gives off-heap memory back: at once, or when the runs under way have ended. */
    @Override
    public void close() {
        session.close();
    }
}
