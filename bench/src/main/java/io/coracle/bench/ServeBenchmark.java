package io.coracle.bench;

import io.coracle.Embedder;
import io.coracle.bench.data.EmbeddingModel;
import io.coracle.bench.data.Folders;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.LoadGenerator;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Processes;
import io.coracle.bench.measure.Scores;
import io.coracle.bench.measure.Series;
import io.coracle.bench.measure.ServerProcess;
import io.coracle.bench.peer.LangChainServer;
import io.coracle.json.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The server under load, beside what the engine does without it and beside LangChain4j behind HTTP. Says how it goes on standard error. */
@Command(name = "serve",
    description = "./coracle serve: its start, and 64 connections with short sentences, int8, against the engine in-process and LangChain4j "
        + "behind HTTP; with --minutes also its memory under load")
final class ServeBenchmark implements Callable<Integer> {
    private static final String OURS = "coracle serve";
    private static final String ENGINE = "engine in-process";
    private static final String PEER = "LangChain4j behind HTTP";
    private static final String PATH = "/embed";
    private static final String FIRST = "{\"inputs\":\"How do I rotate the keys?\"}";
    /** How long a turn of the warm-up lasts: its rates show when a server gets no faster any more. */
    private static final int WARM_UP_TURN = 10;
    /** By this share memory may differ from what it was after the second minute. */
    private static final double FLAT = 0.1;

    @Mixin
    private ReportOptions report;

    @Mixin
    private DataOptions data;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "64", description = "connections; default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(names = "--words", paramLabel = "N", defaultValue = "12", description = "the longest sentences, in words; default: ${DEFAULT-VALUE}")
    private int words;

