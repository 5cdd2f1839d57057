package io.coracle.testing;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.graph.ValueInfo;
import io.coracle.json.Json;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The ONNX backend test suite as one zip file; its layout and its rules are described beside it. */
public final class ConformanceSuite implements AutoCloseable {
    private static final String DATA = "test_data_set_0/";

    private final ZipFile zip;
    private final Map<String, String> operators;

    private ConformanceSuite(ZipFile zip) throws IOException {
        this.zip = zip;
        this.operators = operators(zip);
    }

    /** The suite of the shared data. Skips the running test when it is absent. */
    public static ConformanceSuite open() {
        return open(SharedData.require("onnx-conformance/suite.zip"));
    }

    public static ConformanceSuite open(Path zip) {
        try {
            return new ConformanceSuite(new ZipFile(zip.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One model with inputs and the outputs that it must give. */
    public final class Case {
        private final String folder;

        private Case(String folder) {
            this.folder = folder;
        }

        /** For example {@code node/test_softmax_axis_0}. */
        public String name() {
            return folder.substring("suite/".length(), folder.length() - 1);
        }

        /** What the case is about: the operator it tests, or its group when it is a whole network. */
        public String subject() {
            String name = name();
            String group = name.substring(0, name.indexOf('/'));
            return operators.getOrDefault(name.substring(name.indexOf('/') + 1), group);
        }

        public byte[] file() {
            return bytes(folder + "model.onnx");
        }

        public OnnxModel model() {
            return OnnxReader.read(Bytes.of(file()));
        }

        /** Throws {@link UnsupportedOperationException} when one is not a tensor. */
        public Map<String, Tensor> inputs(OnnxModel model) {
            return values("input_", model.graph().inputs());
        }

        /** Throws {@link UnsupportedOperationException} when one is not a tensor. */
        public Map<String, Tensor> outputs(OnnxModel model) {
            return values("output_", model.graph().outputs());
        }

        public Closeness closeness() {
            ZipEntry own = zip.getEntry(folder + "data.json");
            if (own == null) {
                return Closeness.CONFORMANCE;
            }
            JsonObject rules = (JsonObject) Json.parse(bytes(own.getName()));
            return Closeness.within(number(rules, "rtol", Closeness.CONFORMANCE.relative()),
                number(rules, "atol", Closeness.CONFORMANCE.absolute()));
        }

        private Map<String, Tensor> values(String prefix, List<ValueInfo> declared) {
            Map<String, Tensor> values = new LinkedHashMap<>();
            for (int i = 0; i < declared.size(); i++) {
                String entry = folder + DATA + prefix + i + ".pb";
                if (zip.getEntry(entry) != null) {
                    values.put(declared.get(i).name(), TensorProtos.read(bytes(entry), declared.get(i)));
                }
            }
            return values;
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** All cases, sorted by name. */
    public List<Case> cases() {
        Map<String, Case> cases = new TreeMap<>();
        zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith("/model.onnx")).forEach(name -> {
            String folder = name.substring(0, name.length() - "model.onnx".length());
            cases.put(folder, new Case(folder));
        });
        return new ArrayList<>(cases.values());
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes(String entry) {
        try (var in = zip.getInputStream(zip.getEntry(entry))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> operators(ZipFile zip) throws IOException {
        Map<String, String> operators = new TreeMap<>();
        ZipEntry entry = zip.getEntry("suite/op_under_test.json");
        if (entry != null) {
            try (var in = zip.getInputStream(entry)) {
                JsonObject json = (JsonObject) Json.parse(in.readAllBytes());
                json.members().forEach((name, operator) -> {
                    if (operator instanceof JsonString(String value)) {
                        operators.put(name, value);
                    }
                });
            }
        }
        return operators;
    }

    private static double number(JsonObject object, String name, double otherwise) {
        return object.get(name).map(value -> switch (value) {
            case JsonNumber number -> number.asDouble();
            case JsonString(String text) -> Double.parseDouble(text);
            default -> otherwise;
        }).orElse(otherwise);
    }
}
