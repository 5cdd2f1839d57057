package io.coracle;

import io.coracle.backend.Backend;
import io.coracle.format.ModelFormatException;
import io.coracle.graph.Graph;
import io.coracle.jvm.JvmBackends;
import io.coracle.jvm.KeptSession;
import io.coracle.jvm.SegmentBytes;
import io.coracle.jvm.X86Backend;
import io.coracle.plan.ModelException;
import io.coracle.plan.Session;
import io.coracle.text.embed.Pooling;
import io.coracle.text.embed.SentenceEncoder;
import io.coracle.text.tokenizer.Encoding;
import io.coracle.text.tokenizer.Tokenizer;
import io.coracle.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Turns texts into vectors whose dot product says how close they are in meaning. A text's vector depends on nothing but the text:
 * texts are never padded to each other. Safe for use by many threads at once.
 *
 * {@snippet :
 * try (Embedder embedder = Embedder.allMiniLmL6V2()) {
 *     float[] vector = embedder.embed("How do I rotate the keys?");
 * }
 * }
 */
public final class Embedder implements AutoCloseable {
    private final SentenceEncoder encoder;
    private final Pooling pooling;
    private final int dimension;
    private final int maxTokens;
    private final TextModelFiles files;
    private final String settings;

    private Embedder(SentenceEncoder encoder, Pooling pooling, TextModelFiles files, String settings) {
        this.encoder = encoder;
        this.pooling = pooling;
        this.maxTokens = files.maxTokens();
        this.files = files;
        this.settings = settings;
        this.dimension = encoder.dimension();
    }

    /**
     * What may differ from a model's own settings.
     *
     * @param pooling how tokens become one vector; the model's own way if empty
     * @param normalize whether vectors have length 1
     * @param programs a folder that keeps what was compiled for texts of some lengths, so that the next process starts in half the time. It
     *     belongs to one build of Coracle, to be emptied when another one comes, and to one user: who may write to it may run code as who
     *     reads it. Of use on processors for which there is machine code; elsewhere nothing is kept.
     */
    public record Settings(Optional<Pooling> pooling, boolean normalize, Optional<Path> programs) {
        /** The model's own pooling, vectors of length 1; nothing is kept. */
        public static final Settings DEFAULT = new Settings(Optional.empty(), true);

        /** Settings that keep nothing. */
        public Settings(Optional<Pooling> pooling, boolean normalize) {
            this(pooling, normalize, Optional.empty());
        }
    }

    /**
     * Loads an embedding model from a folder in Hugging Face's layout, or from an ONNX file with its {@code tokenizer.json} beside it.
     *
     * @throws IOException when a file is missing or cannot be read
     * @throws ModelFormatException when the model file is damaged
     * @throws TokenizerException when the tokenizer file is damaged or of a kind that is not supported
     * @throws ModelException when the model uses operators that are not supported, or is not one that embeds texts
     */
    public static Embedder load(Path folderOrFile) throws IOException {
        return load(folderOrFile, Settings.DEFAULT);
    }

    /** As {@link #load(Path)}, with other settings than the model's. */
    public static Embedder load(Path folderOrFile, Settings settings) throws IOException {
        return load(folderOrFile, settings, TextModelLoader.standardBackend());
    }

    /** As {@link #load(Path, Settings)}, on a backend of the caller's choice. */
    static Embedder load(Path folderOrFile, Settings settings, Backend backend) throws IOException {
        return load(folderOrFile, settings, CompletableFuture.completedFuture(backend));
    }

    private static Embedder load(Path folderOrFile, Settings settings, CompletableFuture<Backend> backend) throws IOException {
        TextModelFiles files = TextModelFiles.find(folderOrFile);
        Pooling pooling = settings.pooling().orElse(files.pooling());
        String settingsText = pooling + (settings.normalize() ? "" : "-raw") + "-" + files.maxTokens();
        if (settings.programs().isPresent() && TextModelLoader.joined(backend) instanceof X86Backend machine) {
            return loadKept(files, settings.programs().get(), pooling, settings.normalize(), settingsText, machine);
        }
        return TextModelLoader.load(files, backend, (model, tokenizer, started, released) -> new Embedder(
            new SentenceEncoder(model.graph(), tokenizer, pooling, settings.normalize(), files.maxTokens(), started, released),
            pooling, files, settingsText));
    }

