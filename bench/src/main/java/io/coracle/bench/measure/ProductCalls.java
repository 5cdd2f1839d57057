package io.coracle.bench.measure;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel;
import io.coracle.backend.ForwardingBackend;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.kernel.Kernel;
import io.coracle.plan.Session;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The matrix products of a model and nothing else: no quantiser before them, no planning, no copies of inputs and outputs. */
public final class ProductCalls implements AutoCloseable {
    private static final String NAME = "matmul";

    private final List<CompiledKernel.Call> calls;
    private final Session session;

    private ProductCalls(List<CompiledKernel.Call> calls, Session session) {
        this.calls = calls;
        this.session = session;
    }

    /** Runs an ONNX model once and remembers its products, with the operands that they had then. */
    public static ProductCalls of(byte[] model, Map<String, Tensor> inputs, Backend backend) {
        List<CompiledKernel.Call> calls = new ArrayList<>();
        Session session = new Session(OnnxReader.read(Bytes.of(model)).graph(), new Recorder(backend, calls));
        session.run(inputs);
        if (calls.isEmpty()) {
            session.close();
            throw new IllegalStateException("the model has no kernel whose name begins with " + NAME);
        }
        return new ProductCalls(List.copyOf(calls), session);
    }

    public void run() {
        for (CompiledKernel.Call call : calls) {
            call.run();
        }
    }

    @Override
    public void close() {
        session.close();
    }

    /** A backend that notes calls of products when they get their memory. */
    private static final class Recorder extends ForwardingBackend {
        private final List<CompiledKernel.Call> calls;

        private Recorder(Backend backend, List<CompiledKernel.Call> calls) {
            super(backend);
            this.calls = calls;
        }

        @Override
        public CompiledKernel compile(Kernel kernel) {
            CompiledKernel compiled = super.compile(kernel);
            return !kernel.name().startsWith(NAME) ? compiled : (places, arguments) -> {
                CompiledKernel.Call call = compiled.bind(places, arguments);
                calls.add(call);
                return call;
            };
        }

        @Override
        public void close() {
            // The backend is its owner's.
        }
    }
}
