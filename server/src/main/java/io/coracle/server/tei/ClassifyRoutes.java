package io.coracle.server.tei;

import io.coracle.server.Feature;
import io.coracle.server.Services;
import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.Bodies;
import io.coracle.server.http.JsonBody;
import io.coracle.server.http.JsonOut;
import io.coracle.server.http.Responses;
import io.coracle.server.models.ClassifyingModel;
import io.coracle.server.models.ModelStore.Lease;
import io.coracle.server.texts.Inference;
import io.coracle.server.texts.Input;
import io.coracle.server.texts.TokenRules;
import io.coracle.text.classify.LabelScore;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /predict} and {@code /rerank}: texts to labels, and texts in order for a query. */
public final class ClassifyRoutes implements Feature {

    private final Inference inference;
    private final Bodies bodies;

    /** With what computes, and what limits requests. */
    public ClassifyRoutes(Services services) {
        this.inference = services.inference();
        this.bodies = services.bodies();
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.post("/predict", this::predict);
        routing.post("/rerank", this::rerank);
    }

    private void predict(ServerRequest request, ServerResponse response) {
        JsonBody body = bodies.json(request);
        Optional<Input.Several> inputs = Optional.empty();
        boolean raw = false;
        Optional<String> modelName = Optional.empty();
        EmbedRequest.Options options = new EmbedRequest.Options(inference.truncates());
        while (body.nextMember()) {
            switch (body.name()) {
                case "inputs" -> inputs = Optional.of(sequences(body));
                case "raw_scores" -> raw = body.bool(false);
                case "model" -> modelName = body.optionalString();
                default -> options.read(body);
            }
        }
        Input.Several asked = inputs.orElseThrow(() -> new ApiException(Kind.VALIDATION, "missing field `inputs`"));
        inference.checkCount(asked.inputs().size());
        try (Lease lease = inference.models().lease(modelName)) {
            ClassifyingModel model = lease.classifying();
            List<List<LabelScore>> all = inference.compute(request, options.rules().encode(model, asked.inputs()), model.classifier()::classify);
            JsonOut out = new JsonOut(64 * all.size());
            if (asked.single()) {
                write(all.getFirst(), raw, out);
            } else {
                out.raw("[");
                for (int i = 0; i < all.size(); i++) {
                    write(all.get(i), raw, out.raw(i == 0 ? "" : ","));
                }
                out.raw("]");
            }
            Responses.json(response, out);
        }
    }

    /** A text, a pair of texts as a list of two, or a list of lists of one text or two. */
    private static Input.Several sequences(JsonBody body) {
        if (body.isString()) {
            return new Input.Several(List.of(new Input.Text(body.string())), true);
        }
        List<Input> inputs = new ArrayList<>();
        List<String> single = new ArrayList<>();
        body.beginArray();
        while (body.nextElement()) {
            if (body.isString() && inputs.isEmpty()) {
                single.add(body.string());
            } else if (single.isEmpty()) {
                inputs.add(sequence(body.strings()));
            } else {
                throw body.wrong("a text, as those before it");
            }
        }
        if (single.isEmpty() && inputs.isEmpty()) {
            throw new ApiException(Kind.EMPTY, "`inputs` cannot be empty");
        }
        return single.isEmpty() ? new Input.Several(inputs, false) : new Input.Several(List.of(sequence(single)), true);
    }

    private static Input sequence(List<String> texts) {
        return switch (texts.size()) {
            case 1 -> new Input.Text(texts.getFirst());
            case 2 -> new Input.Pair(texts.getFirst(), texts.getLast());
            default -> throw new ApiException(Kind.VALIDATION, "`inputs` has a list of " + texts.size()
                + " texts where one text, or two that belong together, are expected");
        };
    }

    private static void write(List<LabelScore> scores, boolean raw, JsonOut out) {
        out.raw("[");
        for (int i = 0; i < scores.size(); i++) {
            LabelScore score = scores.get(i);
            out.raw(i == 0 ? "{\"score\":" : ",{\"score\":").number(raw ? score.logit() : score.score()).raw(",\"label\":").string(score.label())
                .raw("}");
        }
        out.raw("]");
    }

    private void rerank(ServerRequest request, ServerResponse response) {
        JsonBody body = bodies.json(request);
        Optional<String> query = Optional.empty();
        List<String> texts = List.of();
        boolean raw = false;
        boolean returnText = false;
        Optional<String> modelName = Optional.empty();
        EmbedRequest.Options options = new EmbedRequest.Options(inference.truncates());
        while (body.nextMember()) {
            switch (body.name()) {
                case "query" -> query = Optional.of(body.string());
                case "texts" -> texts = body.strings();
                case "raw_scores" -> raw = body.bool(false);
                case "return_text" -> returnText = body.bool(false);
                case "model" -> modelName = body.optionalString();
                default -> options.read(body);
            }
        }
        if (query.isEmpty()) {
            throw new ApiException(Kind.VALIDATION, "missing field `query`");
        }
        if (texts.isEmpty()) {
            throw new ApiException(Kind.EMPTY, "`texts` cannot be empty");
        }
        inference.checkCount(texts.size());
        List<Input> pairs = new ArrayList<>();
        for (String text : texts) {
            pairs.add(new Input.Pair(query.get(), text));
        }
        try (Lease lease = inference.models().lease(modelName)) {
            if (!(lease.model() instanceof ClassifyingModel model && model.isReranker())) {
                throw new ApiException(Kind.BACKEND, "Backend error: model is not a re-ranker model");
            }
            TokenRules rules = options.rules();
            List<LabelScore> scores = inference.compute(request, rules.encode(model, pairs), tokens -> model.classifier().classify(tokens).getFirst());
            Responses.json(response, ranked(texts, scores, raw, returnText));
        }
    }

    private static JsonOut ranked(List<String> texts, List<LabelScore> scores, boolean raw, boolean returnText) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> Float.compare(scores.get(b).logit(), scores.get(a).logit()));
        JsonOut out = new JsonOut(48 * order.size()).raw("[");
        for (int i = 0; i < order.size(); i++) {
            int index = order.get(i);
            out.raw(i == 0 ? "{\"index\":" : ",{\"index\":").number(index);
            if (returnText) {
                out.raw(",\"text\":").string(texts.get(index));
            }
            out.raw(",\"score\":").number(raw ? scores.get(index).logit() : scores.get(index).score()).raw("}");
        }
        return out.raw("]");
    }
}
