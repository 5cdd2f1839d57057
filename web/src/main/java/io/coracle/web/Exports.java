package io.coracle.web;

import io.coracle.format.onnx.OnnxReader;
import io.coracle.graph.Graph;
import io.coracle.graph.ValueInfo;
import io.coracle.json.Json;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonWriter;
import io.coracle.op.OperatorSet;
import io.coracle.plan.Session;
import io.coracle.tensor.Bytes;
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
import org.teavm.interop.Export;

/**
 * What a Web Worker calls, through {@code engine.js}. Things that stay open are known by numbers, which can be sent to the page. Texts and
 * arrays are arguments by address and length in the memory of messages, lengths in elements, and results by {@link Wire}. What goes wrong
 * is told with a code (see {@link Failure}); the engine lives on.
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
    static void start(OperatorSet known, boolean all, int before) {
        operators = known;
        whole = all;
        last = before;
        Failure.giving("model", () -> backend = new WasmBackend(new PageHost()));
    }

    /** What the engine found this browser to have, as text. */
    @Export(name = "target")
    public static void target() {
        Wire.give(backend.description() + "; " + backend.target());
    }

    /** Memory for a file; gives its address. */
    @Export(name = "reserve")
    public static int reserve(int bytes) {
        return Failure.coded(() -> {
            WasmMemory memory = backend.allocate(bytes);
            FILES.put(memory.address(), memory);
            return memory.address();
        });
    }

    /** Gives the memory of a file back. */
    @Export(name = "free")
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
    @Export(name = "openSession")
    public static int openSession(int address, int length) {
        return open(address, length, (graph, sessions) -> sessions.apply(graph));
    }

    /** What a session wants and gives: {@code {"inputs": [{"name", "type", "dims"}], "outputs": …}}, as JSON. */
    @Export(name = "describe")
    public static void describe(int id) {
        Failure.giving("model", () -> {
            Session session = opened(id, Session.class);
            JsonWriter json = new JsonWriter().beginObject();
            describe(json.name("inputs"), session.inputs());
            describe(json.name("outputs"), session.outputs());
            Wire.give(json.endObject().toString());
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

    /** Runs a session on {@link Tensors}, whose elements lie in memory that {@link #reserve} gave. */
    @Export(name = "run")
    public static void run(int id, int inputs, int length) {
        Failure.giving("input", () -> Tensors.give(opened(id, Session.class).runInPlace(tensors(inputs, length)), backend));
    }

    /** The plan for these inputs as text, with the kernels it calls. */
    @Export(name = "plan")
    public static void plan(int id, int inputs, int length) {
        Failure.giving("input", () -> {
            Session session = opened(id, Session.class);
            Map<String, Tensor> tensors = tensors(inputs, length);
            Wire.give(session.printPlan(tensors) + session.printKernels(tensors));
        });
    }

    /** The elements are copied: a session may keep inputs that decide about its plan. */
    private static Map<String, Tensor> tensors(int inputs, int length) {
        return Tensors.read(Json.parse(Wire.text(inputs, length)),
            (address, bytes) -> Bytes.of(FILES.get(address).bytes().slice(0, bytes).toArray()));
    }

    /** Reads a {@code tokenizer.json}, for models that are opened with the number that it gives; closing forgets it. */
    @Export(name = "readTokenizer")
    public static int readTokenizer(int json, int length) {
        return Failure.coded(() -> {
            TOKENIZERS.put(++last, Tokenizer.fromJson(Wire.bytes(json, length)));
            return last;
        });
    }

    /**
     * Opens a model that embeds texts.
     *
     * @param tokenizer what {@link #readTokenizer} gave
     * @param pooling {@code mean}, {@code cls}, {@code max} or {@code last}
     */
    @Export(name = "openEmbedder")
    public static int openEmbedder(int address, int length, int tokenizer, int pooling, int poolingLength, int normalize, int maxTokens) {
        String name = Wire.text(pooling, poolingLength);
        return open(address, length, (graph, sessions) -> new SentenceEncoder(graph, () -> TOKENIZERS.get(tokenizer),
            pooling(name), normalize != 0, maxTokens, sessions));
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

    @Export(name = "embed")
    public static void embed(int id, int text, int length) {
        Failure.giving("input", () -> Wire.give(opened(id, SentenceEncoder.class).embed(Wire.text(text, length))));
    }

    /**
     * The vectors of texts, one after the other.
     *
     * @param lengths where the texts lie: the length of each, and then all of them
     */
    @Export(name = "embedAll")
    public static void embedAll(int id, int lengths, int units, int count) {
        Failure.giving("input", () -> {
            List<String> strings = new ArrayList<>();
            int at = lengths + Integer.BYTES * count;
            for (int i = 0; i < count; i++) {
                int length = Wire.i32(lengths + Integer.BYTES * i);
                strings.add(Wire.text(at, length));
                at += Character.BYTES * length;
            }
            List<float[]> vectors = opened(id, SentenceEncoder.class).embed(strings);
            float[] flat = new float[vectors.isEmpty() ? 0 : vectors.size() * vectors.getFirst().length];
            for (int i = 0; i < vectors.size(); i++) {
                System.arraycopy(vectors.get(i), 0, flat, i * vectors.get(i).length, vectors.get(i).length);
            }
            Wire.give(flat);
        });
    }

    /** How many numbers the vectors of an embedder have. */
    @Export(name = "dimension")
    public static int dimension(int id) {
        return Failure.coded(() -> opened(id, SentenceEncoder.class).dimension());
    }

    /** The ids of a text's tokens, special ones included, of an embedder or a classifier. */
    @Export(name = "tokens")
    public static void tokens(int id, int text, int length) {
        Failure.giving("model", () -> Wire.give(tokenizer(id).encode(Wire.text(text, length)).ids()));
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
    @Export(name = "openClassifier")
    public static int openClassifier(int address, int length, int tokenizer, int config, int configLength, int maxTokens) {
        String json = Wire.text(config, configLength);
        return open(address, length, (graph, sessions) -> new SequenceClassifier(graph, TOKENIZERS.get(tokenizer),
            configuration(json), maxTokens, sessions));
    }

    private static ClassifierConfig configuration(String json) {
        return ClassifierConfig.of(Json.parse(json) instanceof JsonObject object ? object : new JsonObject(Map.of()));
    }

    /** The labels that fit a text, or two texts if the second is not empty, best first: {@code [{"label", "score"}]}, as JSON. */
    @Export(name = "classify")
    public static void classify(int id, int text, int length, int second, int secondLength) {
        Failure.giving("model", () -> {
            SequenceClassifier classifier = opened(id, SequenceClassifier.class);
            String first = Wire.text(text, length);
            JsonWriter json = new JsonWriter().beginArray();
            for (LabelScore label : secondLength == 0 ? classifier.classify(first)
                : classifier.classifyPair(first, Wire.text(second, secondLength))) {
                json.beginObject().name("label").value(label.label()).name("score").value(label.score()).endObject();
            }
            Wire.give(json.endArray().toString());
        });
    }

    /** An empty index of vectors of this many numbers. */
    @Export(name = "openIndex")
    public static int openIndex(int dimension) {
        return Failure.coded(() -> {
            OPEN.put(++last, new VectorIndex(dimension, backend));
            return last;
        });
    }

    /** Adds vectors that stand one after the other; gives how many the index has now. */
    @Export(name = "addVectors")
    public static int addVectors(int id, int vectors, int count) {
        return Failure.coded(() -> {
            VectorIndex index = opened(id, VectorIndex.class);
            index.add(Wire.floats(vectors, count));
            return index.size();
        });
    }

    /** The best of an index for a vector: position and score of each, in turns. */
    @Export(name = "searchVectors")
    public static void searchVectors(int id, int query, int length, int count) {
        Failure.giving("model", () -> {
            List<VectorIndex.Hit> hits = opened(id, VectorIndex.class).search(Wire.floats(query, length), count);
            double[] flat = new double[2 * hits.size()];
            for (int i = 0; i < hits.size(); i++) {
                flat[2 * i] = hits.get(i).position();
                flat[2 * i + 1] = hits.get(i).score();
            }
            Wire.give(flat);
        });
    }

    /** All vectors of an index, one after the other. */
    @Export(name = "vectors")
    public static void vectors(int id) {
        Failure.giving("model", () -> Wire.give(opened(id, VectorIndex.class).vectors()));
    }

    /** Passages of whole sentences of at most so many characters: where each starts and ends, in turns. */
    @Export(name = "split")
    public static void split(int text, int length, int size, int overlap) {
        Failure.giving("model", () -> {
            List<Passage> passages = new SentenceSplitter(size, overlap).split(Wire.text(text, length));
            int[] flat = new int[2 * passages.size()];
            for (int i = 0; i < passages.size(); i++) {
                flat[2 * i] = passages.get(i).start();
                flat[2 * i + 1] = passages.get(i).end();
            }
            Wire.give(flat);
        });
    }

    /** Gives back what something opened holds. Closing twice does nothing. */
    @Export(name = "close")
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
