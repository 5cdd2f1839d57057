package io.coracle.bench;

import io.coracle.Embedder;
import io.coracle.bench.data.EmbeddingModel;
import io.coracle.bench.data.Folders;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.LoadGenerator;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.Processes;
import io.coracle.bench.measure.Series;
import io.coracle.bench.peer.LangChainServer;
import io.coracle.json.JsonWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The server under load, beside what the engine does without it and beside LangChain4j behind HTTP. */
@Command(name = "serve",
    description = "./coracle serve with 64 connections and short sentences, int8, against the engine in-process and LangChain4j behind HTTP")
final class ServeBenchmark implements Callable<Integer> {

    @Mixin
    private ReportOptions report;

    @Mixin
    private DataOptions data;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "64", description = "connections; default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(names = "--words", paramLabel = "N", defaultValue = "12", description = "the longest sentences, in words; default: ${DEFAULT-VALUE}")
    private int words;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "rounds in which all take turns; default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--turn", paramLabel = "SECONDS", defaultValue = "5", description = "how long a turn lasts; default: ${DEFAULT-VALUE} s")
    private int turn;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "20",
        description = "how long each server is asked first, until the JVM's compilers have done most of their work; default: ${DEFAULT-VALUE} s")
    private int warmUp;

    @Option(names = "--requests", paramLabel = "N", defaultValue = "0",
        description = "afterwards, ask the server alone so many times and count errors; default: ${DEFAULT-VALUE}")
    private int requests;

    /** What one contestant scored, round by round. */
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> sentences = data.find().sentences().stream().filter(line -> line.split(" ").length <= words).toList();
        List<String> bodies = sentences.stream().map(text -> new JsonWriter().beginObject().name("inputs").value(text).endObject().toString()).toList();
        // Builds ./coracle if a source changed, and makes its class cache.
        Processes.run(List.of(coracle(), "embed", "hello"));
        int port = freePort();
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Process ours = new ProcessBuilder(coracle(), "serve", "--port", Integer.toString(port)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> peerCommand = new ArrayList<>(Processes.java(List.of("-Dsun.net.httpserver.nodelay=true", "--sun-misc-unsafe-memory-access=allow")));
        peerCommand.add(LangChainServer.class.getName());
        Process peer = new ProcessBuilder(peerCommand).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (Embedder embedder = Embedder.load(EmbeddingModel.int8.folder()); BufferedReader said = peer.inputReader()) {
            awaitPort(port);
            LoadGenerator server = new LoadGenerator(port, "/embed", bodies, connections);
            LoadGenerator langChain = new LoadGenerator(Integer.parseInt(said.readLine()), "/embed", bodies, connections);
            Duration time = Duration.ofSeconds(turn);
            server.run(Duration.ofSeconds(warmUp), Integer.MAX_VALUE);
            langChain.run(Duration.ofSeconds(warmUp), Integer.MAX_VALUE);
            inProcess(embedder, sentences, time);
            for (int round = 0; round < rounds; round++) {
                LoadGenerator.Result result = server.run(time, Integer.MAX_VALUE);
                double engine = inProcess(embedder, sentences, time);
                LoadGenerator.Result other = langChain.run(time, Integer.MAX_VALUE);
                if (result.errors() + other.errors() > 0) {
                    throw new IllegalStateException(result.errors() + " errors of ours, " + other.errors() + " of the peer's");
                }
                System.err.printf("  round %d: serve %.0f/s, engine %.0f/s, LangChain4j %.0f/s, RSS %.0f MB%n", round + 1, result.requestsPerSecond(), engine, other.requestsPerSecond(), megabytes(ours));
                score("coracle serve", result.requestsPerSecond());
                score("engine in-process", engine);
                score("LangChain4j behind HTTP", other.requestsPerSecond());
                p50.add(result.milliseconds(0.5));
                p99.add(result.milliseconds(0.99));
            }
            if (requests > 0) {
                double before = megabytes(ours);
                LoadGenerator.Result many = server.run(Duration.ofMinutes(10), requests);
                notes.add("%d requests: %d errors, %.0f/s, p50 %.1f ms, p99 %.1f ms; RSS %.0f MB before, %.0f MB after.".formatted(
                    many.latencies().length + many.errors(), many.errors(), many.requestsPerSecond(), many.milliseconds(0.5),
                    many.milliseconds(0.99), before, megabytes(ours)));
            }
        } finally {
            ours.destroy();
            peer.destroy();
        }
        notes.add("%d sentences of at most %d words, %d connections; the load comes from one thread on the same cores."
            .formatted(sentences.size(), words, connections));
        report.publish(matches(p50, p99), notes);
        return 0;
    }

    private void score(String contestant, double rate) {
        rates.computeIfAbsent(contestant, _ -> new ArrayList<>()).add(rate);
    }

    private List<Match> matches(List<Double> p50, List<Double> p99) {
        List<Series> series = rates.entrySet().stream().map(entry -> new Series(entry.getKey(), entry.getValue())).toList();
        return List.of(new Match(Map.of("measure", "throughput"), "requests/s", Comparison.RATE, series),
            new Match(Map.of("measure", "p50"), "ms", Comparison.SHARE, List.of(new Series("coracle serve", p50))),
            new Match(Map.of("measure", "p99"), "ms", Comparison.SHARE, List.of(new Series("coracle serve", p99))));
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

    private static String coracle() {
        return Folders.repository().resolve("coracle").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(int port) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("./coracle serve does not listen after a minute");
    }

    /** What a process has in memory; NaN where the system does not tell. */
    private static double megabytes(Process process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
