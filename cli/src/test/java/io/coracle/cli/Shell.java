package io.coracle.cli;

import io.coracle.text.tokenizer.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs commands in this process, with streams in memory and a model that counts words. */
final class Shell {

    static final int DIMENSION = 32;

    private final AtomicInteger embedded = new AtomicInteger();
    private InputStream in = InputStream.nullInputStream();
    private boolean colours;

    /** What a command printed, and its exit code. */
    record Result(int exitCode, String out, String err, byte[] bytes) {
    }

    Shell input(String text) {
        in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Shell withColours() {
        colours = true;
        return this;
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printOut = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(in, printOut, new PrintStream(err, true, StandardCharsets.UTF_8), colours, false);
        int exitCode = Main.run(new Context(terminal, models()), arguments);
        printOut.flush();
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), out.toByteArray());
    }

    int embeddedSinceLastAsked() {
        return embedded.getAndSet(0);
    }

    Models models() {
        return new Models() {
            @Override
            public OpenEmbedder embedder(EmbeddingOptions options) {
                return new WordCounter();
            }

            @Override
            public Tokenizer tokenizer(ModelOption model) {
                return Tokenizer.fromJson("""
                    {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
                     "post_processor": null, "decoder": null, "truncation": null, "padding": null,
                     "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "one": 1, "two": 2}, "unk_token": "[UNK]"}}
                    """);
            }
        };
    }

    private final class WordCounter implements Models.OpenEmbedder {

        @Override
        public float[] embed(String text) {
            embedded.incrementAndGet();
            float[] vector = new float[DIMENSION];
            for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
                int hash = word.hashCode() * 0x9E3779B9;
                vector[hash >>> 27] += 1;
                vector[hash >>> 20 & 31] += 0.5f;
            }
            return vector;
        }

        @Override
        public int dimension() {
            return DIMENSION;
        }

        @Override
        public String fingerprint() {
            return "word counter";
        }

        @Override
        public Tokenizer tokenizer() {
            return models().tokenizer(new ModelOption());
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
