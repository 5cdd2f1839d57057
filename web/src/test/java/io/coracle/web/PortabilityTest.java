package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.coracle.backend.InterpreterBackend;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonBoolean;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.kernel.ByteProducts;
import io.coracle.kernel.Target;
import io.coracle.plan.Session;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.SharedData;
import io.coracle.text.split.Passage;
import io.coracle.text.split.SentenceSplitter;
import io.coracle.text.tokenizer.Tokenizer;
import io.coracle.wasm.ModuleRecorder;
import io.coracle.wasm.code.Features;
import io.coracle.wasm.code.Probe;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same Java gives the same tokens, passages, plans and kernels in a browser as on the JVM, where some of it runs differently. */
class PortabilityTest {
    private static final byte[] MODEL = Tab.resource("all-minilm-l6-v2-q.onnx");
    private static final List<String> TEXTS = List.of("", " ", "Hello, world!", "don't can't WON'T I'm", "naïve café ÀÉÎÕÜ ß ſ ŉ",
        "ΟΔΥΣΣΕΥΣ ὈΔΥΣΣΕΎΣ ς σ", "İstanbul ıI iI", "日本語のテキスト 中文字符 한국어 텍스트 각", "Привет, мир! Ёлка", "🚣‍♀️ 👩🏽‍🚀 😀😃 🇳🇴",
        "a\u0000b\uFFFDc\u200Dd\u00ADe\uFEFFf", "tab\tnew\nline\r\nvertical\u000Bfeed\f nbsp\u00A0thin\u2009ideographic\u3000.",
        "e\u0301 \u0065\u0323\u0302 \u1E69 \uFB01 ① ½ Ⅷ ﬀ", "مرحبا بالعالم שָׁלוֹם नमस्ते สวัสดี", "x".repeat(300), "3.14159 1,000,000 1e-10 0x1F",
        "https://example.com/a?b=c&d=%20#e", "[CLS] [SEP] [MASK] [UNK] ##ing", "\uD83D lone \uDE00 surrogates", "ǅ ǆ Ǆ ﷺ ͅ ҈");

    private static Tab tab;

    @BeforeAll
    static void open() {
        tab = Tab.plain().with("/embedder.onnx", SmallModels.embedder()).with("/small.json", SmallModels.tokenizer())
            .with("/network.onnx", SmallModels.network()).with("/lane-select.wasm", Probe.laneSelect(false));
    }

