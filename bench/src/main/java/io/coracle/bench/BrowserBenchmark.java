package io.coracle.bench;

import io.coracle.bench.data.EmbeddingModel;
import io.coracle.bench.data.Folders;
import io.coracle.bench.data.Vectors;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Series;
import io.coracle.bench.peer.NpmPackages;
import io.coracle.chromium.Chromium;
import io.coracle.chromium.Page;
import io.coracle.chromium.WebServer;
import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The npm package in headless Chromium, with the peers in the same browser. */
@Command(name = "browser", description = "The npm package in headless Chromium, against ONNX Runtime Web and transformers.js")
final class BrowserBenchmark implements Callable<Integer> {
    private static final String OURS = "coracle";
    private static final String ORT = "onnxruntime";
    private static final String EMPTY = "/empty";
    private static final String TRANSFORMERS = "transformers";
    private static final double ALIKE = 0.98;
    private static final int BATCH = 32;
    private static final List<String> TRANSFORMERS_FILES = List.of(
        "{\"model_type\": \"bert\", \"architectures\": [\"BertModel\"], \"hidden_size\": 384, \"num_attention_heads\": 12,"
            + " \"num_hidden_layers\": 6, \"vocab_size\": 30522, \"max_position_embeddings\": 512}",
        "{\"tokenizer_class\": \"BertTokenizer\", \"model_max_length\": 512, \"do_lower_case\": true, \"pad_token\": \"[PAD]\","
            + " \"unk_token\": \"[UNK]\", \"cls_token\": \"[CLS]\", \"sep_token\": \"[SEP]\", \"mask_token\": \"[MASK]\"}");

    /** What can be measured. */
    private enum Part { calls, texts, bytes, first, memory, index }

    @Mixin
    private ReportOptions report;

    @Mixin
    private DataOptions data;

    @Option(names = "--part", split = ",", defaultValue = "calls,texts,bytes,first,memory,index",
        description = "${COMPLETION-CANDIDATES}; default: all")
    private List<Part> parts;

    @Option(names = "--model", split = ",", defaultValue = "f32,int8", description = "of calls; default: ${DEFAULT-VALUE}")
    private List<EmbeddingModel> models;

    @Option(names = "--tokens", split = ",", paramLabel = "N", defaultValue = "8,128", description = "of calls; default: ${DEFAULT-VALUE}")
    private List<Integer> lengths;

