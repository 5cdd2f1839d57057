package io.coracle.site;

import static io.coracle.site.Pages.ask;
import static io.coracle.site.Pages.awaitReady;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.chromium.Chromium;
import io.coracle.chromium.Page;
import io.coracle.chromium.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OfflineTest {
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

    @Test
    void afterTheFirstVisitNothingIsFetchedAndNoServerIsNeededNorTheBookReadAgain() {
        WebServer server = Pages.server();
        try (Page page = browser.open(server.url("/"))) {
            awaitReady(page);
            page.waitFor("caches.match('models/minilm/tokenizer.json').then(kept => caches.match('models/minilm/model.onnx').then(also => kept && also))");
            List<String> first = server.requests();
            assertEquals(1, first.stream().filter(path -> path.equals("/models/minilm/model.onnx")).count(), first.toString());
            ask(page, "Was he ever lonely?");
            String answer = page.text("document.getElementById('results').textContent");
            assertEquals(first, server.requests());

            server.close();
            page.reload();
            awaitReady(page);
            ask(page, "Was he ever lonely?");
            assertEquals(answer, page.text("document.getElementById('results').textContent"));
            assertEquals("", Pages.notices(page));
            assertEquals("Loading the model", page.text("document.getElementById('work-text').textContent"), "the book was read again");
            // The service worker makes pages isolated, so that from the second visit on threads may be used.
            assertEquals("true", page.text("String(crossOriginIsolated)"));
        }
    }

    @Test
    void theServiceWorkerKeepsEveryFileOfTheSiteButModels() throws IOException {
        String worker = Files.readString(Pages.SITE.resolve("sw.js"));
        try (var files = Files.walk(Pages.SITE)) {
            for (String name : files.filter(Files::isRegularFile).map(file -> Pages.SITE.relativize(file).toString().replace('\\', '/')).toList()) {
                assertEquals(!name.startsWith("models/") && !name.equals("sw.js"), worker.contains("'" + name + "'"), name);
            }
        }
        assertTrue(!worker.contains("@version@") && !worker.contains("@files@"));
    }
}
