package io.coracle.bench.measure;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a benchmark.
 *
 * @param command what to type to get it again
 * @param notes what a reader of the figures should know
 */
public record Report(String command, Machine machine, List<Match> matches, List<String> notes) {
    public Report {
        matches = List.copyOf(matches);
        notes = List.copyOf(notes);
    }

    /** A table on standard output, and JSON in a file if one is wanted. */
    public void publish(Optional<Path> file) throws IOException {
        System.out.println(command);
        System.out.println(machine.describe());
        System.out.println();
        System.out.print(Table.areDuels(matches) ? Table.ofDuels(matches) : Table.of(matches));
        System.out.println();
        notes.forEach(System.out::println);
        System.out.println("Medians of rounds in which all took turns; spread = (largest - smallest) / median, drift and noise.");
        if (file.isPresent()) {
            write(file.get());
        }
    }

    /** The JSON alone. */
    public void write(Path file) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("command", new JsonString(command));
        members.put("machine", machine.toJson());
        members.put("matches", new JsonArray(matches.stream().map(match -> (JsonValue) match.toJson()).toList()));
        members.put("notes", new JsonArray(notes.stream().map(note -> (JsonValue) new JsonString(note)).toList()));
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.writeString(file, Json.write(new JsonObject(members)) + "\n");
    }

    /** The matches in a file that {@link #write} wrote. */
    static List<Match> readMatches(Path file) throws IOException {
        JsonObject report = (JsonObject) Json.parse(Files.readAllBytes(file));
        return ((JsonArray) report.get("matches").orElseThrow()).elements().stream()
            .map(match -> Match.fromJson((JsonObject) match)).toList();
    }
}
