package io.coracle.testing;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ONNX Runtime as an oracle, with its optimisations off and on one thread.
 *
 * <p>Its Java API has no unsigned integers but {@code uint8}, no 4-bit and no 8-bit floats. Inputs of those types become
 * initializers of the model, outputs are cast to a wider type inside it and narrowed again here, which loses nothing.
 */
public final class OnnxRuntime {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "oracle");

    private OnnxRuntime() {}

    /** ONNX Runtime does not run a model: it lacks an operator or a type, or the model is wrong. */
    public static final class Rejected extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Rejected(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Runs a model once. Throws {@link Rejected}. */
    public static Map<String, Tensor> run(OnnxModel model, Map<String, Tensor> inputs) {
        return run(OnnxWriter.write(model), inputs);
    }

    /** Runs a model file once. Throws {@link Rejected}. */
    public static Map<String, Tensor> run(byte[] file, Map<String, Tensor> inputs) {
        OnnxModel model = OnnxReader.read(Bytes.of(file));
        Map<String, DType> narrowed = new LinkedHashMap<>();
        for (ValueInfo output : model.graph().outputs()) {
            if (output.type() instanceof ValueInfo.Tensor tensor && carrier(tensor.dtype()) != tensor.dtype()) {
                narrowed.put(output.name(), tensor.dtype());
            }
        }
        Map<String, Tensor> hidden = new LinkedHashMap<>();
        Map<String, Tensor> given = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> (carrier(tensor.dtype()) == tensor.dtype() ? given : hidden).put(name, tensor));
        boolean expressible = narrowed.isEmpty() && hidden.isEmpty();
        byte[] runnable = expressible ? file : OnnxWriter.write(widened(model, hidden, narrowed));
        Map<String, Tensor> results = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> result : session(runnable, given).entrySet()) {
            String name = result.getKey();
            Optional<String> original = narrowed.keySet().stream().filter(output -> wide(output).equals(name)).findFirst();
            results.put(original.orElse(name), original.isEmpty() ? result.getValue() : narrow(result.getValue(), narrowed.get(original.get())));
        }
        return results;
    }

    private static Map<String, Tensor> session(byte[] file, Map<String, Tensor> inputs) {
        Map<String, OnnxTensor> arguments = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            try (OrtSession session = ENVIRONMENT.createSession(file, options)) {
                for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                    arguments.put(input.getKey(), give(input.getValue()));
                }
                Map<String, Tensor> results = new LinkedHashMap<>();
                try (OrtSession.Result result = session.run(arguments)) {
                    for (Map.Entry<String, OnnxValue> output : result) {
                        results.put(output.getKey(), take(output.getKey(), output.getValue()));
                    }
                }
                return results;
            }
        } catch (OrtException e) {
            throw new Rejected(e.getMessage(), e);
        } finally {
            arguments.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor give(Tensor tensor) throws OrtException {
        long[] shape = new long[tensor.shape().rank()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.shape().dim(i);
        }
        if (tensor.dtype() == DType.STRING) {
            return OnnxTensor.createTensor(ENVIRONMENT, tensor.toStrings().toArray(String[]::new), shape);
        }
        byte[] bytes = tensor.bytes().toArray();
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN).put(bytes).flip();
        return OnnxTensor.createTensor(ENVIRONMENT, buffer, shape, javaType(tensor.dtype()));
    }

    private static Tensor take(String name, OnnxValue value) throws OrtException {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new Rejected("output \"" + name + "\" is a " + value.getType() + ", not a tensor", null);
        }
        TensorInfo info = tensor.getInfo();
        Shape shape = Shape.of(info.getShape());
        if (info.type == OnnxJavaType.STRING) {
            List<String> strings = new ArrayList<>();
            flatten(shape.size() == 0 ? new String[0] : tensor.getValue(), strings);
            return Tensor.strings(shape, strings.toArray(String[]::new));
        }
        DType dtype = dtype(name, info);
        byte[] bytes = new byte[(int) dtype.bytes(shape.size())];
        ByteBuffer buffer = tensor.getByteBuffer();
        if (bytes.length > 0) {
            buffer.get(bytes);
        }
        return Tensor.of(dtype, shape, Bytes.of(bytes));
    }

    private static void flatten(Object value, List<String> to) {
        if (value instanceof String text) {
            to.add(text);
        } else {
            for (int i = 0; i < Array.getLength(value); i++) {
                flatten(Array.get(value, i), to);
            }
        }
    }

    /** The model with some inputs as initializers and some outputs cast to the type that carries them. */
    private static OnnxModel widened(OnnxModel model, Map<String, Tensor> hidden, Map<String, DType> narrowed) {
        Graph graph = model.graph();
        Map<String, Tensor> constants = new HashMap<>(graph.constants());
        constants.putAll(hidden);
        List<ValueInfo> inputs = graph.inputs().stream().filter(input -> !hidden.containsKey(input.name())).toList();
        List<Node> nodes = new ArrayList<>(graph.nodes());
        List<ValueInfo> outputs = new ArrayList<>();
        for (ValueInfo output : graph.outputs()) {
            DType dtype = narrowed.get(output.name());
            if (dtype == null) {
                outputs.add(output);
            } else {
                DType carrier = carrier(dtype);
                nodes.add(new Node("", "", "Cast", model.opsets().getOrDefault("", 13), List.of(output.name()),
                    List.of(wide(output.name())), Map.of("to", new Attribute.IntValue(onnxCode(carrier)))));
                ValueInfo.Tensor type = (ValueInfo.Tensor) output.type();
                outputs.add(new ValueInfo(wide(output.name()), new ValueInfo.Tensor(carrier, type.ranked(), type.dims())));
            }
        }
        return new OnnxModel(new Graph(graph.name(), inputs, outputs, nodes, constants), model.opsets(), model.irVersion(),
            model.producer(), model.description(), model.metadata());
    }

    private static String wide(String output) {
        return output + "/wide";
    }

    private static Tensor narrow(Tensor wide, DType dtype) {
        if (!wide.dtype().isFloat()) {
            return Tensor.of(dtype, wide.shape(), wide.toLongs());
        }
        if (dtype.bits() < 8) {
            return Tensor.of(dtype, wide.shape(), wide.toDoubles());
        }
        // By table and not by rounding, which would make infinity the largest finite number.
        byte[] codes = new byte[256];
        for (int code = 0; code < codes.length; code++) {
            codes[code] = (byte) code;
        }
        double[] values = Tensor.of(dtype, Shape.of(256), Bytes.of(codes)).toDoubles();
        byte[] narrow = new byte[wide.size()];
        for (int i = 0; i < narrow.length; i++) {
            int code = 0;
            while (code < 255 && Double.compare(values[code], wide.doubleAt(i)) != 0) {
                code++;
            }
            narrow[i] = (byte) code;
        }
        return Tensor.of(dtype, wide.shape(), Bytes.of(narrow));
    }

    /** The type that carries a value of another through the Java API; the type itself when the API has it. */
    private static DType carrier(DType dtype) {
        return switch (dtype) {
            case U16 -> DType.I32;
            case U32, U64 -> DType.I64;
            case I4, U4, I2, U2 -> DType.I32;
            case F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0, F4E2M1 -> DType.F32;
            default -> dtype;
        };
    }

    private static int onnxCode(DType dtype) {
        return switch (dtype) {
            case F32 -> 1;
            case I32 -> 6;
            case I64 -> 7;
            default -> throw new IllegalArgumentException(dtype + " carries nothing");
        };
    }

    private static OnnxJavaType javaType(DType dtype) {
        return switch (dtype) {
            case F32 -> OnnxJavaType.FLOAT;
            case F64 -> OnnxJavaType.DOUBLE;
            case I8 -> OnnxJavaType.INT8;
            case I16 -> OnnxJavaType.INT16;
            case I32 -> OnnxJavaType.INT32;
            case I64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case U8 -> OnnxJavaType.UINT8;
            case F16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            default -> throw new IllegalArgumentException("ONNX Runtime's Java API has no " + dtype);
        };
    }

    private static DType dtype(String name, TensorInfo info) {
        return switch (info.type) {
            case FLOAT -> DType.F32;
            case DOUBLE -> DType.F64;
            case INT8 -> DType.I8;
            case INT16 -> DType.I16;
            case INT32 -> DType.I32;
            case INT64 -> DType.I64;
            case BOOL -> DType.BOOL;
            case UINT8 -> DType.U8;
            case FLOAT16 -> DType.F16;
            case BFLOAT16 -> DType.BF16;
            case STRING, UNKNOWN -> throw new Rejected("output \"" + name + "\" has elements of " + info.onnxType, null);
        };
    }
}
