package io.coracle.server.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.chromium.Chromium;
import io.coracle.chromium.Page;
import io.coracle.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DocsPageTest {

    @Test
    void everyOperationIsShownAndCanBeTried() {
        Optional<Path> browser = Chromium.installed();
        assumeTrue(browser.isPresent(), "no Chromium is installed");
        try (TestServer server = TestServer.start("api-key", "secret"); Chromium chromium = Chromium.launch(browser.get());
             Page page = chromium.open(server.at("/docs").toString())) {
            page.waitFor("document.querySelectorAll('details').length >= 20");
            page.waitFor("[...document.querySelectorAll('summary')].some(s => s.textContent.includes('POST/embed Texts to vectors'))");
            String form = "[...document.querySelectorAll('details')].find(d => d.textContent.includes('/v1/embeddings')).querySelector('form')";
            page.evaluate(form + ".requestSubmit()");
            page.waitFor(form + ".querySelector('[role=status]').textContent.startsWith('401')");
            page.evaluate("document.getElementById('key').value = 'secret'");
            page.evaluate(form + ".requestSubmit()");
            page.waitFor(form + ".querySelector('[role=status]').textContent.startsWith('200')");
            assertTrue(page.text(form + ".querySelector('pre').textContent").contains("\"object\":\"embedding\""));
            // The browser itself tells of the refused request, and what it would recommend.
            List<String> messages = page.messages().stream()
                .filter(message -> !message.contains("401") && !message.contains("\"recommendation\"")).toList();
            assertEquals(List.of(), messages);
        }
    }
}
