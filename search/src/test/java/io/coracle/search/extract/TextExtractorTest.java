package io.coracle.search.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.search.extract.SourceMap.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextExtractorTest {

    /** Held, because the logging system forgets loggers that nobody holds. PDFBox reports every damage, of which there is much. */
    private static final Logger PDFBOX = Logger.getLogger("org.apache.pdfbox");

    @BeforeAll
    static void silencePdfbox() {
        PDFBOX.setLevel(Level.OFF);
    }

    @Test
    void plainTextKeepsItsLines() throws ExtractionException {
        ExtractedText text = extract("a.md", "# Title\n\nfirst\nsecond\n");
        assertEquals("# Title\n\nfirst\nsecond\n", text.text());
        assertEquals(1, lineOf(text, "Title"));
        assertEquals(3, lineOf(text, "first"));
        assertEquals(4, lineOf(text, "second"));
    }

    @Test
    void lineEndsOfWindowsAndOldMacsCountOnce() throws ExtractionException {
        ExtractedText text = extract("a.txt", "one\r\ntwo\rthree\n");
        assertEquals("one\ntwo\nthree\n", text.text());
        assertEquals(3, lineOf(text, "three"));
    }

    @Test
    void charsetIsFoundByMarkThenByValidityThenAssumed() throws ExtractionException {
        assertEquals("häß €", extract("a.txt", "häß €".getBytes(StandardCharsets.UTF_8)).text());
        assertEquals("häß €", extract("a.txt", "\uFEFFhäß €".getBytes(StandardCharsets.UTF_8)).text());
        assertEquals("häß €", extract("a.txt", "\uFEFFhäß €".getBytes(StandardCharsets.UTF_16LE)).text());
        assertEquals("häß €", extract("a.txt", "\uFEFFhäß €".getBytes(StandardCharsets.UTF_16BE)).text());
        assertEquals("häß €", extract("a.txt", "\uFEFFhäß €".getBytes(Charset.forName("UTF-32LE"))).text());
        assertEquals("häß", extract("a.txt", "häß".getBytes(StandardCharsets.ISO_8859_1)).text());
    }

    @Test
    void binaryDataIsRefused() {
        assertTrue(assertThrows(ExtractionException.class, () -> extract("a.txt", new byte[] {'a', 0, 'b'}))
            .getMessage().contains("binary"));
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        assertThrows(ExtractionException.class, () -> extract("a.java", noise));
    }

    @Test
    void htmlGivesVisibleTextWithTheLinesOfTheSource() throws ExtractionException {
        ExtractedText text = extract("a.html", """
            <html><head><title>The title</title>
            <style>p { color: red }</style>
            <script>var hidden = "hidden";</script></head>
            <body>
            <h1>Heading</h1>
            <p>First paragraph with <b>bold</b>
              words.</p>
            <ul><li>one</li><li>two &amp; three</li></ul>
            <pre>
            kept   as
              it is</pre>
            <table><tr><td>left</td><td>right</td></tr></table>
            </body></html>
            """);
        assertEquals("""
            The title

            Heading

            First paragraph with bold words.

            one
            two & three

            kept   as
              it is

            left right""", text.text());
        assertEquals(1, lineOf(text, "The title"));
        assertEquals(5, lineOf(text, "Heading"));
        assertEquals(6, lineOf(text, "First"));
        assertEquals(7, lineOf(text, "words."));
        assertEquals(8, lineOf(text, "three"));
        assertEquals(11, lineOf(text, "it is"));
        assertEquals(12, lineOf(text, "right"));
    }

    @Test
    void htmlIsReadInTheCharsetItNames() throws ExtractionException {
        byte[] page = "<meta charset=iso-8859-1><p>häß</p>".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("häß", extract("a.htm", page).text());
    }

    @Test
    void brokenHtmlIsReadAsFarAsItGoes() throws ExtractionException {
        assertEquals("a\n\nb < c", extract("a.html", "<p>a<p>b < c</b></div><!-- open").text());
    }

    @Test
    void pdfGivesItsTextWithPagesAndLines() throws IOException, ExtractionException {
        ExtractedText text = extract("a.pdf", pdf(List.of("First line", "Second line"), List.of("On page two")));
        assertTrue(text.text().contains("First line\nSecond line"), text.text());
        assertEquals(new Place(1, 1), place(text, "First"));
        assertEquals(new Place(1, 2), place(text, "Second"));
        assertEquals(new Place(2, 1), place(text, "On page two"));
    }

    @Test
    void damagedPdfIsAnErrorThatSaysSo() throws IOException {
        byte[] whole = pdf(List.of("text"));
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            byte[] damaged = Arrays.copyOf(whole, whole.length / 4 + random.nextInt(whole.length));
            for (int i = 0; i < 20; i++) {
                damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt();
            }
            try {
                extract("a.pdf", damaged);
            } catch (ExtractionException e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
        assertThrows(ExtractionException.class, () -> extract("a.pdf", "no pdf at all"));
        assertThrows(ExtractionException.class, () -> extract("a.pdf", "%PDF-1.7\nand nothing more"));
    }

    @Test
    void protectedPdfIsAnErrorThatSaysSo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            document.save(bytes);
        }
        ExtractionException e = assertThrows(ExtractionException.class, () -> extract("a.pdf", bytes.toByteArray()));
        assertTrue(e.getMessage().contains("password"), e.getMessage());
    }

    @SafeVarargs
    static byte[] pdf(List<String>... pages) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            for (List<String> lines : pages) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.beginText();
                    content.setFont(new PDType1Font(FontName.HELVETICA), 12);
                    content.setLeading(14);
                    content.newLineAtOffset(72, 720);
                    for (String line : lines) {
                        content.showText(line);
                        content.newLine();
                    }
                    content.endText();
                }
            }
            document.save(bytes);
        }
        return bytes.toByteArray();
    }

    private static ExtractedText extract(String name, String content) throws ExtractionException {
        return extract(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static ExtractedText extract(String name, byte[] content) throws ExtractionException {
        return TextExtractor.extract(name, content);
    }

    private static int lineOf(ExtractedText text, String words) {
        return place(text, words).line();
    }

    private static Place place(ExtractedText text, String words) {
        int at = text.text().indexOf(words);
        assertTrue(at >= 0, () -> "\"" + words + "\" is not in: " + text.text());
        return text.places().at(at);
    }
}
