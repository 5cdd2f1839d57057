package io.coracle.search.extract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import org.jsoup.helper.DataUtil;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/**
 * The visible text of an HTML page: one line for each block, an empty line between paragraphs, white space collapsed outside of
 * {@code pre}; scripts, styles and the like left out. The encoding is the byte order mark's, the page's own {@code meta}
 * element's, else UTF-8.
 */
final class HtmlExtractor {

    /** Elements whose text nobody sees. */
    private static final Set<String> INVISIBLE = Set.of("script", "style", "noscript", "template", "svg", "canvas", "iframe",
        "object", "select", "datalist", "textarea", "button");

    /** Blocks that stand apart from what is around them. */
    private static final Set<String> PARAGRAPHS = Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table",
        "ul", "ol", "dl", "section", "article", "header", "footer", "nav", "aside", "main", "figure", "form", "hr", "title",
        "details", "address", "fieldset");

    /** Blocks that begin a line of their own. */
    private static final Set<String> LINES = Set.of("div", "li", "dt", "dd", "tr", "br", "caption", "figcaption", "summary",
        "legend", "option", "thead", "tbody", "body", "html", "head");

    private HtmlExtractor() {
    }

    static ExtractedText extract(byte[] bytes) throws ExtractionException {
        Document page;
        try {
            page = DataUtil.load(new ByteArrayInputStream(bytes), null, "", Parser.htmlParser().setTrackPosition(true));
        } catch (IOException e) {
            throw new ExtractionException("cannot be read as HTML: " + e.getMessage(), e);
        }
        Writer writer = new Writer();
        NodeTraversor.traverse(writer, page);
        return new ExtractedText(writer.text.toString(), writer.places.build());
    }

    private static final class Writer implements NodeVisitor {

        final StringBuilder text = new StringBuilder();
        final SourceMap.Builder places = new SourceMap.Builder();
        private Element invisible;
        private int preformatted;
        private int pendingBreaks;
        private boolean pendingSpace;

        @Override
        public void head(Node node, int depth) {
            switch (node) {
                case Element element when invisible == null -> {
                    String name = element.normalName();
                    if (INVISIBLE.contains(name)) {
                        invisible = element;
                        return;
                    }
                    breakAround(name);
                    if (name.equals("pre")) {
                        preformatted++;
                    }
                    if (name.equals("td") || name.equals("th")) {
                        pendingSpace = true;
                    }
                    if (name.equals("img")) {
                        write(element.attr("alt"), line(element));
                    }
                }
                case TextNode words when invisible == null -> write(words.getWholeText(), line(words));
                default -> {
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node == invisible) {
                invisible = null;
            } else if (invisible == null && node instanceof Element element) {
                if (element.normalName().equals("pre")) {
                    preformatted--;
                }
                breakAround(element.normalName());
            }
        }

        private static int line(Node node) {
            return node.sourceRange().isTracked() ? node.sourceRange().start().lineNumber() : 1;
        }

        private void breakAround(String element) {
            if (PARAGRAPHS.contains(element)) {
                pendingBreaks = 2;
            } else if (LINES.contains(element)) {
                pendingBreaks = Math.max(pendingBreaks, 1);
            }
        }

        private void write(String words, int startLine) {
            int line = startLine;
            for (int i = 0; i < words.length(); i++) {
                char c = words.charAt(i);
                boolean space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
                if (space && preformatted == 0) {
                    pendingSpace = true;
                } else if (space && pendingBreaks > 0) {
                    // White space at the start of a preformatted block.
                    pendingSpace = false;
                } else {
                    separate();
                    places.add(text.length(), 0, line);
                    text.append(c);
                }
                if (c == '\n') {
                    line++;
                }
            }
        }

        /** Writes the breaks or the space that is due before the next character, except at the start of the text. */
        private void separate() {
            if (!text.isEmpty()) {
                if (pendingBreaks > 0) {
                    text.append("\n".repeat(pendingBreaks));
                } else if (pendingSpace) {
                    text.append(' ');
                }
            }
            pendingBreaks = 0;
            pendingSpace = false;
        }
    }
}
