package io.coracle.web.site;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.tensor.Bytes;
import io.coracle.text.classify.LinearHead;
import io.coracle.text.embed.Pooling;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the folder that any web server can host: the pages, the npm package in {@code coracle/}, and in {@code models/} the default
 * embedding model and the sentiment model, which is the same transformer with a head that {@code coracle train-classifier} learned.
 */
public final class SiteBuilder {
    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";
    /** Of the npm package, what a browser asks for. */
    private static final List<String> PACKAGE_FILES = List.of(".js", ".wasm");

    private final Path site;

    private SiteBuilder(Path site) {
        this.site = site;
    }

    /**
     * Builds the site.
     *
     * @param arguments the folder of the pages, of the npm package, of the sentiment model's head, and the one to write
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("wanted: PAGES NPM HEAD SITE");
        }
        SiteBuilder builder = new SiteBuilder(Path.of(arguments[3]));
        builder.copy(Path.of(arguments[0]), builder.site, List.of(""));
        builder.copy(Path.of(arguments[1]), builder.site.resolve("coracle"), PACKAGE_FILES);
        builder.models(Path.of(arguments[2]));
        builder.stampServiceWorker();
    }

    private void copy(Path from, Path to, List<String> endings) throws IOException {
        for (Path file : files(from)) {
            if (endings.stream().anyMatch(file.toString()::endsWith)) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void models(Path head) throws IOException {
        byte[] transformer = resource(MODEL);
        Path minilm = Files.createDirectories(site.resolve("models/minilm"));
        Files.write(minilm.resolve("model.onnx"), transformer);
        Files.write(minilm.resolve("tokenizer.json"), resource(TOKENIZER));

        Path sentiment = Files.createDirectories(site.resolve("models/sentiment"));
        LinearHead learned = LinearHead.of(OnnxReader.read(Bytes.of(Files.readAllBytes(head.resolve("head.onnx")))));
        OnnxModel whole = learned.on(OnnxReader.read(Bytes.of(transformer)), Pooling.MEAN);
        Files.write(sentiment.resolve("model.onnx"), OnnxWriter.write(whole));
        Files.write(sentiment.resolve("tokenizer.json"), resource(TOKENIZER));
        Files.copy(head.resolve("config.json"), sentiment.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = SiteBuilder.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    /** Tells the service worker which files to keep; any change to one of them changes it, and so reaches those who have the old ones. */
    private void stampServiceWorker() throws IOException {
        Path worker = site.resolve("sw.js");
        List<Path> kept = files(site).stream()
            .filter(file -> !file.startsWith(site.resolve("models")) && !file.equals(worker)).toList();
        MessageDigest digest = digest();
        for (Path file : kept) {
            digest.update(name(file).getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        digest.update(Files.readAllBytes(worker));
        String version = HexFormat.of().formatHex(digest.digest(), 0, 8);
        String names = kept.stream().map(file -> "'" + name(file) + "'").collect(Collectors.joining(",\n  "));
        Files.writeString(worker, Files.readString(worker).replace("@version@", version).replace("'@files@'", names));
    }

    private String name(Path file) {
        return site.relativize(file).toString().replace('\\', '/');
    }

    /** The files below a folder, in the order of their names. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
