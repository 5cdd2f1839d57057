package io.coracle.search.extract;

import java.util.Locale;

/** Picks the way to a file's text by what the file begins with and what it is called. */
public final class TextExtractor {

    private TextExtractor() {
    }

    /**
     * The text of a file.
     *
     * @param fileName the last part of the path; its ending tells HTML from plain text
     * @throws ExtractionException when the file is binary, damaged or protected; the message continues a sentence that
     *     begins with the file's name
     */
    public static ExtractedText extract(String fileName, byte[] bytes) throws ExtractionException {
        String name = fileName.toLowerCase(Locale.ROOT);
        boolean calledPdf = name.endsWith(".pdf");
        // Readers accept the mark anywhere in the first 1024 bytes, because some files begin with a mail header or a line feed.
        if (markAt(bytes, 0) || calledPdf && hasMark(bytes)) {
            return PdfExtractor.extract(bytes);
        }
        if (calledPdf) {
            throw new ExtractionException("is called .pdf but does not begin like one");
        }
        if (TextDecoder.looksBinary(bytes)) {
            throw new ExtractionException("is binary");
        }
        if (name.endsWith(".html") || name.endsWith(".htm") || name.endsWith(".xhtml")) {
            return HtmlExtractor.extract(bytes);
        }
        String text = TextDecoder.decode(bytes).replace("\r\n", "\n").replace('\r', '\n');
        return new ExtractedText(text, SourceMap.ofLines(text));
    }

    private static boolean hasMark(byte[] bytes) {
        for (int at = 0; at < Math.min(bytes.length, 1024); at++) {
            if (markAt(bytes, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean markAt(byte[] bytes, int at) {
        return at + 4 < bytes.length && bytes[at] == '%' && bytes[at + 1] == 'P' && bytes[at + 2] == 'D' && bytes[at + 3] == 'F'
            && bytes[at + 4] == '-';
    }
}
