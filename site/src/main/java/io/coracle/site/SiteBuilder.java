package io.coracle.site;

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
 * Runs in the build: puts the npm package beside the pages, tells the service worker which files there are, and writes the folder that
 * any web server can host, which has the models too.
 */
final class SiteBuilder {
    /** Of the npm package, what a browser asks for. */
    private static final List<String> PACKAGE_FILES = List.of(".js", ".wasm");
    /** For models with uncommon operators, which those of the pages are not. */
    private static final String WHOLE_ENGINE = "engine-whole.wasm";

    private SiteBuilder() {}

    /**
     * Builds the site.
     *
     * @param arguments the folder of the pages' sources, the folder of the npm package, the folder among the classes and the folder for
     *     web servers to write; what was in the last two is deleted
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("wanted: SOURCES NPM PAGES SITE");
        }
        Path pages = Path.of(arguments[2]);
        Path site = Path.of(arguments[3]);
        delete(pages);
        delete(site);
        copy(Path.of(arguments[0]), pages, List.of(""));
        copy(Path.of(arguments[1]), pages.resolve("coracle"), PACKAGE_FILES);
        Files.delete(pages.resolve("coracle").resolve(WHOLE_ENGINE));
        stampServiceWorker(pages);
        copy(pages, site, List.of(""));
        writeModels(site.resolve("models"));
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path file : files(folder)) {
                Files.delete(file);
            }
        }
    }

    private static void copy(Path from, Path to, List<String> endings) throws IOException {
        for (Path file : files(from)) {
            if (endings.stream().anyMatch(file.toString()::endsWith)) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void writeModels(Path models) throws IOException {
        Path minilm = Files.createDirectories(models.resolve("minilm"));
        write(SiteModels.transformer(), minilm.resolve("model.onnx"));
        write(SiteModels.tokenizer(), minilm.resolve("tokenizer.json"));
        Path sentiment = Files.createDirectories(models.resolve("sentiment"));
        Files.write(sentiment.resolve("model.onnx"), SiteModels.sentiment());
        write(SiteModels.tokenizer(), sentiment.resolve("tokenizer.json"));
        write(SiteModels.sentimentConfig(), sentiment.resolve("config.json"));
    }

    private static void write(InputStream content, Path file) throws IOException {
        try (content) {
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A change to any file changes the service worker, and so reaches the browsers that keep the old ones. */
    private static void stampServiceWorker(Path pages) throws IOException {
        Path worker = pages.resolve("sw.js");
        String source = Files.readString(worker);
        List<Path> kept = files(pages).stream().filter(file -> !file.equals(worker)).toList();
        MessageDigest digest = digest();
        digest.update(source.getBytes(StandardCharsets.UTF_8));
        for (Path file : kept) {
            digest.update(name(pages, file).getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        String version = HexFormat.of().formatHex(digest.digest(), 0, 8);
        String names = kept.stream().map(file -> "'" + name(pages, file) + "'").collect(Collectors.joining(",\n  "));
        Files.writeString(worker, source.replace("@version@", version).replace("'@files@'", names));
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
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
