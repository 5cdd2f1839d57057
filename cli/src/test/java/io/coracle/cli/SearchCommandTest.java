package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.cli.Shell.Result;
import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCommandTest {

    @TempDir
    Path temporary;
    private Path docs;
    private final Shell shell = new Shell();

    @BeforeEach
    void writeDocuments() throws IOException {
        docs = Files.createDirectory(temporary.resolve("docs"));
        Files.writeString(docs.resolve("keys.md"), "# Keys\n\nThe vault is blue. Keys are rotated monthly. It takes a minute.\n");
        Files.writeString(docs.resolve("lunch.md"), "# Lunch\n\nThe canteen opens at noon. Soup is served on Mondays.\n");
        Files.writeString(docs.resolve("code.java"), "class Canteen {\n    void openDoor() {\n    }\n}\n");
    }

    @Test
    void bestPassageComesFirstWithItsPlaceAndTheBestSentenceEmphasised() {
        Result result = search("-k", "1", docs.toString(), "when are keys rotated");
        assertEquals(Main.OK, result.exitCode(), result.err());
        assertTrue(result.out().contains("keys.md:1-3"), result.out());
        assertTrue(result.out().contains(">>Keys are rotated monthly.<<"), result.out());
        assertFalse(result.out().contains("lunch.md"), result.out());
        assertTrue(result.err().contains("indexed 3 new"), result.err());
    }

    @Test
    void secondRunEmbedsOnlyTheQueryAndSaysSo() throws IOException {
        search(docs.toString(), "keys");
        shell.embeddedSinceLastAsked();
        Result second = search(docs.toString(), "--mode", "keyword", "-k", "1", "canteen");
        assertTrue(second.err().contains("index is up to date: 3 files"), second.err());
        assertTrue(shell.embeddedSinceLastAsked() < 5, "the query and the sentences of one passage");
        Files.writeString(docs.resolve("new.md"), "Something new.\n");
        assertTrue(search(docs.toString(), "keys").err().contains("indexed 1 new, 3 unchanged; embedded 1 passage"));
    }

    @Test
    void jsonHoldsWhatIsPrintedOtherwise() {
        Result result = search("--json", "-k", "2", docs.toString(), "when are keys rotated");
        JsonObject answer = (JsonObject) Json.parse(result.out());
        assertEquals(new JsonString("when are keys rotated"), answer.get("query").orElseThrow());
        JsonArray passages = (JsonArray) answer.get("passages").orElseThrow();
        assertEquals(2, passages.elements().size());
        JsonObject first = (JsonObject) passages.elements().getFirst();
        assertTrue(((JsonString) first.get("file").orElseThrow()).value().endsWith("keys.md"));
        assertEquals(1, ((JsonNumber) first.get("start_line").orElseThrow()).asDouble());
        assertEquals(new JsonString("Keys are rotated monthly."), first.get("best_sentence").orElseThrow());
    }

    @Test
    void coloursAppearOnlyWhereTheyAreWanted() {
        assertFalse(search(docs.toString(), "keys").out().contains("\u001b"));
        shell.withColours();
        assertTrue(search(docs.toString(), "keys").out().contains("\u001b[1;33m"));
    }

    @Test
    void escapeSequencesInAFileDoNotReachTheTerminal() throws IOException {
        Files.writeString(docs.resolve("evil.md"), "evil \u001b]0;title\u0007 words\n");
        Result result = search(docs.toString(), "evil words");
        assertTrue(result.out().contains("evil.md"), result.out());
        assertFalse(result.out().contains("\u001b"), result.out());
    }

    @Test
    void everyWayOfSplittingWorksAndHasItsOwnSettings() {
        for (String way : List.of("recursive", "sentences", "tokens")) {
            Result result = shell.run("search", "--split", way, "--passage-size", "30", "--overlap", "0", "--index",
                temporary.resolve(way).toString(), docs.toString(), "keys rotated");
            assertEquals(Main.OK, result.exitCode(), result.err());
            assertTrue(result.out().contains("keys.md"), result.out());
        }
        Result mixed = shell.run("search", "--index", temporary.resolve("tokens").toString(), docs.toString(), "keys");
        assertEquals(Main.FAILED, mixed.exitCode());
        assertTrue(mixed.err().contains("splitter"), mixed.err());
        Result anew = shell.run("search", "--reindex", "--index", temporary.resolve("tokens").toString(), docs.toString(), "keys");
        assertEquals(Main.OK, anew.exitCode(), anew.err());
    }

    @Test
    void unreadableFilesAreMentionedAndTheRestIsSearched() throws IOException {
        Files.writeString(docs.resolve("broken.pdf"), "no pdf");
        Result result = search(docs.toString(), "keys");
        assertEquals(Main.OK, result.exitCode());
        assertTrue(result.err().contains("broken.pdf"), result.err());
        assertFalse(search("-q", docs.toString(), "keys").err().contains("broken.pdf"));
    }

    @Test
    void missingPathFailsWithOneLine() {
        Result result = search(temporary.resolve("nowhere").toString(), "keys");
        assertEquals(Main.FAILED, result.exitCode());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("there is no such file"), result.err());
    }

    @Test
    void nothingToSearchFailsWithOneLine() throws IOException {
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        Result result = search("-q", empty.toString(), "keys");
        assertEquals(Main.FAILED, result.exitCode());
        assertTrue(result.err().contains("nothing to search"), result.err());
    }

    @Test
    void wrongArgumentsAreUsageErrors() {
        assertEquals(Main.USAGE, search(docs.toString()).exitCode());
        assertEquals(Main.USAGE, search("-k", "0", docs.toString(), "keys").exitCode());
        assertEquals(Main.USAGE, search("-k", "many", docs.toString(), "keys").exitCode());
        assertEquals(Main.USAGE, search("--passage-size", "10", "--overlap", "10", docs.toString(), "keys").exitCode());
        assertEquals(Main.USAGE, search(docs.toString(), " ").exitCode());
        assertEquals(Main.USAGE, shell.run("serach").exitCode());
        assertEquals(Main.USAGE, shell.run().exitCode());
        for (Result result : List.of(search("--nope", docs.toString(), "keys"), search("-k", "0", docs.toString(), "keys"))) {
            assertTrue(result.err().lines().count() <= 2, result.err());
            assertTrue(result.err().contains("coracle search --help"), result.err());
        }
    }

    @Test
    void helpAndVersionAreNoErrors() {
        for (String option : List.of("--help", "--version")) {
            Result result = shell.run(option);
            assertEquals(Main.OK, result.exitCode());
            assertTrue(result.out().contains("coracle"), result.out());
        }
        assertTrue(shell.run("search", "--help").out().contains("--mode"));
    }

    private Result search(String... arguments) {
        List<String> all = new ArrayList<>(List.of("search", "--index", temporary.resolve("index").toString()));
        all.addAll(List.of(arguments));
        return shell.run(all.toArray(String[]::new));
    }
}
