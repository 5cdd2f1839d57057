package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.coracle.backend.InterpreterBackend;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.json.Json;
import io.coracle.kernel.Target;
import io.coracle.plan.Session;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.SharedData;
import io.coracle.text.split.Passage;
import io.coracle.text.split.SentenceSplitter;
import io.coracle.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final Path MODEL = Path.of("target/site/models/minilm");
    private static final List<String> TEXTS = List.of("", " ", "Hello, world!", "don't can't WON'T I'm", "naïve café ÀÉÎÕÜ ß ſ ŉ",
        "ΟΔΥΣΣΕΥΣ ὈΔΥΣΣΕΎΣ ς σ", "İstanbul ıI iI", "日本語のテキスト 中文字符 한국어 텍스트 각", "Привет, мир! Ёлка", "🚣‍♀️ 👩🏽‍🚀 😀😃 🇳🇴",
        "a\u0000b\uFFFDc\u200Dd\u00ADe\uFEFFf", "tab\tnew\nline\r\nvertical\u000Bfeed\f nbsp\u00A0thin\u2009ideographic\u3000.",
        "e\u0301 \u0065\u0323\u0302 \u1E69 \uFB01 ① ½ Ⅷ ﬀ", "مرحبا بالعالم שָׁלוֹם नमस्ते สวัสดี", "x".repeat(300), "3.14159 1,000,000 1e-10 0x1F",
        "https://example.com/a?b=c&d=%20#e", "[CLS] [SEP] [MASK] [UNK] ##ing", "\uD83D lone \uDE00 surrogates", "ǅ ǆ Ǆ ﷺ ͅ ҈");

    private static Tab tab;

    @BeforeAll
    static void open() {
        tab = Tab.plain().with("/embedder.onnx", SmallModels.embedder()).with("/small.json", SmallModels.tokenizer())
            .with("/network.onnx", SmallModels.network());
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
        Tokenizer tokenizer = Tokenizer.fromJson(Files.readAllBytes(MODEL.resolve("tokenizer.json")));
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
    void plansAndKernelsAreThoseOfTheJvm() throws IOException {
        Target target = target(tab.text("return (await coracle.Session.create('/network.onnx')).target();"));
        byte[] transformer = Files.readAllBytes(MODEL.resolve("model.onnx"));
        for (int tokens : new int[] {8, 128}) {
            Map<String, Tensor> inputs = new LinkedHashMap<>();
            for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
                inputs.put(name, Tensor.longs(Shape.of(1, tokens), new long[tokens]));
            }
            assertSamePlan(expected(transformer, inputs, target), tab.text("const session = await coracle.Session.create('/models/minilm/model.onnx');"
                + "const input = {data: new BigInt64Array(" + tokens + "), dims: [1, " + tokens + "]};"
                + "const plan = await session.plan({input_ids: input, attention_mask: input, token_type_ids: input});"
                + "await session.destroy(); return plan;"));
        }
        assertSamePlan(expected(SmallModels.network(), Map.of("x", Tensor.floats(Shape.of(3, 24), new float[72])), target),
            tab.text("const session = await coracle.Session.create('/network.onnx');"
                + "return session.plan({x: {data: new Float32Array(72), dims: [3, 24]}});"));
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
    private static Target target(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        Matcher matcher = Pattern.compile("(\\w+)=(\\w[\\w-]*)").matcher(text);
        while (matcher.find()) {
            parts.put(matcher.group(1), matcher.group(2));
        }
        return new Target(parts.get("name"), Integer.parseInt(parts.get("lanes")), Integer.parseInt(parts.get("registers")),
            Integer.parseInt(parts.get("threads")), Boolean.parseBoolean(parts.get("masks")), Boolean.parseBoolean(parts.get("dot4")),
            Boolean.parseBoolean(parts.get("autoVectorized")), Boolean.parseBoolean(parts.get("exact")),
            Boolean.parseBoolean(parts.get("generic")));
    }

    private static JsonArray numbers(int[] numbers) {
        List<JsonValue> values = new ArrayList<>();
        for (int number : numbers) {
            values.add(JsonNumber.of(number));
        }
        return new JsonArray(values);
    }
}
