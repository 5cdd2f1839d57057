package io.coracle.web;

import io.coracle.format.onnx.OnnxReader;
import io.coracle.graph.Graph;
import io.coracle.graph.ValueInfo;
import io.coracle.json.Json;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonWriter;
import io.coracle.op.OperatorSet;
import io.coracle.plan.Session;
import io.coracle.tensor.Tensor;
import io.coracle.text.classify.ClassifierConfig;
import io.coracle.text.classify.LabelScore;
import io.coracle.text.classify.SequenceClassifier;
import io.coracle.text.embed.Pooling;
import io.coracle.text.embed.SentenceEncoder;
import io.coracle.text.split.Passage;
import io.coracle.text.split.SentenceSplitter;
import io.coracle.text.tokenizer.Tokenizer;
import io.coracle.wasm.WasmBackend;
import io.coracle.wasm.WasmMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSExport;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import org.teavm.jso.typedarrays.Int8Array;

/**
 * What a Web Worker calls. Things that stay open are known by numbers, which can be sent to the page. What goes wrong is thrown as an
 * {@code Error} with a {@code code} (see {@link Failure}); the engine lives on.
 */
public final class Exports {
    private static final Map<Integer, AutoCloseable> OPEN = new HashMap<>();
    /** Memory of files, by address. */
    private static final Map<Integer, WasmMemory> FILES = new HashMap<>();
    private static final Map<Integer, Tokenizer> TOKENIZERS = new HashMap<>();
    private static OperatorSet operators;
    /** Whether there is no engine with more operators that could be asked instead. */
    private static boolean whole;
    private static WasmBackend backend;
    private static int last;

    private Exports() {}

    /**
     * Starts the engine; everything else comes after.
     *
     * @param known the operators that models may consist of
     * @param all whether there are no others
     * @param before what is opened gets numbers above this one
     */
    static void start(JsHost.Edge edge, OperatorSet known, boolean all, int before) {
        operators = known;
        whole = all;
        last = before;
        backend = Failure.coded(() -> new WasmBackend(new JsHost(edge)));
    }

    /** What the engine found this browser to have, as text. */
    @JSExport
    public static String target() {
        return backend.description() + "; " + backend.target();
    }

    /** Memory for a file; gives its address. */
    @JSExport
    public static int reserve(int bytes) {
        return Failure.coded(() -> {
            WasmMemory memory = backend.allocate(bytes);
            FILES.put(memory.address(), memory);
            return memory.address();
        });
    }

    /** Gives the memory of a file back. */
    @JSExport
    public static void free(int address) {
        FILES.remove(address).close();
    }

    /** Makes something of the graph in an ONNX file, which is freed when that needs it no longer; or stays if that fails. */
    private static int open(int address, int length, BiFunction<Graph, Function<Graph, Session>, AutoCloseable> opener) {
        return Failure.coded(() -> {
            Graph graph = OnnxReader.read(FILES.get(address).bytes().slice(0, length)).graph();
            if (!whole && !graph.nodes().stream().allMatch(operators::knows)) {
                throw new Failure.NeedsWholeEngine();
            }
            OPEN.put(++last, opener.apply(graph, model -> new Session(model, backend, operators, () -> free(address))));
            return last;
        });
    }

    /** Opens any ONNX model. */
    @JSExport
    public static int openSession(int address, int length) {
        return open(address, length, (graph, sessions) -> sessions.apply(graph));
    }

    /** What a session wants and gives: {@code {"inputs": [{"name", "type", "dims"}], "outputs": …}}, as JSON. */
    @JSExport
    public static String describe(int id) {
        return Failure.coded(() -> {
            Session session = opened(id, Session.class);
            JsonWriter json = new JsonWriter().beginObject();
            describe(json.name("inputs"), session.inputs());
            describe(json.name("outputs"), session.outputs());
            return json.endObject().toString();
        });
    }