    @Option(names = "--threads", split = ",", paramLabel = "N", defaultValue = "1,2", description = "of calls; default: ${DEFAULT-VALUE}")
    private List<Integer> threads;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "in which all take turns; default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--turn", paramLabel = "MS", defaultValue = "300", description = "how long a turn lasts; default: ${DEFAULT-VALUE} ms")
    private int turn;

    @Option(names = "--warm-up", paramLabel = "MS", defaultValue = "2000", description = "of each contestant; default: ${DEFAULT-VALUE} ms")
    private int warmUp;

    private final List<Match> matches = new ArrayList<>();
    private Path chromium;

    @Override
    public Integer call() throws Exception {
        chromium = Chromium.installed().orElseThrow(() -> new IllegalArgumentException(
            "this benchmark needs Chromium (Debian: apt-get install chromium), or CHROMIUM with the path of one"));
        try (WebServer server = server(); Chromium browser = Chromium.launch(chromium)) {
            for (Part part : parts) {
                switch (part) {
                    case calls -> calls(browser, server);
                    case texts -> texts(browser, server);
                    case bytes -> bytes(browser, server);
                    case first -> first(browser, server);
                    case memory -> memory(server);
                    case index -> index(browser, server);
                }
            }
        }
        report.publish(matches, List.of(
            "All in one headless Chromium, served from this machine, cross-origin isolated. Coracle runs in a worker, and messages to it count;"
                + " ONNX Runtime Web runs in the page.",
            "bytes: what is fetched before the model, compressed with brotli. first: a fresh page to its first int8 embedding;"
                + " ONNX Runtime Web is given token ids. memory: of the page's process after that, and of a page that does nothing. For both of these the ratio is how many times less Coracle needs."));
        return 0;
    }

    private static WebServer server() throws IOException, InterruptedException {
        WebServer server = WebServer.isolated().folder("/coracle/", Folders.repository().resolve("web/target/npm"))
            .folder("/onnxruntime-web/", NpmPackages.onnxRuntime()).folder("/transformers/", NpmPackages.transformers())
            .folder("/transformers-onnxruntime/", NpmPackages.onnxRuntimeOfTransformers());
        for (EmbeddingModel model : EmbeddingModel.values()) {
            server.folder("/models/" + model + "/", model.folder());
            String transformers = "/transformers-models/" + model + "/";
            server.file(transformers + "onnx/model_quantized.onnx", model.folder().resolve("model.onnx"))
                .file(transformers + "tokenizer.json", model.folder().resolve("tokenizer.json"))
                .text(transformers + "config.json", "application/json", TRANSFORMERS_FILES.get(0))
                .text(transformers + "tokenizer_config.json", "application/json", TRANSFORMERS_FILES.get(1));
        }
        server.page(EMPTY, "<!doctype html><link rel=icon href=data:,><title>empty</title>");
        for (String script : List.of("measure", OURS, ORT, TRANSFORMERS)) {
            try (InputStream in = BrowserBenchmark.class.getResourceAsStream("browser/" + script + ".js")) {
                server.text("/bench/" + script + ".js", "text/javascript", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
            server.page("/" + script, "<!doctype html><link rel=icon href=data:,><title>" + script + "</title><script type=module src=/bench/"
                + script + ".js></script>");
        }
        return server;
    }

    private static Page open(Chromium browser, WebServer server, String contestant) {
        Page page = browser.open(server.url("/" + contestant));
        page.waitFor("window.contestant !== undefined");
        return page;
    }

    private void calls(Chromium browser, WebServer server) {
        for (EmbeddingModel model : models) {
            for (int count : threads) {
                try (Page ours = open(browser, server, OURS); Page ort = open(browser, server, ORT)) {
                    List<Page> pages = List.of(ours, ort);
                    pages.forEach(page -> page.evaluate("contestant.load('" + model + "', " + count + ")"));
                    for (int length : lengths) {
                        check(ours, ort, length, model);
                        Map<String, List<Double>> times = new LinkedHashMap<>();
                        for (int round = -1; round < rounds; round++) {
                            int millis = round < 0 ? warmUp : turn;
                            double a = ours.number("contestant.turn(" + length + ", " + millis + ")");
                            double b = ort.number("contestant.turn(" + length + ", " + millis + ")");
                            if (round >= 0) {
                                times.computeIfAbsent(OURS, name -> new ArrayList<>()).add(a);
                                times.computeIfAbsent(ORT, name -> new ArrayList<>()).add(b);
                            }
                        }
                        add("call " + model + " (1," + length + ") " + count + (count == 1 ? " thread" : " threads"), "ms",
                            Comparison.SPEED_UP, times);
                    }
                }
            }
        }
    }

    private static void check(Page ours, Page ort, int length, EmbeddingModel model) {
        String vector = "contestant.call(" + length + ").then(data => Array.from(data.slice(0, 384)))";
        double cosine = Vectors.cosine(floats(ours.evaluate(vector)), floats(ort.evaluate(vector)));
        if (!(cosine > ALIKE)) {
            throw new IllegalStateException(model + ": the outputs have a cosine of " + cosine + ", so they are not the same work");
        }
    }

    private static float[] floats(JsonValue value) {
        List<JsonValue> numbers = ((JsonArray) value).elements();
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) ((JsonNumber) numbers.get(i)).asDouble();
        }
        return floats;
    }

    private void texts(Chromium browser, WebServer server) throws IOException {
        String texts = json(data.find().sentences().subList(0, 100));
        try (Page ours = open(browser, server, OURS); Page transformers = open(browser, server, TRANSFORMERS)) {
            List.of(ours, transformers).forEach(page -> page.evaluate("contestant.loadTexts('int8', 2)"));
            Map<String, List<Double>> rates = new LinkedHashMap<>();
            for (int round = -2; round < rounds; round++) {
                double a = ours.number("contestant.texts(" + texts + ", " + BATCH + ")");
                double single = transformers.number("contestant.texts(" + texts + ", 1)");
                double batches = transformers.number("contestant.texts(" + texts + ", " + BATCH + ")");
                if (round >= 0) {
                    rates.computeIfAbsent(OURS, name -> new ArrayList<>()).add(a);
                    rates.computeIfAbsent(TRANSFORMERS + ", one by one", name -> new ArrayList<>()).add(single);
                    rates.computeIfAbsent(TRANSFORMERS + ", batches of " + BATCH, name -> new ArrayList<>()).add(batches);
                }
            }
            add("100 texts, int8, 2 threads", "texts/s", Comparison.RATE, rates);
        }
    }

    private void bytes(Chromium browser, WebServer server) throws IOException, InterruptedException {
        Map<String, List<Double>> sizes = new LinkedHashMap<>();
        for (String contestant : List.of(OURS, ORT, TRANSFORMERS)) {
            int before = server.requests().size();
            try (Page page = browser.open(server.url("/" + contestant + "?first"))) {
                page.waitFor("window.first !== undefined");
            }
            List<Path> files = new ArrayList<>();
            for (String path : new TreeSet<>(server.requests().subList(before, server.requests().size()))) {
                server.fileAt(path).filter(file -> !path.contains("/models/") && !path.contains("-models/")).ifPresent(files::add);
            }
            sizes.put(contestant, List.of(NpmPackages.brotli(files) / 1000.0));
        }
        add("code before the model", "kB", Comparison.SPEED_UP, sizes);
    }

    private void first(Chromium browser, WebServer server) {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = -1; round < rounds; round++) {
            for (String contestant : List.of(OURS, ORT, TRANSFORMERS)) {
                try (Page page = browser.open(server.url("/" + contestant + "?first"))) {
                    page.waitFor("window.first !== undefined");
                    if (round >= 0) {
                        times.computeIfAbsent(contestant, name -> new ArrayList<>()).add(page.number("window.first"));
                    }
                }
            }
        }
        add("fresh page to first embedding", "ms", Comparison.SPEED_UP, times);
    }

    private void memory(WebServer server) {
        Map<String, List<Double>> sizes = new LinkedHashMap<>();
        for (String contestant : List.of(OURS, ORT, TRANSFORMERS)) {
            sizes.put(contestant, List.of(memory(server, "/" + contestant + "?first", "window.first !== undefined")));
        }
        sizes.put("empty page", List.of(memory(server, EMPTY, "true")));
        add("memory of the page", "MB", Comparison.SPEED_UP, sizes);
    }

    /** Megabytes of the process of a page in a browser of its own, two seconds after a condition holds there. */
    private double memory(WebServer server, String path, String loaded) {
        try (Chromium alone = Chromium.launch(chromium); Page page = alone.open(server.url(path))) {
            page.waitFor(loaded);
            page.evaluate("new Promise(done => setTimeout(done, 2000))");
            return alone.rendererMemory().getFirst() / 1e6;
        }
    }

    private void index(Chromium browser, WebServer server) throws IOException {
        List<String> sentences = data.find().sentences();
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 660_000; i++) {
            text.append(sentences.get(i % sentences.size())).append(i % 8 == 7 ? "\n\n" : " ");
        }
        try (Page page = open(browser, server, OURS)) {
            page.evaluate("contestant.loadTexts('int8', 2)");
            JsonArray result = (JsonArray) page.evaluate("contestant.index(" + Json.write(new JsonString(text.toString())) + ", "
                + json(sentences.subList(0, 20)) + ")");
            List<Double> numbers = result.elements().stream().map(number -> ((JsonNumber) number).asDouble()).toList();
            add("index of 660,000 characters, int8, 2 threads", "s", Comparison.SPEED_UP, Map.of(OURS, List.of(numbers.get(0))));
            add("query of that index", "ms", Comparison.SPEED_UP, Map.of(OURS, List.of(numbers.get(1))));
        }
    }

    private static String json(List<String> texts) {
        return Json.write(new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList()));
    }

    private void add(String what, String unit, Comparison comparison, Map<String, List<Double>> scores) {
        List<Series> series = new ArrayList<>();
        scores.forEach((name, values) -> series.add(new Series(name, values)));
        matches.add(new Match(Map.of("measure", what), unit, comparison, series));
        series.forEach(one -> System.err.printf("  %s, %s: %.3f %s%n", what, one.contestant(), one.median(), unit));
    }
}
