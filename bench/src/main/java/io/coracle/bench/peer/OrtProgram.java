package io.coracle.bench.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.coracle.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** A model with one f32 input and one f32 output in ONNX Runtime, its input ready in native memory. */
public final class OrtProgram implements AutoCloseable {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;

    /** Opens a model's file; {@code threads} share one call. */
    public OrtProgram(byte[] file, int threads, String inputName, Tensor input) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = OrtModel.options(threads)) {
            this.session = environment.createSession(file, options);
        }
        FloatBuffer buffer = ByteBuffer.allocateDirect(input.size() * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
        long[] shape = new long[input.shape().rank()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = input.shape().dim(i);
        }
        this.inputs = Map.of(inputName, OnnxTensor.createTensor(environment, buffer.put(input.toFloats()).flip(), shape));
    }

    /** Computes the output and leaves it in native memory. */
    public void run() throws OrtException {
        session.run(inputs).close();
    }

    /** Computes the output. */
    public float[] output() throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        }
    }

    @Override
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        session.close();
    }
}
