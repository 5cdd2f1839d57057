package io.coracle.search.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of a {@code .gitignore} file, with git's meaning (see {@code man gitignore}). A pattern without a slash, except at
 * its end, is matched against the name of a file or folder at any depth; one with a slash against its path below the folder of
 * the {@code .gitignore} file. {@code **} as a whole path part stands for any number of folders.
 */
final class IgnorePattern {

    private final boolean negated;
    private final boolean foldersOnly;
    private final boolean anchored;
    private final List<Glob> parts;

    private IgnorePattern(boolean negated, boolean foldersOnly, boolean anchored, List<Glob> parts) {
        this.negated = negated;
        this.foldersOnly = foldersOnly;
        this.anchored = anchored;
        this.parts = parts;
    }

    /** The pattern of a line; empty for comments and empty lines. */
    static Optional<IgnorePattern> parse(String line) {
        String pattern = withoutTrailingSpaces(line);
        if (pattern.isEmpty() || pattern.startsWith("#")) {
            return Optional.empty();
        }
        boolean negated = pattern.startsWith("!");
        if (negated) {
            pattern = pattern.substring(1);
        }
        boolean foldersOnly = pattern.endsWith("/");
        if (foldersOnly) {
            pattern = pattern.substring(0, pattern.length() - 1);
        }
        boolean anchored = pattern.indexOf('/') >= 0;
        if (pattern.startsWith("/")) {
            pattern = pattern.substring(1);
        }
        if (pattern.isEmpty()) {
            return Optional.empty();
        }
        List<Glob> parts = new ArrayList<>();
        for (String part : pattern.split("/", -1)) {
            parts.add(anchored && isAnyFolders(part) ? Glob.ANY_FOLDERS : new Glob(part));
        }
        if (parts.getLast() == Glob.ANY_FOLDERS) {
            // "folder/**" is everything below the folder, not the folder itself.
            parts.add(new Glob("*"));
        }
        return Optional.of(new IgnorePattern(negated, foldersOnly, anchored, List.copyOf(parts)));
    }

    /** Two stars or, to git, more. */
    private static boolean isAnyFolders(String part) {
        return part.length() >= 2 && part.chars().allMatch(c -> c == '*');
    }

    /** Spaces at the end of a line do not count unless a backslash stands before them. */
    private static String withoutTrailingSpaces(String line) {
        int end = line.endsWith("\r") ? line.length() - 1 : line.length();
        int kept = 0;
        for (int i = 0; i < end; i++) {
            if (line.charAt(i) == '\\' && i + 1 < end) {
                i++;
                kept = i + 1;
            } else if (line.charAt(i) != ' ') {
                kept = i + 1;
            }
        }
        return line.substring(0, kept);
    }

    /** Whether a match takes a path back in rather than leaving it out. */
    boolean negated() {
        return negated;
    }

    /** Whether the pattern matches a path, given as its parts below the folder of the ignore file. */
    boolean matches(List<String> path, boolean isFolder) {
        if (foldersOnly && !isFolder) {
            return false;
        }
        return anchored ? matches(path) : parts.getFirst().matches(path.getLast());
    }

    /** The same walk as {@link Glob#matches}, over path parts: only the last "**" ever needs to be tried again. */
    private boolean matches(List<String> path) {
        int part = 0;
        int from = 0;
        int starPart = -1;
        int starFrom = 0;
        while (from < path.size()) {
            Glob glob = part < parts.size() ? parts.get(part) : null;
            if (glob == Glob.ANY_FOLDERS) {
                starPart = ++part;
                starFrom = from;
            } else if (glob != null && glob.matches(path.get(from))) {
                part++;
                from++;
            } else if (starPart >= 0) {
                part = starPart;
                from = ++starFrom;
            } else {
                return false;
            }
        }
        return part == parts.size();
    }
}