    private static Embedder loadKept(TextModelFiles files, Path programs, Pooling pooling, boolean normalize, String settingsText,
                                     X86Backend backend) throws IOException {
        Supplier<Tokenizer> tokenizer = TextModelLoader.tokenizer(files);
        KeptSession session = new KeptSession(programs, files.model(), settingsText, backend, () -> {
            Arena arena = Arena.ofShared();
            try {
                SegmentBytes file = SegmentBytes.map(files.model(), arena);
                Graph graph = ModelFiles.read(files.model(), file, arena).graph();
                return new KeptSession.Opened(new Session(SentenceEncoder.pooled(graph, pooling, normalize), backend, arena::close), file);
            } catch (IOException e) {
                arena.close();
                throw new UncheckedIOException(e);
            } catch (RuntimeException | Error e) {
                arena.close();
                throw e;
            }
        });
        try {
            return new Embedder(new SentenceEncoder(session, tokenizer, files.maxTokens()), pooling, files, settingsText);
        } catch (UncheckedIOException e) {
            session.close();
            throw e.getCause();
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /**
     * The default model, all-MiniLM-L6-v2 with weights quantised to int8: 384 dimensions, English, texts of up to 512 tokens.
     *
     * @throws UncheckedIOException when no folder can be written that keeps a copy of the model (see {@code CORACLE_HOME})
     */
    public static Embedder allMiniLmL6V2() {
        return allMiniLmL6V2(Settings.DEFAULT);
    }

    /** As {@link #allMiniLmL6V2()}, with other settings than the model's. */
    public static Embedder allMiniLmL6V2(Settings settings) {
        try {
            return load(DefaultModel.folder(), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The vector of a text. What is longer than {@link #maxTokens()} is left out. */
    public float[] embed(String text) {
        return encoder.embed(text);
    }

    /** The vector of a text that {@link #tokenizer} has read already; its tokens are taken as they are, however many. */
    public float[] embed(Encoding tokens) {
        return encoder.embed(tokens);
    }

    /** As {@link #embed(Encoding)}, of the length that the model gives it. */
    public float[] embedRaw(Encoding tokens) {
        return encoder.embedRaw(tokens);
    }

    /**
     * The vector of each token, in order, before they become one.
     *
     * @throws ModelException when the model gives no vectors of tokens
     */
    public List<float[]> embedTokens(Encoding tokens) {
        return encoder.embedTokens(tokens);
    }

    /** The vectors of many texts, in their order, computed on all cores; each as {@link #embed} gives it. */
    public List<float[]> embedAll(List<String> texts) {
        List<Encoding> tokens = texts.parallelStream().map(encoder::tokens).toList();
        // Texts of one length follow each other, which share a plan, and the longest come first, so that all threads end together.
        int[] order = IntStream.range(0, texts.size()).boxed().sorted(Comparator.comparing(i -> -tokens.get(i).size()))
            .mapToInt(Integer::intValue).toArray();
        float[][] vectors = new float[texts.size()][];
        AtomicInteger next = new AtomicInteger();
        IntStream.range(0, JvmBackends.threads()).parallel().forEach(thread -> {
            for (int i = next.getAndIncrement(); i < order.length; i = next.getAndIncrement()) {
                vectors[order[i]] = encoder.embed(tokens.get(order[i]));
            }
        });
        return List.of(vectors);
    }

    /** How the vectors of a text's tokens become one. */
    public Pooling pooling() {
        return pooling;
    }

    /** Numbers in each vector. */
    public int dimension() {
        return dimension;
    }

    /** Tokens of a text that count, special ones included. */
    public int maxTokens() {
        return maxTokens;
    }

    /**
     * Names model and settings: two embedders with equal fingerprints give equal vectors for equal texts, on one kind of machine.
     *
     * @throws UncheckedIOException when the model's files cannot be read any more
     */
    public String fingerprint() {
        try {
            return Fingerprint.of(files.model(), files.tokenizer(), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Tokenizer tokenizer() {
        return encoder.tokenizer();
    }

    /** Gives off-heap memory back: at once, or when the calls under way have ended. */
    @Override
    public void close() {
        encoder.close();
    }
}
