package io.coracle.search.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds the files to index below some roots: documents and source code by name, without hidden files and folders, without what
 * {@code .gitignore} leaves out. A root that is a file is taken as it is, whatever its name. Symbolic links are followed where
 * they lead to something that the walk has not seen, so that a loop ends and nothing is found twice.
 */
public final class FileWalker {

    private final Options options;
    private final List<FoundFile> found = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<Path> seen = new HashSet<>();
    private final List<Link> links = new ArrayList<>();

    private FileWalker(Options options) {
        this.options = options;
    }

    /**
     * A file to index. {@code path} is absolute and goes the way the user named it, through symbolic links where there are any.
     *
     * @param modified when it was last changed, in nanoseconds since 1970
     */
    public record FoundFile(Path path, long size, long modified) {
    }

    /**
     * What the walk takes besides the usual file types, and what it leaves out, as shell patterns ({@code *.log}) on file names.
     */
    public record Options(boolean gitignore, List<String> include, List<String> exclude) {

        public static final Options DEFAULT = new Options(true, List.of(), List.of());
    }

    /** The files found, sorted by path, and one sentence for each folder that could not be read. */
    public record Result(List<FoundFile> files, List<String> problems) {
    }

    private record Link(Path path, IgnoreRules rules) {
    }

    /**
     * Walks the roots.
     *
     * @throws NoSuchFileException when a root does not exist
     */
    public static Result walk(List<Path> roots, Options options) throws IOException {
        FileWalker walker = new FileWalker(options);
        for (Path root : roots) {
            walker.root(root.toAbsolutePath().normalize());
        }
        // Links come last: what they lead to is then usually known under its own name.
        for (int i = 0; i < walker.links.size(); i++) {
            walker.link(walker.links.get(i));
        }
        walker.found.sort((a, b) -> a.path().compareTo(b.path()));
        return new Result(Collections.unmodifiableList(walker.found), Collections.unmodifiableList(walker.problems));
    }

    private void root(Path root) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
        Path real = root.toRealPath();
        if (attributes.isDirectory()) {
            folder(root, real, options.gitignore() ? IgnoreRules.at(root) : IgnoreRules.NONE);
        } else {
            file(root, real, attributes);
        }
    }

    private void link(Link link) {
        try {
            Path real = link.path().toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                folder(link.path(), real, link.rules().in(link.path()));
            } else if (wanted(link.path())) {
                file(link.path(), real, attributes);
            }
        } catch (NoSuchFileException e) {
            // A link to nowhere: there is nothing to read, and nothing to tell.
        } catch (IOException e) {
            problems.add(link.path() + ": cannot be followed (" + reason(e) + ")");
        }
    }

    private void folder(Path folder, Path real, IgnoreRules rules) {
        if (!seen.add(real)) {
            return;
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            problems.add(folder + ": cannot be read (" + reason(e) + ")");
        } catch (DirectoryIteratorException e) {
            problems.add(folder + ": cannot be read to its end (" + reason(e.getCause()) + ")");
        }
        Collections.sort(children);
        for (Path child : children) {
            if (!child.getFileName().toString().startsWith(".")) {
                try {
                    child(child, real.resolve(child.getFileName()), rules);
                } catch (IOException e) {
                    problems.add(child + ": cannot be read (" + reason(e) + ")");
                }
            }
        }
    }

    private void child(Path child, Path real, IgnoreRules rules) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        // To git a link is a file, whatever it leads to.
        if (rules.ignores(child, attributes.isDirectory())) {
            return;
        }
        if (attributes.isSymbolicLink()) {
            links.add(new Link(child, rules));
        } else if (attributes.isDirectory()) {
            folder(child, real, rules.in(child));
        } else if (wanted(child)) {
            file(child, real, attributes);
        }
    }

    private boolean wanted(Path file) {
        String name = file.getFileName().toString();
        if (matchesAny(options.exclude(), name)) {
            return false;
        }
        return FileTypes.isText(name) || matchesAny(options.include(), name);
    }

    private static boolean matchesAny(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> new Glob(pattern).matches(name));
    }

    private void file(Path file, Path real, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && seen.add(real)) {
            found.add(new FoundFile(file, attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)));
        }
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "no permission" : e.getMessage();
    }
}
