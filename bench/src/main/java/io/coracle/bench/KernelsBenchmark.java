package io.coracle.bench;

import io.coracle.Model;
import io.coracle.backend.Backend;
import io.coracle.bench.data.MatMulChain;
import io.coracle.bench.data.Vectors;
import io.coracle.bench.measure.Comparison;
import io.coracle.bench.measure.Interleaved.Contestant;
import io.coracle.bench.measure.Match;
import io.coracle.bench.measure.PeakLoop;
import io.coracle.bench.measure.ProductCalls;
import io.coracle.bench.measure.Series;
import io.coracle.bench.peer.OrtProgram;
import io.coracle.jvm.JvmBackends;
import io.coracle.kernel.ByteProducts;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Matrix products of MiniLM's sizes, alone. */
@Command(name = "kernels", description = "Matrix products of MiniLM's sizes alone, f32, bf16 and int8, against ONNX Runtime and a core's peak")
final class KernelsBenchmark implements Callable<Integer> {
    private static final int LAYERS = 8;
    private static final double ALIKE = 0.98;

    /** Columns before and after a product. */
    private enum Size {
        SQUARE(384, 384), FEED_FORWARD(384, 1536);

        private final int width;
        private final int inner;

        Size(int width, int inner) {
            this.width = width;
            this.inner = inner;
        }
    }

    @Mixin
    private ReportOptions report;

    @Mixin
    private SetupOptions setups;

    @Mixin
    private TurnOptions turns;

    @Option(names = "--model", split = ",", defaultValue = "f32,bf16,int8",
        description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private List<MatMulChain.Type> types;

    @Option(names = "--rows", split = ",", paramLabel = "M", defaultValue = "8,32,128,512",
        description = "rows of the left side; default: ${DEFAULT-VALUE}")
    private List<Integer> rows;

    @Option(names = "--threads", split = ",", paramLabel = "N", defaultValue = "1",
        description = "threads that share a call; default: ${DEFAULT-VALUE}")
    private List<Integer> threads;

    @Override
    public Integer call() throws Exception {
        if (!report.child()) {
            List<Match> matches = setups.run("kernels", report.arguments(), threads);
            report.publish(matches, List.of(LAYERS + " products in a row with shared weights, f32 in and out, bf16 in bf16;"
                + " 384x1536 takes turns with 1536x384. Calls of the model include what is around the products:"
                + " in int8 the quantiser, in all a call's own cost. ONNX Runtime multiplies no bf16 on processors: there it has f32.",
                "products alone: the kernels that multiply, with scaling in int8.",
                "peak of a core: as many operations on registers alone, in machine code of our own."));
            return 0;
        }
        List<Match> matches = new ArrayList<>();
        for (MatMulChain.Type type : types) {
            for (Size size : Size.values()) {
                for (int m : rows) {
                    MatMulChain chain = new MatMulChain(type, m, size.width, size.inner, LAYERS);
                    matches.add(match(chain, threads.getLast()));
                    Optional<Runnable> peak = peak(chain, threads.getLast());
                    if (peak.isPresent()) {
                        matches.add(alone(chain, peak.get()));
                    }
                }
            }
        }
        report.publish(matches, List.of());
        return 0;
    }

    private Match match(MatMulChain chain, int threadCount) throws Exception {
        byte[] file = chain.onnx();
        Map<String, Tensor> inputs = Map.of(MatMulChain.INPUT, chain.input());
        boolean replaced = chain.type() == MatMulChain.Type.bf16;
        MatMulChain peer = replaced ? chain.as(MatMulChain.Type.f32) : chain;
        try (Model ours = Model.load(file); OrtProgram ort = new OrtProgram(peer.onnx(), threadCount, MatMulChain.INPUT, peer.input())) {
            double cosine = Vectors.cosine(ours.run(inputs).get(MatMulChain.OUTPUT).toFloats(), ort.output());
            if (!(cosine > ALIKE)) {
                throw new IllegalStateException(chain + ": the outputs have a cosine of " + cosine);
            }
            return match(chain, threadCount, "calls of the model", List.of(
                new Contestant("coracle", () -> ours.run(inputs)), new Contestant(replaced ? "ort (f32)" : "ort", ort::run)));
        }
    }

    /** The chain's products without what is around them, against what the core could do at most. */
    private Match alone(MatMulChain chain, Runnable peak) throws Exception {
        try (ProductCalls products = ProductCalls.of(chain.onnx(), Map.of(MatMulChain.INPUT, chain.input()), JvmBackends.standard())) {
            return match(chain, 1, "products alone", List.of(
                new Contestant("coracle", products::run), new Contestant("peak of a core", peak::run)));
        }
    }

    private Match match(MatMulChain chain, int threadCount, String counted, List<Contestant> contestants)
            throws Exception {
        List<Series> series = turns.interleaved().milliseconds(contestants).stream()
            .map(one -> new Series(one.contestant(), one.scores().stream().map(ms -> chain.operations() / ms / 1e6).toList()))
            .toList();
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("type", chain.type().name());
        labels.put("product", chain.width() + "x" + chain.inner());
        labels.put("M", Integer.toString(chain.rows()));
        labels.put("threads", Integer.toString(threadCount));
        labels.put("backend", setups.backend());
        labels.put("counted", counted);
        System.err.printf("  %s %.0f %.0f GFLOP/s%n", labels.values(), series.get(0).median(), series.get(1).median());
        return new Match(labels, "GFLOP/s", Comparison.RATE, series);
    }

    /** As many operations as a chain has, on registers alone, where our code says itself which registers and instructions it uses. */
    private static Optional<Runnable> peak(MatMulChain chain, int threadCount) {
        Backend backend = JvmBackends.standard();
        boolean known = switch (chain.type()) {
            case f32 -> true;
            case bf16 -> backend.target().dot2();
            case int8 -> backend.target().bytes() == ByteProducts.ALL;
        };
        if (threadCount > 1 || !backend.target().exact() || !known) {
            return Optional.empty();
        }
        int products = switch (chain.type()) {
            case f32 -> 1;
            case bf16 -> 2;
            case int8 -> 4;
        };
        return Optional.of(PeakLoop.of(backend, products, chain.operations()));
    }
}
