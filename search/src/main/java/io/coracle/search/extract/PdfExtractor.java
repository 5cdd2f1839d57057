package io.coracle.search.extract;

import java.io.IOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/** The text of a PDF, page by page; lines are the printed lines of a page, counted without empty ones. */
final class PdfExtractor {

    private PdfExtractor() {
    }

    static ExtractedText extract(byte[] bytes) throws ExtractionException {
        try (PDDocument document = Loader.loadPDF(bytes)) {
            return extract(document);
        } catch (InvalidPasswordException e) {
            throw new ExtractionException("is protected by a password", e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // A damaged file shows as any of these in PDFBox.
            throw new ExtractionException("cannot be read as PDF: " + e.getMessage(), e);
        }
    }

    private static ExtractedText extract(PDDocument document) throws IOException {
        PDFTextStripper stripper = new PDFTextStripper();
        stripper.setLineSeparator("\n");
        stripper.setParagraphEnd("\n");
        StringBuilder text = new StringBuilder();
        SourceMap.Builder places = new SourceMap.Builder();
        for (int page = 1; page <= document.getNumberOfPages(); page++) {
            stripper.setStartPage(page);
            stripper.setEndPage(page);
            append(stripper.getText(document), page, text, places);
        }
        return new ExtractedText(text.toString(), places.build());
    }

    private static void append(String pageText, int page, StringBuilder text, SourceMap.Builder places) {
        boolean paragraphEnded = true;
        int line = 0;
        for (String printed : pageText.split("\n")) {
            String trimmed = printed.strip();
            if (trimmed.isEmpty()) {
                paragraphEnded = true;
                continue;
            }
            if (!text.isEmpty()) {
                text.append(paragraphEnded ? "\n\n" : "\n");
            }
            places.add(text.length(), page, ++line);
            text.append(trimmed);
            paragraphEnded = false;
        }
    }
}
