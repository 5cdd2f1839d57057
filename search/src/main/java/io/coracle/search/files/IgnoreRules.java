package io.coracle.search.files;

import io.coracle.search.extract.TextDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What git would ignore below one folder: the patterns of that folder's {@code .gitignore} on top of those of the folders above
 * it, up to the root of the repository, and beneath them {@code .git/info/exclude} and the user's {@code git/ignore} file. The
 * last pattern that matches decides, deeper files before higher ones. Immutable; {@link #in} makes the rules of a folder below.
 */
class IgnoreRules {

    /** Rules that ignore nothing and read no files. */
    static final IgnoreRules NONE = new IgnoreRules(Optional.empty(), Path.of(""), List.of()) {
        @Override
        IgnoreRules in(Path below) {
            return this;
        }
    };

    private final Optional<IgnoreRules> above;
    /** The folder that the patterns are relative to. */
    private final Path folder;
    private final List<IgnorePattern> patterns;

    private IgnoreRules(Optional<IgnoreRules> above, Path folder, List<IgnorePattern> patterns) {
        this.above = above;
        this.folder = folder;
        this.patterns = patterns;
    }

    /** The rules in force inside {@code folder}, an absolute path; reads the ignore files of its repository above it. */
    static IgnoreRules at(Path folder) {
        Path repository = folder;
        while (repository != null && !Files.exists(repository.resolve(".git"))) {
            repository = repository.getParent();
        }
        if (repository == null) {
            return new IgnoreRules(Optional.empty(), folder, read(folder.resolve(".gitignore")));
        }
        IgnoreRules rules = new IgnoreRules(Optional.empty(), repository, userPatterns());
        rules = rules.with(repository, repository.resolve(".git/info/exclude"));
        rules = rules.with(repository, repository.resolve(".gitignore"));
        Path below = repository;
        for (Path part : repository.relativize(folder)) {
            if (!part.toString().isEmpty()) {
                below = below.resolve(part);
                rules = rules.in(below);
            }
        }
        return rules;
    }

    /** The rules inside a folder below. */
    IgnoreRules in(Path below) {
        return with(below, below.resolve(".gitignore"));
    }

    private IgnoreRules with(Path base, Path file) {
        List<IgnorePattern> read = read(file);
        return read.isEmpty() ? this : new IgnoreRules(Optional.of(this), base, read);
    }

    /**
     * Whether a file or folder is left out. The answer holds only if no folder above it is left out: git never looks into those
     * again, and neither must the caller.
     */
    boolean ignores(Path path, boolean isFolder) {
        for (Optional<IgnoreRules> rules = Optional.of(this); rules.isPresent(); rules = rules.get().above) {
            Optional<Boolean> decision = rules.get().decide(path, isFolder);
            if (decision.isPresent()) {
                return decision.get();
            }
        }
        return false;
    }

    private Optional<Boolean> decide(Path path, boolean isFolder) {
        if (patterns.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        for (Path part : folder.relativize(path)) {
            parts.add(part.toString());
        }
        for (IgnorePattern pattern : patterns.reversed()) {
            if (pattern.matches(parts, isFolder)) {
                return Optional.of(!pattern.negated());
            }
        }
        return Optional.empty();
    }

    /** Git's default place for what a user never wants, where core.excludesFile does not say otherwise. */
    private static List<IgnorePattern> userPatterns() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path folder = config == null || config.isBlank() ? Path.of(System.getProperty("user.home", "."), ".config") : Path.of(config);
        return read(folder.resolve("git").resolve("ignore"));
    }

    private static List<IgnorePattern> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            List<IgnorePattern> patterns = new ArrayList<>();
            for (String line : TextDecoder.decode(Files.readAllBytes(file)).split("\n")) {
                IgnorePattern.parse(line).ifPresent(patterns::add);
            }
            return List.copyOf(patterns);
        } catch (IOException e) {
            // Git goes on without an ignore file that it cannot read, too.
            return List.of();
        }
    }
}
