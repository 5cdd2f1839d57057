package io.coracle.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.chromium.Chromium;
import io.coracle.chromium.Page;
import io.coracle.chromium.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentimentPageTest {
    private static Chromium browser;
    private static WebServer server;
    private static Page page;

    @TempDir
    private Path folder;

    @BeforeAll
    static void visit() {
        browser = Pages.browser();
        server = Pages.server();
        page = browser.open(server.url("/sentiment.html"));
        page.waitFor("document.getElementById('status').textContent === 'Ready.'");
    }

    @AfterAll
    static void leave() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @Test
    void textIsJudgedAsItIsTyped() {
        write("A wonderful, moving film.");
        awaitVerdict("positive");
        page.type(" No, wait: it is dull, ugly and far too long.");
        page.waitFor("document.querySelectorAll('#sentences li').length === 2");
        assertTrue(page.text("document.querySelector('#sentences li:first-child').textContent").contains("positive"));
        assertTrue(page.text("document.querySelector('#sentences li:last-child').textContent").contains("negative"));
        double shares = page.number("[...document.querySelectorAll('.meter')].reduce((sum, m) => sum + +m.style.getPropertyValue('--share'), 0)");
        assertEquals(1, shares, 1e-5);
        Pages.screenshot(page, "sentiment");
    }

    @Test
    void anEmptyBoxHasNoVerdict() {
        write("Great.");
        awaitVerdict("positive");
        page.evaluate("document.getElementById('words').select()");
        page.press("Backspace");
        page.waitFor("document.getElementById('labels').children.length === 0");
    }

    @Test
    void examplesAreAClickAway() {
        page.click("#suggestions li:nth-child(2) button");
        awaitVerdict("negative");
    }

    @Test
    void anotherModelIsUsedAndABrokenOneIsNot() throws IOException {
        Path model = folder.resolve("model.onnx");
        Path tokenizer = Files.copy(Pages.SITE.resolve("models/sentiment/tokenizer.json"), folder.resolve("tokenizer.json"));
        Path config = Files.writeString(folder.resolve("config.json"), "{\"id2label\": {\"0\": \"thumbs down\", \"1\": \"thumbs up\"}}");
        page.evaluate("document.querySelector('.another').open = true");
        Files.writeString(model, "not a model");
        Pages.choose(page, "#files", model, tokenizer, config);
        page.click("#another [type=submit]");
        Pages.awaitNotice(page, "not a model");
        write("Lovely.");
        awaitVerdict("positive");

        Files.copy(Pages.SITE.resolve("models/sentiment/model.onnx"), model, StandardCopyOption.REPLACE_EXISTING);
        Pages.choose(page, "#files", model, tokenizer, config);
        page.click("#another [type=submit]");
        awaitVerdict("thumbs up");
        assertEquals("", Pages.notices(page));
        page.click("#shipped");
        awaitVerdict("positive");
        page.evaluate("document.querySelector('.another').open = false");
    }

    @Test
    void missingFilesAreAskedFor() {
        page.evaluate("document.querySelector('.another').open = true; document.getElementById('another').reset()");
        page.click("#another [type=submit]");
        Pages.awaitNotice(page, "Choose three files");
        page.click(".notice button");
    }

    private static void write(String text) {
        page.click("#words");
        page.evaluate("document.getElementById('words').select()");
        page.type(text);
    }

    private static void awaitVerdict(String label) {
        page.waitFor("document.getElementById('status').textContent.startsWith('Most likely " + label + "')");
    }
}
