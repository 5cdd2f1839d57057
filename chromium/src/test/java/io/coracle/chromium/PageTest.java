package io.coracle.chromium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.json.JsonNumber;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PageTest {
    private static Chromium browser;
    private static WebServer server;

    @BeforeAll
    static void start() {
        Optional<Path> installed = Chromium.installed();
        Assumptions.assumeTrue(installed.isPresent(), "no Chromium is installed (Debian: apt-get install chromium)");
        browser = Chromium.launch(installed.get());
        server = WebServer.isolated().page("/form", "<title>Form</title><input id=name><button>Go</button><script>"
            + "document.querySelector('button').onclick = e => e.target.textContent = document.getElementById('name').value</script>");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @Test
    void typesAndClicksAsAUserDoes() {
        try (Page page = browser.open(server.url("/form"))) {
            page.click("#name");
            page.type("Ada");
            page.click("button");
            page.waitFor("document.querySelector('button').textContent === 'Ada'");
            assertEquals("Form", page.text("document.title"));
        }
    }

    @Test
    void awaitsPromisesAndThrowsWhatScriptsThrow() {
        try (Page page = browser.open(server.url("/form"))) {
            assertEquals(new JsonNumber("42"), page.evaluate("new Promise(done => setTimeout(() => done(42), 10))"));
            BrowserException failure = assertThrows(BrowserException.class, () -> page.evaluate("(() => { throw new Error('no such thing') })()"));
            assertTrue(failure.getMessage().contains("no such thing"), failure.getMessage());
        }
    }

    @Test
    void isolatedPagesHaveSharedMemory() {
        try (Page page = browser.open(server.url("/form"))) {
            assertEquals("true", page.text("String(crossOriginIsolated && new SharedArrayBuffer(8).byteLength === 8)"));
        }
    }

    @Test
    void pagesHaveProcessesWithMemory() {
        Page page = browser.open(server.url("/form"));
        assertTrue(browser.rendererMemory().getFirst() > 1 << 20);
        page.close();
    }
}
