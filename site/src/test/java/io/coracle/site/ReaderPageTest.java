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
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader does with the page. All tests share a visit, so the book is read once. */
class ReaderPageTest {
    private static Chromium browser;
    private static WebServer server;
    private static Page page;

    @TempDir
    private Path folder;

    @BeforeAll
    static void visit() {
        browser = Pages.browser();
        server = Pages.server();
        page = browser.open(server.url("/"));
        page.resize(1280, 900);
        awaitReady(page);
    }

    @AfterAll
    static void leave() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    /** The book is on the page, whatever a test before has opened. */
    @BeforeEach
    void backToTheBook() {
        if (!page.text("document.querySelector('#text h1')?.textContent ?? ''").startsWith("Sailing")) {
            page.click("#open");
            page.click("#shipped");
            page.waitFor("document.querySelector('#text h1')?.textContent.startsWith('Sailing')");
            awaitReady(page);
        }
    }

    @Test
    void passagesAreFoundByMeaningAndLitUpByRank() {
        ask(page, "food that made him ill");
        assertEquals(10, page.number("document.querySelectorAll('#results li').length"));
        // The captain ate plums and white cheese; the question shares no word with that.
        assertTrue(page.text("[...document.querySelectorAll('#results li')].slice(0, 3).map(li => li.textContent).join()").matches("(?s).*(plums|cheese|cramps).*"),
            page.text("document.getElementById('results').textContent"));
        assertEquals("true", page.text("String((() => { const s = [...document.querySelectorAll('#results button')].map(b => +b.style.getPropertyValue('--strength'));"
            + " return s.every((x, i) => i === 0 || x < s[i - 1]) && s[9] > 0; })())"));
        assertTrue(page.number("document.querySelectorAll('.passage[role=mark]').length") >= 10);
        Pages.screenshot(page, "reader-results");
    }

    @Test
    void enterGoesFromOnePassageToTheNext() {
        ask(page, "Was he ever lonely?");
        for (int rank = 0; rank < 3; rank++) {
            page.press("Enter");
            assertEquals(rank, page.number("[...document.querySelectorAll('#results button')].findIndex(b => b.ariaCurrent === 'true')"));
            page.waitFor("(() => { const r = document.querySelector('.passage.current').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; })()");
            assertEquals("query", page.text("document.activeElement.id"));
        }
        page.press("ArrowUp");
        assertEquals(1, page.number("[...document.querySelectorAll('#results button')].findIndex(b => b.ariaCurrent === 'true')"));
    }

    @Test
    void clickingAResultGoesThereWithTheKeyboardToo() {
        ask(page, "a boat stuck on the beach");
        page.click("#results li:nth-child(4) button");
        assertEquals("true", page.text("String(document.activeElement.matches('.passage.current[role=mark]'))"));
    }

    @Test
    void anEmptyBoxPutsTheLightsOut() {
        ask(page, "storm at night");
        page.evaluate("document.getElementById('query').select()");
        page.press("Backspace");
        page.waitFor("document.querySelectorAll('[role=mark]').length === 0");
        assertEquals("true", page.text("String(document.getElementById('results').hidden && !document.getElementById('suggestions').hidden)"));
    }

    @Test
    void pastedTextTakesThePlaceOfTheBook() {
        page.click("#open");
        page.click("#pasted");
        page.type("Household notes\n\nThe spare key hangs behind the blue door.\n\nWater the ferns every second day, the cactus once a month.");
        page.click("#read");
        page.waitFor("document.querySelector('#text h1')?.textContent === 'Household notes'");
        awaitReady(page);
        ask(page, "how do I get in when nobody is home?");
        assertTrue(page.text("document.querySelector('#results li').textContent").contains("spare key"));
        page.reload();
        page.waitFor("document.querySelector('h1')?.textContent === 'Household notes'");
        awaitReady(page);
    }

    @Test
    void htmlIsShownWithoutWhatItWouldRunOrFetch() {
        page.click("#open");
        page.click("#pasted");
        page.type("<!doctype html><title>Trap</title><nav>Menu</nav><article><h1>Trap</h1><p onclick='window.hit=1'>Plain <b>bold</b> text."
            + "<script>window.hit=1</script><img src=x onerror='window.hit=1'></p><iframe srcdoc='<script>parent.hit=1</script>'></iframe>"
            + "<p><a href='javascript:window.hit=1'>bad</a> <a href='https://example.org/'>good</a></p>"
            + "<svg><script>window.hit=1</script></svg><style>body{display:none}</style></article>");
        page.click("#read");
        page.waitFor("document.querySelector('#text h1')?.textContent === 'Trap'");
        awaitReady(page);
        assertEquals("undefined", page.text("String(window.hit)"));
        assertEquals("", page.text("[...document.querySelectorAll('#text *')].flatMap(e => [...e.attributes].map(a => a.name))"
            + ".filter(n => !['class', 'href', 'rel', 'target'].includes(n)).join()"));
        assertEquals(0, page.number("document.querySelectorAll('#text :is(script, img, iframe, svg, style, nav)').length"));
        assertEquals("https://example.org/", page.text("[...document.querySelectorAll('#text a')].map(a => a.getAttribute('href') ?? '').join('')"));
    }

    @Test
    void filesAreOpened() throws IOException {
        Path markdown = Files.writeString(folder.resolve("notes.md"), "# Travel notes\n\n- The *night train* leaves at nine.\n- Bring `socks`.\n\n> Quiet, please.\n");
        page.click("#open");
        Pages.choose(page, "#file", markdown);
        page.waitFor("document.querySelector('#text h1')?.textContent === 'Travel notes'");
        assertEquals("LI EM LI CODE BLOCKQUOTE P", page.text("[...document.querySelectorAll('#text :is(li, em, code, blockquote, blockquote p)')].map(e => e.tagName).join(' ')"));
        awaitReady(page);

        Path latin = Files.write(folder.resolve("latin.txt"), "Ein caf\u00e9 in Z\u00fcrich.\n\nSch\u00f6n.".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        page.click("#open");
        Pages.choose(page, "#file", latin);
        page.waitFor("document.getElementById('text').textContent.includes('caf\u00e9 in Z\u00fcrich')");
        awaitReady(page);
    }

    @Test
    void aFileThatIsNoTextIsRefusedAndTheTextStays() throws IOException {
        Path binary = Files.write(folder.resolve("photo.txt"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0, 0, 13});
        String before = page.text("document.querySelector('h1').textContent");
        page.click("#open");
        Pages.choose(page, "#file", binary);
        Pages.awaitNotice(page, "photo.txt is not a text file");
        assertEquals(before, page.text("document.querySelector('h1').textContent"));
        page.click(".notice button:last-child");
        assertEquals("", Pages.notices(page));
        ask(page, "the weather");
    }

    @Test
    void thePageFitsNarrowWindows() {
        page.resize(360, 740);
        try {
            ask(page, "who gave him presents?");
            page.press("Enter");
            assertEquals("true", page.text("String(document.documentElement.scrollWidth <= document.documentElement.clientWidth)"));
            page.waitFor("(() => { const r = document.querySelector('.passage.current').getBoundingClientRect();"
                + " return r.top >= document.querySelector('.finder').getBoundingClientRect().bottom && r.top < innerHeight; })()");
            Pages.screenshot(page, "reader-360");
        } finally {
            page.resize(1280, 900);
        }
    }
}