    private static void describe(JsonWriter json, List<ValueInfo> values) {
        json.beginArray();
        for (ValueInfo value : values) {
            json.beginObject().name("name").value(value.name());
            if (value.type() instanceof ValueInfo.Tensor type) {
                json.name("type").value(type.dtype().toString());
                if (type.ranked()) {
                    json.name("dims").beginArray();
                    for (ValueInfo.Dimension dim : type.dims()) {
                        switch (dim) {
                            case ValueInfo.Dimension.Fixed(int extent) -> json.value(extent);
                            case ValueInfo.Dimension.Named(String name) -> json.value(name);
                            case ValueInfo.Dimension.Unknown() -> json.nullValue();
                        }
                    }
                    json.endArray();
                }
            } else {
                json.name("type").value(value.type().toString());
            }
            json.endObject();
        }
        json.endArray();
    }

    @JSExport
    public static JSArray<JsTensor> run(int id, JSArray<JsTensor> inputs) {
        return Failure.coded("input", () -> {
            JSArray<JsTensor> results = new JSArray<>();
            opened(id, Session.class).run(tensors(inputs)).forEach((name, tensor) -> results.push(JsTensor.of(name, tensor)));
            return results;
        });
    }

    /** The plan for these inputs as text, with the kernels it calls. */
    @JSExport
    public static String plan(int id, JSArray<JsTensor> inputs) {
        return Failure.coded("input", () -> {
            Session session = opened(id, Session.class);
            Map<String, Tensor> tensors = tensors(inputs);
            return session.printPlan(tensors) + session.printKernels(tensors);
        });
    }

