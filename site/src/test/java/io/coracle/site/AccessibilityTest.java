package io.coracle.site;

import static io.coracle.site.Pages.ask;
import static io.coracle.site.Pages.awaitReady;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.chromium.Chromium;
import io.coracle.chromium.Page;
import io.coracle.chromium.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** axe-core finds nothing to complain of in any state of the pages. */
class AccessibilityTest {
    private static Chromium browser;
    private static WebServer server;
    private static String axe;

    @BeforeAll
    static void start() throws IOException {
        browser = Pages.browser();
        server = Pages.server();
        try (InputStream in = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @Test
    void reader() {
        try (Page page = browser.open(server.url("/"))) {
            page.resize(1280, 900);
            awaitReady(page);
            assertNoFault(page);
            ask(page, "Was he ever lonely?");
            page.press("Enter");
            assertNoFault(page);
            page.click("#open");
            assertNoFault(page);
            Pages.screenshot(page, "reader-dialog");
            page.press("Escape");
            page.resize(360, 740);
            page.evaluate("import('./notice.js').then(n => n.complain(new Error('An example of a fault.'), {retry() {}}))");
            assertNoFault(page);
        }
    }

    @Test
    void sentiment() {
        try (Page page = browser.open(server.url("/sentiment.html"))) {
            page.resize(1280, 900);
            page.waitFor("document.getElementById('status').textContent === 'Ready.'");
            page.click("#suggestions li:last-child button");
            page.waitFor("document.querySelectorAll('#sentences li').length === 2");
            page.evaluate("document.querySelector('.another').open = true");
            assertNoFault(page);
            page.resize(360, 740);
            assertEquals("true", page.text("String(document.documentElement.scrollWidth <= document.documentElement.clientWidth)"));
            assertNoFault(page);
        }
    }

    /** In either colour scheme. */
    private static void assertNoFault(Page page) {
        page.evaluate(axe + "; undefined");
        for (String scheme : List.of("light", "dark")) {
            page.colorScheme(scheme);
            // Colours change slowly, and axe would measure one on its way.
            page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished))");
            assertEquals("", page.text("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations.map(v =>"
                + " v.impact + ' ' + v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')).join('\\n'))"), scheme);
        }
    }
}
