package io.coracle.search.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {

    private static final int ROUNDS = Integer.getInteger("coracle.fuzz.rounds", 60);

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} leaves out {1}: {2}")
    @CsvSource(textBlock = """
        # pattern, path, ignored
        *.log,      a.log,         true
        *.log,      x/y/a.log,     true
        build,      x/build/a.txt, true
        build/,     build/a.txt,   true
        build/,     x/build,       false
        /build,     x/build,       false
        /build,     build,         true
        x/build,    x/build,       true
        x/build,    y/x/build,     false
        **/build,   y/x/build,     true
        x/**/b,     x/b,           true
        x/**/b,     x/1/2/b,       true
        x/**/b,     x/1/2/c,       false
        x/**,       x/1/2,         true
        x/**,       y/x,           false
        x/*,        x/1/2,         true
        x/*/2,      x/1/2,         true
        x/*/2,      x/1/1/2,       false
        a**z,       abcz,          true
        \\#a,       '#a',          true
        \\!a,       '!a',          true
        'a\\ ',     'a ',          true
        'a  ',      a,             true
        """)
    void patternMeansWhatGitSays(String pattern, String path, boolean ignored) throws IOException {
        write(".gitignore", pattern + "\n");
        write(path, "");
        assertEquals(!ignored, filesLeft().contains(path));
    }

    @Test
    void laterPatternTakesBackWhatAnEarlierLeftOut() throws IOException {
        write(".gitignore", "*.txt\n!keep.txt\n");
        write("keep.txt", "");
        write("drop.txt", "");
        assertEquals(Set.of("keep.txt"), filesLeft());
    }

    @Test
    void nothingInsideAnIgnoredFolderCanBeTakenBack() throws IOException {
        write(".gitignore", "out/\n!out/keep.txt\n");
        write("out/keep.txt", "");
        assertEquals(Set.of(), filesLeft());
    }

    @Test
    void deeperFileOverridesHigherFile() throws IOException {
        write(".gitignore", "*.txt\n");
        write("sub/.gitignore", "!*.txt\n/only.txt\n");
        write("a.txt", "");
        write("sub/b.txt", "");
        write("sub/only.txt", "");
        write("sub/deep/only.txt", "");
        assertEquals(Set.of("sub/b.txt", "sub/deep/only.txt"), filesLeft());
    }

    @Test
    void rulesOfTheRepositoryHoldForAFolderInsideIt() throws IOException {
        Files.createDirectories(folder.resolve(".git/info"));
        write(".git/info/exclude", "secret*\n");
        write(".gitignore", "/docs/old/\n*.log\n");
        write("docs/a.txt", "");
        write("docs/a.log", "");
        write("docs/secret.txt", "");
        write("docs/old/b.txt", "");
        assertEquals(Set.of("a.txt"), walk(folder.resolve("docs")));
    }

    @Test
    void linesEndingInCarriageReturnAndAByteOrderMarkAreNoPartOfPatterns() throws IOException {
        write(".gitignore", "\uFEFF*.log\r\n# comment\r\n\r\n*.tmp\r\n");
        write("a.log", "");
        write("a.tmp", "");
        write("a.txt", "");
        assertEquals(Set.of("a.txt"), filesLeft());
    }

    /**
     * Random ignore files over random trees, compared with git itself. Stars within a longer part, as in "a**", are not among the
     * patterns: git's manual calls them regular stars, but git cuts the literal start off first and then takes "**" for folders.
     */
    @Test
    void agreesWithGitOnRandomPatterns() throws Exception {
        Assumptions.assumeTrue(gitIsInstalled(), "git is not installed");
        Random random = new Random(42);
        for (int round = 0; round < ROUNDS; round++) {
            Path tree = Files.createDirectory(folder.resolve("round" + round));
            run(tree, "git", "init", "-q");
            for (int i = 0; i < 40; i++) {
                Path file = tree.resolve(randomPath(random));
                if (!Files.exists(file)) {
                    try {
                        Files.createDirectories(file.getParent());
                        Files.writeString(file, "");
                    } catch (IOException e) {
                        // The name of a file is taken by a folder or the other way round.
                        continue;
                    }
                }
            }
            List<Path> folders = new ArrayList<>();
            try (var all = Files.walk(tree)) {
                all.filter(Files::isDirectory).filter(p -> !p.toString().contains(".git")).forEach(folders::add);
            }
            StringBuilder ignoreFiles = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                Path in = folders.get(random.nextInt(folders.size()));
                String patterns = randomPatterns(random);
                Files.writeString(in.resolve(".gitignore"), patterns);
                ignoreFiles.append("in ").append(tree.relativize(in)).append(":\n").append(patterns);
            }
            assertEquals(new TreeSet<>(gitFiles(tree)), walk(tree), "round " + round + "\n" + ignoreFiles);
        }
    }

    private static String randomPath(Random random) {
        StringBuilder path = new StringBuilder();
        int depth = 1 + random.nextInt(4);
        for (int i = 0; i < depth; i++) {
            path.append(i == 0 ? "" : "/").append(randomName(random));
        }
        return path.toString();
    }

    private static String randomName(Random random) {
        String[] names = {"a", "b", "ab", "aa", "a.x", "b.x", "abc", "ba", "x-1", "a b", "b!", "#a"};
        return names[random.nextInt(names.length)];
    }

    private static String randomPatterns(Random random) {
        String[] parts = {"a", "b", "*", "**", "a*", "*b", "?", "a?", "[ab]", "[!a]", "*.x", "ab", "[a-c]*", "x-[[:digit:]]",
            "\\a", "a\\ b", "\\#a", "b\\!", "***", "a b "};
        StringBuilder patterns = new StringBuilder();
        int lines = 1 + random.nextInt(6);
        for (int i = 0; i < lines; i++) {
            patterns.append(random.nextInt(4) == 0 ? "!" : "").append(random.nextInt(4) == 0 ? "/" : "");
            int depth = 1 + random.nextInt(3);
            for (int j = 0; j < depth; j++) {
                patterns.append(j == 0 ? "" : "/").append(parts[random.nextInt(parts.length)]);
            }
            patterns.append(random.nextInt(4) == 0 ? "/" : "").append('\n');
        }
        return patterns.toString();
    }

    private static boolean gitIsInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("git", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> gitFiles(Path tree) throws IOException, InterruptedException {
        String out = run(tree, "git", "-c", "core.excludesFile=/dev/null", "ls-files", "-z", "--others", "--exclude-standard");
        return Arrays.stream(out.split("\0")).filter(f -> !f.isEmpty() && !f.endsWith(".gitignore")).toList();
    }

    private static String run(Path in, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return text;
        }
    }

    private Set<String> filesLeft() throws IOException {
        return walk(folder);
    }

    private static Set<String> walk(Path root) throws IOException {
        FileWalker.Options everything = new FileWalker.Options(true, List.of("*"), List.of());
        Set<String> left = new TreeSet<>();
        for (FileWalker.FoundFile file : FileWalker.walk(List.of(root), everything).files()) {
            left.add(root.relativize(file.path()).toString());
        }
        return left;
    }

    private void write(String path, String content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
