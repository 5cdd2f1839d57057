package io.coracle.bench.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes a folder of Markdown files like somebody's notes: a title, sections, paragraphs, lists. The same call always writes the same
 * bytes.
 */
public final class NoteFolder {
    /** Words of English texts, the common ones first. */
    private static final String WORDS = "words.txt";
    private static final int FILES_IN_A_FOLDER = 50;

    private final Random random;
    private final List<String> words;

    private NoteFolder(long seed) {
        this.random = new Random(seed);
        this.words = words();
    }

    /**
     * Writes {@code count} files into folders below {@code root}, which must not exist.
     *
     * @return their bytes in all
     */
    public static long write(Path root, int count) throws IOException {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            byte[] text = text(i).getBytes(StandardCharsets.UTF_8);
            Path file = root.resolve("topic-%02d".formatted(i / FILES_IN_A_FOLDER)).resolve("note-%04d.md".formatted(i));
            Files.createDirectories(file.getParent());
            Files.write(file, text);
            bytes += text.length;
        }
        return bytes;
    }

    /** The text of one note. */
    static String text(int number) {
        return new NoteFolder(number).note();
    }

    private String note() {
        String sections = IntStream.range(0, between(2, 4)).mapToObj(i -> section()).collect(Collectors.joining("\n"));
        return "# " + title() + "\n\n" + paragraph() + "\n" + sections;
    }

    private String section() {
        String list = random.nextInt(3) > 0 ? "" : IntStream.range(0, between(3, 5)).mapToObj(i -> "- " + words(4, 9) + "\n")
            .collect(Collectors.joining("", "\n", ""));
        return "## " + title() + "\n\n" + paragraph() + list;
    }

    private String paragraph() {
        return IntStream.range(0, between(2, 4)).mapToObj(i -> sentence()).collect(Collectors.joining(" ", "", "\n"));
    }

    private String sentence() {
        return capital(words(8, 16)) + ".";
    }

    private String title() {
        return capital(words(2, 4));
    }

    private String words(int least, int most) {
        return Stream.generate(this::word).limit(between(least, most)).collect(Collectors.joining(" "));
    }

    /** Common words come more often, as they do in texts. */
    private String word() {
        double u = random.nextDouble();
        return words.get((int) (u * u * words.size()));
    }

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static List<String> words() {
        try (InputStream in = NoteFolder.class.getResourceAsStream(WORDS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
