package io.coracle.server.index;

import io.coracle.json.JsonWriter;
import io.coracle.search.SearchHit;
import io.coracle.search.SearchIndex.Added;
import io.coracle.search.SearchIndex.Added.Change;
import java.util.List;

/** Writes what indexes answer. */
final class IndexAnswers {
    private IndexAnswers() {
    }

    static JsonWriter added(List<Added> documents) {
        return new JsonWriter().beginObject()
            .name("added").value(count(documents, Change.NEW))
            .name("changed").value(count(documents, Change.CHANGED))
            .name("unchanged").value(count(documents, Change.UNCHANGED))
            .name("passages").value(documents.stream().mapToLong(Added::passages).sum())
            .endObject();
    }

    private static long count(List<Added> documents, Change change) {
        return documents.stream().filter(document -> document.change() == change).count();
    }

    static JsonWriter deleted(int documents) {
        return new JsonWriter().beginObject().name("deleted").value(documents).endObject();
    }

    static JsonWriter hits(List<SearchHit> hits) {
        JsonWriter json = new JsonWriter().beginObject().name("hits").beginArray();
        for (SearchHit hit : hits) {
            json.beginObject()
                .name("id").value(hit.id())
                .name("text").value(hit.text())
                .name("score").value((float) hit.score())
                .name("similarity").value((float) hit.similarity())
                .name("words").value((float) hit.words())
                .name("start_line").value(hit.start().line())
                .name("end_line").value(hit.end().line());
            hit.bestSentence().ifPresent(sentence -> json.name("best_sentence").value(sentence.of(hit.text())));
            json.name("metadata").beginObject();
            hit.metadata().forEach((name, value) -> json.name(name).value(value));
            json.endObject().endObject();
        }
        return json.endArray().endObject();
    }

    static JsonWriter stats(IndexStats stats) {
        return new JsonWriter().beginObject()
            .name("name").value(stats.name())
            .name("documents").value(stats.documents())
            .name("passages").value(stats.passages())
            .name("bytes").value(stats.bytes())
            .name("dimension").value(stats.dimension())
            .endObject();
    }

    static JsonWriter names(List<IndexName> names) {
        JsonWriter json = new JsonWriter().beginObject().name("indexes").beginArray();
        names.forEach(name -> json.value(name.value()));
        return json.endArray().endObject();
    }
}