    @Option(names = "--starts", paramLabel = "N", defaultValue = "9", description = "how often each server is started; default: ${DEFAULT-VALUE}")
    private int starts;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "rounds in which all take turns; default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--turn", paramLabel = "SECONDS", defaultValue = "5", description = "how long a turn lasts; default: ${DEFAULT-VALUE} s")
    private int turn;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "60",
        description = "how long each is asked first, until the JVM's compilers have done their work; default: ${DEFAULT-VALUE} s")
    private int warmUp;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "0",
        description = "afterwards, ask the server alone for so long, and look at its memory each minute; default: ${DEFAULT-VALUE}")
    private int minutes;

    /** What each contestant scored, round by round, by measure. */
    private final Map<String, Map<String, List<Double>>> scores = new LinkedHashMap<>();
    private final List<String> bars = new ArrayList<>();
    private long asked;
    private long errors;

    @Override
    public Integer call() throws IOException, InterruptedException {
        // As the server has it: texts keep all processors busy by themselves.
        System.setProperty("coracle.threads", System.getProperty("coracle.threads", "1"));
        List<String> sentences = data.find().sentences().stream().filter(line -> line.split(" ").length <= words).toList();
        List<String> bodies = sentences.stream().map(text -> new JsonWriter().beginObject().name("inputs").value(text).endObject().toString()).toList();
        List<String> ours = List.of(Folders.repository().resolve("coracle").toString(), "serve", "--port");
        List<String> peers = new ArrayList<>(Processes.java(List.of("-Dsun.net.httpserver.nodelay=true", "--sun-misc-unsafe-memory-access=allow")));
        peers.add(LangChainServer.class.getName());
        // Builds ./coracle if a source changed, and makes its class cache.
        Processes.run(List.of(ours.getFirst(), "embed", "hello"));
        for (int i = 0; i <= starts; i++) {
            start(ours, OURS, i);
            start(peers, PEER, i);
        }
        try (ServerProcess server = ServerProcess.start(ours, PATH, FIRST); ServerProcess peer = ServerProcess.start(peers, PATH, FIRST);
             Embedder embedder = Embedder.load(EmbeddingModel.int8.folder())) {
            LoadGenerator load = new LoadGenerator(server.port(), PATH, bodies, connections);
            compare(load, new LoadGenerator(peer.port(), PATH, bodies, connections), embedder, sentences);
            peer.close();
            sustain(server, load);
        }
        judge();
        List<String> notes = new ArrayList<>();
        notes.add("%d sentences of at most %d words, %d connections; the load comes from one thread on the same cores. Each was asked for %d s first."
            .formatted(sentences.size(), words, connections, warmUp));
        notes.addAll(bars);
        report.publish(matches(), notes);
        return 0;
    }

    /** Starts a server and ends it. The first start of each fills the system's caches and does not count. */
    private void start(List<String> command, String name, int round) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(command, PATH, FIRST)) {
            say("  start %d: %s answers after %.0f ms", round, name, server.startMilliseconds());
            if (round > 0) {
                score("start to first answer", name, server.startMilliseconds());
            }
        }
    }

    private void compare(LoadGenerator ours, LoadGenerator peer, Embedder embedder, List<String> sentences) throws IOException, InterruptedException {
        for (int done = 0; done < warmUp; done += WARM_UP_TURN) {
            Duration time = Duration.ofSeconds(Math.min(WARM_UP_TURN, warmUp - done));
            say("  warm-up, from %d s: %s %.0f/s, %s %.0f/s, %s %.0f/s", done, OURS, ask(ours, time).requestsPerSecond(), ENGINE,
                inProcess(embedder, sentences, time), PEER, rate(peer, time));
        }
        Duration time = Duration.ofSeconds(turn);
        for (int round = 1; round <= rounds; round++) {
            LoadGenerator.Result result = ask(ours, time);
            double engine = inProcess(embedder, sentences, time);
            double other = rate(peer, time);
            say("  round %d: %s %.0f/s, %s %.0f/s, %s %.0f/s", round, OURS, result.requestsPerSecond(), ENGINE, engine, PEER, other);
            score("throughput", OURS, result.requestsPerSecond());
            score("throughput", ENGINE, engine);
            score("throughput", PEER, other);
            score("p50", OURS, result.milliseconds(0.5));
            score("p99", OURS, result.milliseconds(0.99));
        }
    }

    private void sustain(ServerProcess server, LoadGenerator load) throws IOException {
        List<Double> memory = new ArrayList<>();
        for (int minute = 1; minute <= minutes; minute++) {
            LoadGenerator.Result result = ask(load, Duration.ofMinutes(1));
            memory.add(server.megabytes());
            say("  minute %d: %.0f/s, p50 %.1f ms, p99 %.1f ms, %d errors, RSS %.0f MB", minute, result.requestsPerSecond(), result.milliseconds(0.5),
                result.milliseconds(0.99), result.errors(), memory.getLast());
        }
        if (minutes > 2) {
            double base = memory.get(1);
            double worst = 0;
            for (double now : memory.subList(2, minutes)) {
                worst = Math.abs(now / base - 1) > Math.abs(worst) ? now / base - 1 : worst;
            }
            bar("RSS by minute %s MB, from the second on %+.1f %%".formatted(String.join(" ", memory.stream().map("%.0f"::formatted).toList()), 100 * worst),
                "10 % at most", Math.abs(worst) <= FLAT);
        }
    }

    /** Compares what was reached with what is wanted of the server. */
    private void judge() {
        double engine = ratio(ENGINE);
        bar("requests/s against the engine in-process %.2fx".formatted(engine), "0.8x", engine >= 0.8);
        double peer = ratio(PEER);
        bar("requests/s against LangChain4j behind HTTP %.2fx".formatted(peer), "3x", peer >= 3);
        double tail = median("p99", OURS) / median("p50", OURS);
        bar("p99 over p50 %.1f".formatted(tail), "5 at most", tail <= 5);
        bar("errors %d in %,d requests".formatted(errors, asked), "0 in 200,000", errors == 0 && asked >= 200_000);
        if (starts > 0) {
            double start = median("start to first answer", OURS);
            bar("start to first answer %.0f ms".formatted(start), "700 ms at most", start <= 700);
        }
    }

    private void bar(String reached, String wanted, boolean held) {
        bars.add((held ? "held:   " : "missed: ") + reached + " (wanted: " + wanted + ")");
    }

    private double median(String measure, String contestant) {
        return Scores.median(scores.get(measure).get(contestant));
    }

    private double ratio(String peer) {
        Map<String, List<Double>> rates = scores.get("throughput");
        Series other = new Series(peer, rates.get(peer));
        return Scores.median(new Match(Map.of(), "", Comparison.RATE, List.of(new Series(OURS, rates.get(OURS)), other)).ratios(other));
    }

    private void score(String measure, String contestant, double score) {
        scores.computeIfAbsent(measure, _ -> new LinkedHashMap<>()).computeIfAbsent(contestant, _ -> new ArrayList<>()).add(score);
    }

    private List<Match> matches() {
        return scores.entrySet().stream().map(entry -> {
            boolean rates = entry.getKey().equals("throughput");
            List<Series> series = entry.getValue().entrySet().stream().map(one -> new Series(one.getKey(), one.getValue())).toList();
            return new Match(Map.of("measure", entry.getKey()), rates ? "requests/s" : "ms", rates ? Comparison.RATE : Comparison.SPEED_UP, series);
        }).toList();
    }

    private static void say(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }

    /** Asks our server, and counts. */
    private LoadGenerator.Result ask(LoadGenerator load, Duration time) throws IOException {
        LoadGenerator.Result result = load.run(time, Integer.MAX_VALUE);
        asked += result.latencies().length + result.errors();
        errors += result.errors();
        return result;
    }

    /** Requests that the peer answers in a second. Errors of the peer's would make its rate worthless. */
    private static double rate(LoadGenerator peer, Duration time) throws IOException {
        LoadGenerator.Result result = peer.run(time, Integer.MAX_VALUE);
        if (result.errors() > 0) {
            throw new IllegalStateException(PEER + ": " + result.errors() + " errors");
        }
        return result.requestsPerSecond();
    }

    /** Texts a second with as many threads as there are processors, each embedding one text after the other. */
    private static double inProcess(Embedder embedder, List<String> sentences, Duration time) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (System.nanoTime() - start < time.toNanos()) {
                    embedder.embed(sentences.get(next.getAndIncrement() % sentences.size()));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return next.get() / ((System.nanoTime() - start) / 1e9);
    }
}
