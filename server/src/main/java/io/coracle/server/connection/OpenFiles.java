package io.coracle.server.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many connections the operating system has room for: each is an open file, and a server that cannot open another stops listening. */
public final class OpenFiles {
    /** For jars, models, indexes and what answers requests. */
    private static final int RESERVED = 512;
    private static final String LIMIT = "Max open files";

    private OpenFiles() {}

    /** As many connections as wanted, or fewer where the process may not open as many files; where nobody says how many, as wanted. */
    public static int connections(int wanted) {
        Path limits = Path.of("/proc/self/limits");
        try {
            return Files.isReadable(limits) ? connections(wanted, Files.readString(limits)) : wanted;
        } catch (IOException e) {
            return wanted;
        }
    }

    /** @param limits what Linux says in {@code /proc/self/limits}: name, soft limit, hard limit and unit in each line */
    static int connections(int wanted, String limits) {
        for (String line : limits.split("\n")) {
            if (line.startsWith(LIMIT)) {
                String soft = line.substring(LIMIT.length()).strip().split("\\s+")[0];
                if (!soft.isEmpty() && soft.chars().allMatch(Character::isDigit) && soft.length() < 10) {
                    int files = Integer.parseInt(soft);
                    return Math.min(wanted, Math.max(files / 2, files - RESERVED));
                }
            }
        }
        return wanted;
    }
}