    @AfterAll
    static void close() {
        if (tab != null) {
            tab.close();
        }
    }

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>(TEXTS);
        Optional<Path> shared = SharedData.find("sentences.txt");
        if (shared.isPresent()) {
            texts.addAll(Files.readAllLines(shared.get()));
        }
        return texts;
    }

    private static String json(List<String> texts) {
        return Json.write(new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList()));
    }

    @Test
    void tokensAreThoseOfTheJvm() throws IOException {
        Tokenizer tokenizer = Tokenizer.fromJson(Tab.resource("all-minilm-l6-v2-q-tokenizer.json"));
        JsonArray found = (JsonArray) tab.run("const embedder = await coracle.SemanticEmbedder.create({model: '/embedder.onnx',"
            + " tokenizer: '/models/minilm/tokenizer.json'});"
            + "return Promise.all(" + json(texts()) + ".map(async text => [...await embedder.tokens(text)]));");
        List<String> texts = texts();
        for (int i = 0; i < texts.size(); i++) {
            assertEquals(numbers(tokenizer.encode(texts.get(i)).ids()), found.elements().get(i), texts.get(i));
        }
    }

    @Test
    void passagesAreThoseOfTheJvm() throws IOException {
        List<String> texts = List.of(String.join(" ", texts()), String.join("\n\n", texts()));
        JsonArray found = (JsonArray) tab.run("const embedder = await coracle.SemanticEmbedder.create({model: '/embedder.onnx',"
            + " tokenizer: '/small.json'}); return Promise.all(" + json(texts)
            + ".map(async text => (await embedder.split(text, {size: 300, overlap: 60})).flatMap(({start, end}) => [start, end])));");
        for (int i = 0; i < texts.size(); i++) {
            List<Passage> passages = new SentenceSplitter(300, 60).split(texts.get(i));
            assertEquals(numbers(passages.stream().flatMap(p -> List.of(p.start(), p.end()).stream()).mapToInt(n -> n).toArray()),
                found.elements().get(i));
        }
    }

    @Test
    void plansAndKernelsAreThoseOfTheJvm() throws Exception {
        Target target = target(tab.text("return (await coracle.Session.create('/network.onnx')).target();"));
        for (int tokens : new int[] {8, 128}) {
            assertSamePlan(expected(MODEL, inputs(tokens), target), tab.text("const session = await coracle.Session.create('/models/minilm/model.onnx');"
                + "const input = {data: new BigInt64Array(" + tokens + "), dims: [1, " + tokens + "]};"
                + "const plan = await session.plan({input_ids: input, attention_mask: input, token_type_ids: input});"
                + "await session.destroy(); return plan;"));
        }
        assertSamePlan(expected(SmallModels.network(), Map.of("x", Tensor.floats(Shape.of(3, 24), new float[72])), target),
            tab.text("const session = await coracle.Session.create('/network.onnx');"
                + "return session.plan({x: {data: new Float32Array(72), dims: [3, 24]}});"));
    }

    @Test
    void emittedModulesAreThoseOfTheJvm() throws Exception {
        JsonObject found = (JsonObject) tab.run(RECORDING.replace("TOKENS", "12"));
        String description = ((JsonString) found.get("target").orElseThrow()).value();
        Features features = new Features(description.contains("fused multiply-add"),
            found.get("laneSelect").equals(Optional.of(new JsonBoolean(true))), dot(description));
        List<byte[]> expected = ModuleRecorder.modules(MODEL, inputs(12), features);
        JsonArray digests = (JsonArray) found.get("digests").orElseThrow();
        assertEquals(expected.size(), digests.elements().size());
        for (int i = 0; i < expected.size(); i++) {
            String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(expected.get(i)));
            assertEquals(new JsonString(expected.get(i).length + " " + digest), digests.elements().get(i), description);
        }
    }

    /** Runs the engine in the page itself, on memory that keeps the modules; gives their lengths and digests. */
    private static final String RECORDING = """
        const { compileEngine } = await import('/coracle/compile.js');
        const { createEngine } = await import('/coracle/engine.js');
        const memory = new WebAssembly.Memory({initial: 1, maximum: 32767});
        const env = {memory, table: new WebAssembly.Table({element: 'anyfunc', initial: 0})};
        const modules = [];
        const engine = await createEngine(await compileEngine('/coracle/engine.wasm'), {
          memory,
          threads: 1,
          instantiate(bytes) {
            modules.push(bytes.slice());
            return new WebAssembly.Instance(new WebAssembly.Module(bytes), {env}).exports;
          },
        });
        modules.length = 0; // what it starts with
        const model = await (await fetch('/models/minilm/model.onnx')).arrayBuffer();
        const address = engine.reserve(model.byteLength);
        new Uint8Array(memory.buffer).set(new Uint8Array(model), address);
        const session = engine.openSession(address, model.byteLength);
        engine.run(session, ['input_ids', 'attention_mask', 'token_type_ids'].map(name =>
          ({name, type: 'int64', dims: Int32Array.of(1, TOKENS), bytes: new Int8Array(8 * TOKENS), strings: []})));
        const digest = async bytes => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),
          byte => byte.toString(16).padStart(2, '0')).join('');
        const laneSelect = WebAssembly.validate(await (await fetch('/lane-select.wasm')).arrayBuffer());
        return {target: engine.target(), laneSelect, digests: await Promise.all(modules.map(async bytes => `${bytes.length} ${await digest(bytes)}`))};
        """;

    private static Map<String, Tensor> inputs(int tokens) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
            inputs.put(name, Tensor.longs(Shape.of(1, tokens), new long[tokens]));
        }
        return inputs;
    }

    /** Whole plans are too long for a message: the first line that differs says what went wrong. */
    private static void assertSamePlan(String expected, String found) {
        assertFalse(expected.isBlank());
        String[] lines = expected.split("\n");
        String[] ours = found.split("\n");
        for (int i = 0; i < Math.min(lines.length, ours.length); i++) {
            assertEquals(lines[i], ours[i], "line " + (i + 1));
        }
        assertEquals(lines.length, ours.length);
    }

    private static String expected(byte[] model, Map<String, Tensor> inputs, Target target) {
        try (Session session = new Session(OnnxReader.read(Bytes.of(model)).graph(), new InterpreterBackend(target))) {
            return session.printPlan(inputs) + session.printKernels(inputs);
        }
    }

    /** The target that the browser's engine chose, from its text. */
    private static Features.Dot dot(String description) {
        String engine = description.substring(0, description.indexOf(';'));
        int products = engine.indexOf("products");
        return switch (products < 0 ? "" : engine.substring(products)) {
            case "" -> Features.Dot.WIDE;
            case "products of bytes" -> Features.Dot.EIGHT_BITS;
            case "products of narrow bytes" -> Features.Dot.NARROW;
            case "products of signed bytes" -> Features.Dot.SIGNED;
            case "products of bytes with seven bits" -> Features.Dot.SEVEN_BITS;
            default -> throw new IllegalArgumentException(engine);
        };
    }

    private static Target target(String text) throws ReflectiveOperationException {
        Map<String, String> parts = new LinkedHashMap<>();
        Matcher matcher = Pattern.compile("(\\w+)=(\\w[\\w-]*)").matcher(text);
        while (matcher.find()) {
            parts.put(matcher.group(1), matcher.group(2));
        }
        RecordComponent[] components = Target.class.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            String value = parts.get(components[i].getName());
            values[i] = types[i] == int.class ? (Object) Integer.valueOf(value)
                : types[i] == ByteProducts.class ? ByteProducts.valueOf(value)
                : types[i] == boolean.class ? (Object) Boolean.valueOf(value) : value;
        }
        return Target.class.getDeclaredConstructor(types).newInstance(values);
    }

    private static JsonArray numbers(int[] numbers) {
        List<JsonValue> values = new ArrayList<>();
        for (int number : numbers) {
            values.add(JsonNumber.of(number));
        }
        return new JsonArray(values);
    }
}
