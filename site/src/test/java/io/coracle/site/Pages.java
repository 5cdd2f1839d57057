package io.coracle.site;

import io.coracle.chromium.Chromium;
import io.coracle.chromium.Page;
import io.coracle.chromium.WebServer;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The built site in a browser, and a user's hands on it. */
final class Pages {
    /** Where the build puts the site. */
    static final Path SITE = Path.of("target/site").toAbsolutePath();

    private Pages() {}

    /** Starts the browser that is installed; skips the test where none is, or where the site was not built. */
    static Chromium browser() {
        Optional<Path> installed = Chromium.installed();
        Assumptions.assumeTrue(installed.isPresent(), "no Chromium is installed (Debian: apt-get install chromium)");
        Assumptions.assumeTrue(Files.exists(SITE.resolve("coracle/index.js")), SITE + " was not built: run ./mvnw -pl site -am verify");
        return Chromium.launch(installed.get());
    }

    static WebServer server() {
        return WebServer.plain().folder("/", SITE);
    }

    /** Waits until the reader has read its text: seconds, but many of them where a machine has other things to do. */
    static void awaitReady(Page page) {
        page.waitFor("document.querySelector('.finder')?.ariaBusy === 'false'", Duration.ofMinutes(5));
    }

    /** Puts a question into the reader's box, in place of what was there, and waits for the answer. */
    static void ask(Page page, String question) {
        page.click("#query");
        page.evaluate("document.getElementById('query').select()");
        page.type(question);
        page.waitFor("(list => !list.hidden && list.ariaLabel.includes(" + Page.quoted(question) + "))(document.getElementById('results'))");
    }

    /** Chooses files in a file input. */
    static void choose(Page page, String selector, Path... files) {
        page.call("DOM.enable", Map.of());
        JsonObject root = (JsonObject) page.call("DOM.getDocument", Map.of()).get("root").orElseThrow();
        JsonNumber node = (JsonNumber) page.call("DOM.querySelector",
            Map.of("nodeId", root.get("nodeId").orElseThrow(), "selector", new JsonString(selector))).get("nodeId").orElseThrow();
        page.call("DOM.setFileInputFiles", Map.of("nodeId", node,
            "files", new JsonArray(List.of(files).stream().<JsonValue>map(file -> new JsonString(file.toString())).toList())));
    }

    /** What the page complains of. */
    static String notices(Page page) {
        return page.text("document.getElementById('notices').textContent");
    }

    static void awaitNotice(Page page, String words) {
        page.waitFor("document.getElementById('notices').textContent.includes(" + Page.quoted(words) + ")");
    }

    /** Keeps what the window shows, for people to look at. */
    static void screenshot(Page page, String name) {
        try {
            Files.createDirectories(Path.of("target/screenshots"));
            Files.write(Path.of("target/screenshots", name + ".png"), page.screenshot());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
