package io.coracle.bench;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.coracle.bench.peer.OrtEmbedder;
import io.coracle.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What {@link TokenizerBenchmark} lets JMH run: one call is a pass over all texts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TokenizerTasks {
    /** The property that names the file of texts. */
    static final String TEXTS = "coracle.bench.texts";
    /** The property that names the folder with {@code tokenizer.json}. */
    static final String MODEL = "coracle.bench.model";

    private List<String> texts;
    private Tokenizer ours;
    private HuggingFaceTokenizer peer;

    /** Opens both. */
    @Setup
    public void open() throws IOException {
        Path folder = Path.of(System.getProperty(MODEL));
        texts = Files.readAllLines(Path.of(System.getProperty(TEXTS)));
        ours = Tokenizer.fromJson(Files.readAllBytes(folder.resolve("tokenizer.json")));
        peer = OrtEmbedder.tokenizer(folder);
    }

    @Benchmark
    public void coracle(Blackhole hole) {
        for (String text : texts) {
            hole.consume(ours.encode(text).ids());
        }
    }

    @Benchmark
    public void djlOneByOne(Blackhole hole) {
        for (String text : texts) {
            hole.consume(peer.encode(text).getIds());
        }
    }

    @Benchmark
    public void djlBatch(Blackhole hole) {
        for (Encoding encoding : peer.batchEncode(texts)) {
            hole.consume(encoding.getIds());
        }
    }
}
