package io.coracle.cli.startup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Copies an application's jars, with {@linkplain FastStartClass classes that start faster} in those that say so. */
public final class FastStartJars {
    private FastStartJars() {}

    /**
     * Copies {@code coracle-cli.jar} and {@code lib/*.jar} from one folder to another.
     *
     * @param arguments the folder with the jars, and the folder for the copies
     */
    public static void main(String... arguments) throws IOException {
        copy(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    static void copy(Path from, Path to) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (Stream<Path> files = Files.walk(from.resolve("lib"), 1)) {
            files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
        }
        jars.add(from.resolve("coracle-cli.jar"));
        Files.createDirectories(to.resolve("lib"));
        try (URLClassLoader classes = new URLClassLoader(jars.stream().map(FastStartJars::url).toArray(URL[]::new), null)) {
            for (Path jar : jars) {
                Path target = to.resolve(from.relativize(jar));
                if (isRewritten(jar.getFileName().toString())) {
                    rewrite(jar, target, classes);
                } else {
                    Files.copy(jar, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /** Our own classes, and picocli's, which are of version 49. Every command uses these; other libraries stay as they are. */
    private static boolean isRewritten(String jar) {
        return jar.startsWith("coracle") || jar.startsWith("picocli");
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void rewrite(Path jar, Path target, ClassLoader classes) throws IOException {
        try (JarFile in = new JarFile(jar.toFile());
             JarOutputStream out = new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            for (JarEntry entry : Collections.list(in.entries())) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(isClass(entry.getName()) ? FastStartClass.rewrite(bytes, classes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.endsWith("module-info.class");
    }
}
