package io.coracle.bench.peer;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The smallest program that embeds a text with ONNX Runtime: what {@code coracle embed TEXT} is compared with. */
public final class OrtHello {
    private OrtHello() {}

    /** Arguments: the model's folder, the text. */
    public static void main(String[] arguments) throws IOException, OrtException {
        try (OrtEmbedder embedder = new OrtEmbedder(Path.of(arguments[0]), Runtime.getRuntime().availableProcessors())) {
            System.out.println(Arrays.toString(embedder.embed(arguments[1])));
        }
    }
}