    private static Map<String, Tensor> tensors(JSArray<JsTensor> inputs) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < inputs.getLength(); i++) {
            tensors.put(inputs.get(i).getName(), JsTensor.toTensor(inputs.get(i)));
        }
        return tensors;
    }

    /** Reads a {@code tokenizer.json}, for models that are opened with the number that it gives; closing forgets it. */
    @JSExport
    public static int readTokenizer(Int8Array json) {
        return Failure.coded(() -> {
            TOKENIZERS.put(++last, Tokenizer.fromJson(JsHost.array(json)));
            return last;
        });
    }

    /**
     * Opens a model that embeds texts.
     *
     * @param tokenizer what {@link #readTokenizer} gave
     * @param pooling {@code mean}, {@code cls}, {@code max} or {@code last}
     */
    @JSExport
    public static int openEmbedder(int address, int length, int tokenizer, String pooling, boolean normalize, int maxTokens) {
        return open(address, length, (graph, sessions) -> new SentenceEncoder(graph, () -> TOKENIZERS.get(tokenizer),
            pooling(pooling), normalize, maxTokens, sessions));
    }

    private static Pooling pooling(String name) {
        return switch (name) {
            case "mean" -> Pooling.MEAN;
            case "cls" -> Pooling.CLS;
            case "max" -> Pooling.MAX;
            case "last" -> Pooling.LAST;
            default -> throw new IllegalArgumentException("pooling is mean, cls, max or last, not \"" + name + "\"");
        };
    }

    @JSExport
    @JSByRef
    public static float[] embed(int id, String text) {
        return Failure.coded("input", () -> opened(id, SentenceEncoder.class).embed(text));
    }

    /** The vectors of texts, one after the other. */
    @JSExport
    @JSByRef
    public static float[] embedAll(int id, JSArray<JSString> texts) {
        return Failure.coded("input", () -> {
            List<String> strings = new ArrayList<>();
            for (int i = 0; i < texts.getLength(); i++) {
                strings.add(texts.get(i).stringValue());
            }
            List<float[]> vectors = opened(id, SentenceEncoder.class).embed(strings);
            float[] flat = new float[vectors.isEmpty() ? 0 : vectors.size() * vectors.getFirst().length];
            for (int i = 0; i < vectors.size(); i++) {
                System.arraycopy(vectors.get(i), 0, flat, i * vectors.get(i).length, vectors.get(i).length);
            }
            return flat;
        });
    }

    /** How many numbers the vectors of an embedder have. */
    @JSExport
    public static int dimension(int id) {
        return Failure.coded(() -> opened(id, SentenceEncoder.class).dimension());
    }

    /** The ids of a text's tokens, special ones included, of an embedder or a classifier. */
    @JSExport
    @JSByRef
    public static int[] tokens(int id, String text) {
        return Failure.coded(() -> tokenizer(id).encode(text).ids());
    }

    private static Tokenizer tokenizer(int id) {
        return OPEN.get(id) instanceof SequenceClassifier classifier ? classifier.tokenizer()
            : opened(id, SentenceEncoder.class).tokenizer();
    }

    /**
     * Opens a model that says which labels fit a text.
     *
     * @param tokenizer what {@link #readTokenizer} gave
     * @param config the content of its {@code config.json}; an empty object where there is none
     */
    @JSExport
    public static int openClassifier(int address, int length, int tokenizer, String config, int maxTokens) {
        return open(address, length, (graph, sessions) -> new SequenceClassifier(graph, TOKENIZERS.get(tokenizer),
            configuration(config), maxTokens, sessions));
    }

    private static ClassifierConfig configuration(String json) {
        return ClassifierConfig.of(Json.parse(json) instanceof JsonObject object ? object : new JsonObject(Map.of()));
    }

    /** The labels that fit a text, or two texts if {@code second} is not empty, best first: {@code [{"label", "score"}]}, as JSON. */
    @JSExport
    public static String classify(int id, String text, String second) {
        return Failure.coded(() -> {
            SequenceClassifier classifier = opened(id, SequenceClassifier.class);
            JsonWriter json = new JsonWriter().beginArray();
            for (LabelScore label : second.isEmpty() ? classifier.classify(text) : classifier.classifyPair(text, second)) {
                json.beginObject().name("label").value(label.label()).name("score").value(label.score()).endObject();
            }
            return json.endArray().toString();
        });
    }

    /** An empty index of vectors of this many numbers. */
    @JSExport
    public static int openIndex(int dimension) {
        return Failure.coded(() -> {
            OPEN.put(++last, new VectorIndex(dimension, backend));
            return last;
        });
    }

    /** Adds vectors that stand one after the other; gives how many the index has now. */
    @JSExport
    public static int addVectors(int id, @JSByRef float[] vectors) {
        return Failure.coded(() -> {
            VectorIndex index = opened(id, VectorIndex.class);
            index.add(vectors);
            return index.size();
        });
    }

    /** The best of an index for a vector: position and score of each, in turns. */
    @JSExport
    @JSByRef
    public static double[] searchVectors(int id, @JSByRef float[] query, int count) {
        return Failure.coded(() -> {
            List<VectorIndex.Hit> hits = opened(id, VectorIndex.class).search(query, count);
            double[] flat = new double[2 * hits.size()];
            for (int i = 0; i < hits.size(); i++) {
                flat[2 * i] = hits.get(i).position();
                flat[2 * i + 1] = hits.get(i).score();
            }
            return flat;
        });
    }

    /** All vectors of an index, one after the other. */
    @JSExport
    @JSByRef
    public static float[] vectors(int id) {
        return Failure.coded(() -> opened(id, VectorIndex.class).vectors());
    }

    /** Passages of whole sentences of at most so many characters: where each starts and ends, in turns. */
    @JSExport
    @JSByRef
    public static int[] split(String text, int size, int overlap) {
        return Failure.coded(() -> {
            List<Passage> passages = new SentenceSplitter(size, overlap).split(text);
            int[] flat = new int[2 * passages.size()];
            for (int i = 0; i < passages.size(); i++) {
                flat[2 * i] = passages.get(i).start();
                flat[2 * i + 1] = passages.get(i).end();
            }
            return flat;
        });
    }

    /** Gives back what something opened holds. Closing twice does nothing. */
    @JSExport
    public static void close(int id) {
        TOKENIZERS.remove(id);
        AutoCloseable opened = OPEN.remove(id);
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T opened(int id, Class<T> kind) {
        AutoCloseable found = OPEN.get(id);
        if (!kind.isInstance(found)) {
            throw new Failure.Destroyed();
        }
        return kind.cast(found);
    }
}
