package io.coracle.cli;

import io.coracle.json.JsonWriter;
import io.coracle.search.SearchHit;
import io.coracle.search.SearchRequest;
import io.coracle.search.extract.SourceMap.Place;
import io.coracle.search.files.IndexingReport;
import io.coracle.text.split.Passage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints passages that were found. */
final class SearchResults {

    private static final String INDENT = "   ";

    private final Terminal terminal;
    private final Path here;

    /** {@code here}: files below this folder are named relative to it. */
    SearchResults(Terminal terminal, Path here) {
        this.terminal = terminal;
        this.here = here;
    }

    void print(List<SearchHit> hits) {
        for (int i = 0; i < hits.size(); i++) {
            SearchHit hit = hits.get(i);
            String score = String.format(Locale.ROOT, "%.2f", hit.score());
            terminal.out().println((i == 0 ? "" : "\n") + terminal.bold((i + 1) + ".") + " " + terminal.path(name(hit) + where(hit))
                + "  " + terminal.faint(score));
            passage(hit).lines().forEach(line -> terminal.out().println(line.isBlank() ? "" : INDENT + line));
        }
        terminal.out().flush();
    }

    private String name(SearchHit hit) {
        Path path = Path.of(hit.id());
        return path.startsWith(here) ? here.relativize(path).toString() : hit.id();
    }

    /** For example {@code :12-14}, as compilers write it, or {@code  page 3, lines 12-14}. */
    private static String where(SearchHit hit) {
        Place start = hit.start();
        Place end = hit.end();
        if (start.page() == 0) {
            return ":" + start.line() + (end.line() == start.line() ? "" : "-" + end.line());
        }
        if (start.page() != end.page()) {
            return " page " + start.page() + ", line " + start.line() + " to page " + end.page() + ", line " + end.line();
        }
        return " page " + start.page() + (end.line() == start.line() ? ", line " + start.line()
            : ", lines " + start.line() + "-" + end.line());
    }

    /** The passage with the best sentence emphasised, unless it has no other. */
    private String passage(SearchHit hit) {
        String text = hit.text();
        Optional<Passage> best = hit.bestSentence();
        boolean only = best.isPresent() && best.get().of(text).strip().length() == text.strip().length();
        if (best.isEmpty() || only && !terminal.colours()) {
            return printable(text).strip();
        }
        Passage sentence = best.get();
        StringBuilder marked = new StringBuilder(printable(text.substring(0, sentence.start())).stripLeading());
        String words = printable(sentence.of(text));
        // Colours do not survive everywhere from one line to the next: each line gets its own.
        marked.append(terminal.colours() ? String.join("\n", words.lines().map(terminal::emphasised).toList())
            : terminal.emphasised(words));
        return marked.append(printable(text.substring(sentence.end())).stripTrailing()).toString();
    }

    /** Without control characters: a file must not be able to write escape sequences to a terminal. */
    private static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(c == '\t' ? "    " : c == '\n' || !Character.isISOControl(c) ? String.valueOf(c) : "\uFFFD");
        }
        return clean.toString();
    }

    void json(SearchRequest request, List<SearchHit> hits, Optional<IndexingReport> report) {
        JsonWriter json = new JsonWriter().beginObject().name("query").value(request.query());
        if (report.isPresent()) {
            IndexingReport done = report.get();
            json.name("index").beginObject()
                .name("new").value(done.added()).name("changed").value(done.changed()).name("removed").value(done.removed())
                .name("unchanged").value(done.unchanged()).name("embedded").value(done.embedded()).name("skipped").beginArray();
            done.problems().forEach(json::value);
            json.endArray().endObject();
        }
        json.name("passages").beginArray();
        hits.forEach(hit -> hit(json, hit));
        terminal.out().println(json.endArray().endObject().toString());
        terminal.out().flush();
    }

    private void hit(JsonWriter json, SearchHit hit) {
        json.beginObject().name("file").value(name(hit));
        if (hit.start().page() > 0) {
            json.name("start_page").value(hit.start().page()).name("end_page").value(hit.end().page());
        }
        json.name("start_line").value(hit.start().line()).name("end_line").value(hit.end().line())
            .name("score").value(hit.score()).name("similarity").value(hit.similarity()).name("words").value(hit.words())
            .name("text").value(hit.text());
        hit.bestSentence().ifPresent(best -> json.name("best_sentence").value(best.of(hit.text())));
        json.endObject();
    }
}
