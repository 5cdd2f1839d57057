package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Everything that a user of the command runs is Java: looks into all jars on the class path, by file names and by contents. */
class NoNativeCodeTest {

    private final List<String> nativeFiles = new ArrayList<>();
    private int looked;

    @Test
    void nothingOnTheClassPathIsNativeCode() throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                lookIntoFolder(path);
            } else if (Files.isRegularFile(path)) {
                lookIntoJar(path);
            }
        }
        assertTrue(classPath.contains("lucene-core") && looked > 5000, "looked at " + looked + " files of " + classPath);
        assertEquals(List.of(), nativeFiles);
    }

    private void lookIntoFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    look(file.toString(), in);
                }
            }
        }
    }

    private void lookIntoJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                try (InputStream in = zip.getInputStream(entry)) {
                    look(jar + "!" + entry.getName(), in);
                }
            }
        }
    }

    private void look(String name, InputStream in) throws IOException {
        looked++;
        String lower = name.toLowerCase(Locale.ROOT);
        boolean called = lower.matches(".*\\.(so|so\\.[0-9.]+|dll|dylib|jnilib|a|lib|exe|node)");
        byte[] start = in.readNBytes(4);
        boolean elf = starts(start, 0x7f, 'E', 'L', 'F');
        boolean machO = starts(start, 0xcf, 0xfa, 0xed, 0xfe) || starts(start, 0xce, 0xfa, 0xed, 0xfe)
            || starts(start, 0xca, 0xfe, 0xba, 0xbe) && !lower.endsWith(".class");
        boolean windows = starts(start, 'M', 'Z', 0x90, 0);
        if (called || elf || machO || windows) {
            nativeFiles.add(name);
        }
    }

    private static boolean starts(byte[] bytes, int... expected) {
        if (bytes.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
