package io.coracle.bench.peer;

import io.coracle.bench.data.Folders;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The peers in the browser, as their makers publish them; fetched once, without what they depend on outside a browser. */
public final class NpmPackages {
    private static final String ORT_OF_TRANSFORMERS = "1.31.0-dev.20260914-8d85527a0";

    private NpmPackages() {}

    /** ONNX Runtime Web. */
    public static Path onnxRuntime() throws IOException, InterruptedException {
        return fetch("onnxruntime-web", "onnxruntime-web", "1.30.0");
    }

    /** transformers.js, with its own copy of what is JavaScript in ONNX Runtime Web. */
    public static Path transformers() throws IOException, InterruptedException {
        return fetch("transformers", "@huggingface/transformers", "4.3.0");
    }

    /** What transformers.js runs models with, in the version that it asks for. */
    public static Path onnxRuntimeOfTransformers() throws IOException, InterruptedException {
        return fetch("transformers-onnxruntime", "onnxruntime-web", ORT_OF_TRANSFORMERS);
    }

    private static Path fetch(String name, String npmName, String version) throws IOException, InterruptedException {
        Path folder = Folders.work().resolve("npm").resolve(name + "-" + version);
        if (Files.exists(folder)) {
            return folder;
        }
        Path parts = Files.createDirectories(Folders.work().resolve("npm").resolve("fetching-" + name));
        System.err.println("bench: fetching " + npmName + " " + version);
        run(parts, "npm", "pack", "--silent", npmName + "@" + version);
        Path archive;
        try (var files = Files.list(parts)) {
            archive = files.filter(file -> file.toString().endsWith(".tgz")).findFirst().orElseThrow();
        }
        run(parts, "tar", "-xzf", archive.getFileName().toString());
        Files.delete(archive);
        Files.move(parts.resolve("package"), folder);
        return folder;
    }

    /**
     * How many bytes files have when they are compressed with brotli at its best, all together. That takes minutes for the peers' 40 MB
     * of WebAssembly, so sizes are kept beside the packages.
     */
    public static long brotli(List<Path> files) throws IOException, InterruptedException {
        Path store = Folders.work().resolve("brotli.properties");
        Properties sizes = new Properties();
        if (Files.exists(store)) {
            try (Reader in = Files.newBufferedReader(store)) {
                sizes.load(in);
            }
        }
        long sum = 0;
        for (Path file : files) {
            String key = file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
            if (!sizes.containsKey(key)) {
                sizes.setProperty(key, run(Folders.work(), "node", "-e",
                    "console.log(require('zlib').brotliCompressSync(require('fs').readFileSync(process.argv[1])).length)", file.toString()).strip());
            }
            sum += Long.parseLong(sizes.getProperty(key));
        }
        try (Writer out = Files.newBufferedWriter(store)) {
            sizes.store(out, null);
        }
        return sum;
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new IllegalArgumentException("this benchmark needs Node.js and npm: " + e.getMessage(), e);
        }
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output);
        }
        return output;
    }
}
