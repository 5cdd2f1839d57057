package io.coracle.site;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.tensor.Bytes;
import io.coracle.text.classify.LinearHead;
import io.coracle.text.embed.Pooling;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The models of the pages, which are made of what lies on the class path: the default embedding model in its own jar, and the head
 * that turns it into the sentiment model, a few kilobytes that {@code coracle train-classifier} learned.
 */
final class SiteModels {
    private static final String TRANSFORMER = "all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";
    private static final String HEAD = "io/coracle/site/sentiment/head.onnx";
    private static final String CONFIG = "io/coracle/site/sentiment/config.json";

    private SiteModels() {}

    static InputStream transformer() throws IOException {
        return resource(TRANSFORMER);
    }

    static InputStream tokenizer() throws IOException {
        return resource(TOKENIZER);
    }

    static InputStream sentimentConfig() throws IOException {
        return resource(CONFIG);
    }

    /** The transformer with the head on it, 23 MB. */
    static byte[] sentiment() throws IOException {
        try (InputStream head = resource(HEAD); InputStream transformer = transformer()) {
            LinearHead learned = LinearHead.of(OnnxReader.read(Bytes.of(head.readAllBytes())));
            OnnxModel whole = learned.on(OnnxReader.read(Bytes.of(transformer.readAllBytes())), Pooling.MEAN);
            return OnnxWriter.write(whole);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = SiteModels.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException(name + " is not on the class path");
        }
        return in;
    }
}
