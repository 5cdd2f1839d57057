package io.coracle.bench.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A sentence encoder in ONNX Runtime, with all optimisations. */
public final class OrtModel implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final OrtSession session;

    /** Opens a model file; {@code threads} share one call. */
    public OrtModel(Path file, int threads) throws OrtException {
        try (SessionOptions options = options(threads)) {
            this.session = ENVIRONMENT.createSession(file.toString(), options);
        }
    }

    static SessionOptions options(int threads) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
        return options;
    }

    /** A run over inputs that lie ready in native memory, which leaves nothing to copy in. */
    public final class Prepared implements AutoCloseable {
        private final Map<String, OnnxTensor> inputs;

        private Prepared(long[] ids, long[] mask, long[] shape) throws OrtException {
            this.inputs = Map.of("input_ids", tensor(ids, shape), "attention_mask", tensor(mask, shape),
                "token_type_ids", tensor(new long[ids.length], shape));
        }

        private static OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
            LongBuffer buffer = ByteBuffer.allocateDirect(values.length * Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
            return OnnxTensor.createTensor(ENVIRONMENT, buffer.put(values).flip(), shape);
        }

        /** Computes the vectors of the tokens and leaves them in native memory. */
        public void run() throws OrtException {
            session.run(inputs).close();
        }

        /** The vectors of the tokens, one after the other. */
        public float[] tokenVectors() throws OrtException {
            try (OrtSession.Result result = session.run(inputs)) {
                FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                return values;
            }
        }

        @Override
        public void close() {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** Makes one text's inputs ready. */
    public Prepared prepare(long[] ids) throws OrtException {
        long[] mask = new long[ids.length];
        Arrays.fill(mask, 1);
        return new Prepared(ids, mask, new long[] {1, ids.length});
    }

    /** Makes the inputs of several texts ready: row after row, shorter ones padded, with zeros in the mask. */
    public Prepared prepare(long[] ids, long[] mask, int rows) throws OrtException {
        return new Prepared(ids, mask, new long[] {rows, ids.length / rows});
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
