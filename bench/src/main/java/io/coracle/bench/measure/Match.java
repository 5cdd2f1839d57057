package io.coracle.bench.measure;

import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One row of a result: the same work done by several contestants in the same rounds.
 *
 * @param labels what was measured, for example model, shape and threads
 * @param unit of all scores
 * @param series ours first, then the peers'; all have as many rounds
 */
public record Match(Map<String, String> labels, String unit, Comparison comparison, List<Series> series) {
    public Match {
        labels = new LinkedHashMap<>(labels);
        series = List.copyOf(series);
    }

    public Series ours() {
        return series.getFirst();
    }

    public List<Series> peers() {
        return series.subList(1, series.size());
    }

    /** Ours compared with a peer's, round by round. */
    public List<Double> ratios(Series peer) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < peer.scores().size(); i++) {
            ratios.add(comparison.of(ours().scores().get(i), peer.scores().get(i)));
        }
        return ratios;
    }

    /** This match and then the same one in a later run. */
    public Match followedBy(Match later) {
        List<Series> joined = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            joined.add(series.get(i).followedBy(later.series.get(i)));
        }
        return new Match(labels, unit, comparison, joined);
    }

    /** Joins the rounds of matches with equal labels; the order is that of their first appearance. */
    public static List<Match> join(List<Match> matches) {
        Map<Map<String, String>, Match> joined = new LinkedHashMap<>();
        matches.forEach(match -> joined.merge(match.labels(), match, Match::followedBy));
        return List.copyOf(joined.values());
    }

    /** Everything, with the scores of each round and what follows from them. */
    public JsonObject toJson() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        Map<String, JsonValue> texts = new LinkedHashMap<>();
        labels.forEach((name, value) -> texts.put(name, new JsonString(value)));
        members.put("labels", new JsonObject(texts));
        members.put("unit", new JsonString(unit));
        members.put("comparison", new JsonString(comparison.name()));
        members.put("contestants", new JsonArray(series.stream().map(this::toJson).toList()));
        return new JsonObject(members);
    }

    private JsonValue toJson(Series one) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("name", new JsonString(one.contestant()));
        members.put("median", JsonNumber.of(one.median()));
        if (one != ours()) {
            members.put(comparison.title(), JsonNumber.of(Scores.median(ratios(one))));
        }
        members.put("rounds", new JsonArray(one.scores().stream().map(score -> (JsonValue) JsonNumber.of(score)).toList()));
        return new JsonObject(members);
    }

    /** Reads what {@link #toJson} wrote. */
    public static Match fromJson(JsonObject json) {
        Map<String, String> labels = new LinkedHashMap<>();
        object(json, "labels").members().forEach((name, value) -> labels.put(name, ((JsonString) value).value()));
        List<Series> series = new ArrayList<>();
        for (JsonValue contestant : array(json, "contestants").elements()) {
            JsonObject one = (JsonObject) contestant;
            series.add(new Series(string(one, "name"), array(one, "rounds").elements().stream()
                .map(score -> ((JsonNumber) score).asDouble()).toList()));
        }
        return new Match(labels, string(json, "unit"), Comparison.valueOf(string(json, "comparison")), series);
    }

    private static JsonObject object(JsonObject json, String name) {
        return (JsonObject) json.get(name).orElseThrow();
    }

    private static JsonArray array(JsonObject json, String name) {
        return (JsonArray) json.get(name).orElseThrow();
    }

    private static String string(JsonObject json, String name) {
        return ((JsonString) json.get(name).orElseThrow()).value();
    }
}
