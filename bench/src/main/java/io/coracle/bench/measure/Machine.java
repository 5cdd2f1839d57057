package io.coracle.bench.measure;

import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where and when a figure was measured.
 *
 * @param load processes that wanted to run, averaged over the minute before the benchmark started; negative when unknown
 */
public record Machine(String cpu, int cores, String system, String jdk, double load, Instant started) {
    /** With more than this going on beside the benchmark, its figures are worth little. */
    private static final double QUIET = 0.5;

    /** This machine, now. */
    public static Machine now() {
        double load = java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Machine(cpuName(), Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            System.getProperty("java.vendor") + " " + Runtime.version(), load, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static String cpuName() {
        try {
            Optional<String> line = Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(l -> l.startsWith("model name"))
                .findFirst();
            return line.map(l -> l.substring(l.indexOf(':') + 1).strip()).orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    public boolean busy() {
        return load > QUIET;
    }

    /** One line for people. */
    public String describe() {
        String quiet = busy() ? "; BUSY (load %.1f): do not quote these figures".formatted(load) : "";
        return cpu + ", " + cores + " cores, " + system + ", JDK " + jdk + ", " + started + quiet;
    }

    JsonObject toJson() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("cpu", new JsonString(cpu));
        members.put("cores", JsonNumber.of(cores));
        members.put("system", new JsonString(system));
        members.put("jdk", new JsonString(jdk));
        members.put("load", JsonNumber.of(load));
        members.put("started", new JsonString(started.toString()));
        return new JsonObject(members);
    }
}
