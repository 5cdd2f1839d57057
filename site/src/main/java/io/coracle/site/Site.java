package io.coracle.site;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Optional;

/**
 * The pages, for a server to give out. Safe for use by many threads.
 *
 * {@snippet :
 * Optional<Site.Asset> asset = new Site().find("sentiment.html");
 * }
 */
public final class Site {
    private static final String PAGES = "io/coracle/site/pages/";
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8",
        "css", "text/css; charset=utf-8", "json", "application/json", "svg", "image/svg+xml", "wasm", "application/wasm",
        "webmanifest", "application/manifest+json", "onnx", "application/octet-stream");

    private SoftReference<byte[]> sentiment = new SoftReference<>(null);

    /** Opens the content of an asset, anew at each call; the caller closes it. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    /**
     * A file of the site.
     *
     * @param type the media type to send it with
     */
    public record Asset(String type, Content content) {}

    /**
     * A file by its path relative to the root of the site; the empty path is the first page. Empty when there is no such file.
     * Pages that are served with the headers {@code Cross-Origin-Opener-Policy: same-origin} and {@code Cross-Origin-Embedder-Policy:
     * require-corp} may use several threads at once.
     */
    public Optional<Asset> find(String path) {
        String name = path.isEmpty() ? "index.html" : path;
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        return content(name).map(content -> new Asset(type, content));
    }

    private Optional<Content> content(String name) {
        return switch (name) {
            case "models/minilm/model.onnx" -> Optional.of(SiteModels::transformer);
            case "models/minilm/tokenizer.json", "models/sentiment/tokenizer.json" -> Optional.of(SiteModels::tokenizer);
            case "models/sentiment/config.json" -> Optional.of(SiteModels::sentimentConfig);
            case "models/sentiment/model.onnx" -> Optional.of(() -> new ByteArrayInputStream(sentiment()));
            default -> page(name);
        };
    }

    /** A file among the pages. Names that climb out of their folder are not looked for, wherever classes come from. */
    private static Optional<Content> page(String name) {
        ClassLoader loader = Site.class.getClassLoader();
        boolean plain = !name.startsWith("/") && !name.contains("..") && !name.contains("//") && !name.contains("\\");
        if (!plain || loader.getResource(PAGES + name) == null) {
            return Optional.empty();
        }
        return Optional.of(() -> loader.getResourceAsStream(PAGES + name));
    }

    /** Made when it is first asked for, and again when the memory was needed for something else. */
    private synchronized byte[] sentiment() throws IOException {
        byte[] made = sentiment.get();
        if (made == null) {
            made = SiteModels.sentiment();
            sentiment = new SoftReference<>(made);
        }
        return made;
    }
}
