package io.coracle.site;

import static io.coracle.site.Pages.ask;
import static io.coracle.site.Pages.awaitNotice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import io.coracle.chromium.Chromium;
import io.coracle.chromium.Page;
import io.coracle.chromium.WebServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes wrong with models: the page says so, lives on, and tries again when asked to. */
class FaultsTest {
    private static final String MODEL = "/models/minilm/model.onnx";

    private static Chromium browser;

    @BeforeAll
    static void start() {
        browser = Pages.browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private static final HttpHandler WHOLE = exchange -> WebServer.answer(exchange, 200, "application/octet-stream",
        Files.readAllBytes(Pages.SITE.resolve(MODEL.substring(1))));

    /** Visits with a model that is served wrongly, then rightly. */
    private static void recovers(HttpHandler wrong, String words) {
        AtomicReference<HttpHandler> answer = new AtomicReference<>(wrong);
        try (WebServer server = Pages.server().handle(MODEL, exchange -> answer.get().handle(exchange));
             Page page = browser.open(server.url("/"))) {
            awaitNotice(page, words);
            // The page is alive: the text is there to be read, and the dialog opens.
            assertTrue(page.text("document.getElementById('text').textContent").length() > 10_000);
            Pages.screenshot(page, "fault-" + words.replaceAll("\\W+", "-"));
            answer.set(WHOLE);
            page.click(".notice button");
            page.waitFor("/Reading passage \\d\\d/.test(document.getElementById('work-text').textContent)");
            assertEquals("", Pages.notices(page));
            // What has been read can be found while the rest is being read.
            ask(page, "Was he ever lonely?");
        }
    }

    @Test
    void aModelThatIsNoModel() {
        recovers(exchange -> WebServer.answer(exchange, 200, "application/octet-stream",
            "<!doctype html><title>Log in to continue</title>".getBytes(StandardCharsets.UTF_8)), "not a model");
    }

    @Test
    void aModelThatIsNotThere() {
        recovers(exchange -> WebServer.answer(exchange, 404, "text/plain", "no".getBytes(StandardCharsets.UTF_8)), "could not be downloaded");
    }

    @Test
    void aDownloadThatBreaksOffHalfWay() {
        recovers(exchange -> {
            byte[] whole = Files.readAllBytes(Pages.SITE.resolve(MODEL.substring(1)));
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            exchange.sendResponseHeaders(200, whole.length);
            exchange.getResponseBody().write(Arrays.copyOf(whole, whole.length / 2));
            exchange.getResponseBody().flush();
        }, "could not be downloaded");
    }

    @Test
    void aModelThatFitsIntoNoMemory() {
        recovers(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            exchange.sendResponseHeaders(200, 60_000_000_000L);
            exchange.getResponseBody().write(new byte[1 << 16]);
            exchange.getResponseBody().flush();
        }, "not enough memory");
    }
}
