package io.coracle.server.tei;

import io.coracle.server.Feature;
import io.coracle.server.Services;
import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.Bodies;
import io.coracle.server.http.JsonBody;
import io.coracle.server.http.JsonOut;
import io.coracle.server.http.Responses;
import io.coracle.server.models.EmbeddingModel;
import io.coracle.server.models.ModelStore.Lease;
import io.coracle.server.texts.Inference;
import io.coracle.server.texts.Inference.Running;
import io.coracle.server.texts.Input;
import io.coracle.server.texts.Vectors;
import io.coracle.text.tokenizer.Encoding;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /embed}, {@code /embed_all} and {@code /similarity}: texts to vectors. */
public final class EmbedRoutes implements Feature {

    /** Lines of vectors are sent when there are so many bytes of them, or when the next one has yet to be computed. */
    private static final int LINES_ROOM = 1 << 14;

    private final Inference inference;
    private final Bodies bodies;

    /** With what computes, and what limits requests. */
    public EmbedRoutes(Services services) {
        this.inference = services.inference();
        this.bodies = services.bodies();
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.post("/embed", this::embed);
        routing.post("/embed_all", this::embedAll);
        routing.post("/similarity", this::similarity);
    }

    private void embed(ServerRequest request, ServerResponse response) throws IOException {
        EmbedRequest asked = EmbedRequest.read(bodies.json(request), inference.truncates());
        inference.checkCount(asked.inputs().size());
        try (Lease lease = inference.models().lease(asked.model())) {
            EmbeddingModel model = lease.embedding();
            var vectorOf = asked.vectors().of(model.embedder());
            List<Encoding> texts = asked.rules().encode(model, asked.inputs());
            try (Running<float[]> vectors = inference.start(request, texts, vectorOf)) {
                if (asked.asText()) {
                    float[] vector = vectors.take(0);
                    Responses.json(response, new JsonOut(JsonOut.roomFor(vector.length)).raw("{\"n_embedding\":").number(vector.length)
                        .raw(",\"embedding\":").vector(vector).raw("}"));
                } else if (Responses.wantsLines(request)) {
                    sendLines(vectors, texts.size(), response);
                } else {
                    JsonOut out = new JsonOut(JsonOut.roomFor((long) texts.size() * model.embedder().dimension())).raw("[");
                    for (int i = 0; i < texts.size(); i++) {
                        out.raw(i == 0 ? "" : ",").vector(vectors.take(i));
                    }
                    Responses.json(response, out.raw("]"));
                }
            }
        }
    }

    /** One line {@code {"index", "embedding"}} a text, in the order of the texts, each as soon as it and those before it are ready. */
    private static void sendLines(Running<float[]> vectors, int count, ServerResponse response) throws IOException {
        // Before anything is sent: what is wrong with the first text can still be said with a status.
        float[] vector = vectors.take(0);
        response.header(HeaderNames.CONTENT_TYPE, Responses.NDJSON);
        JsonOut lines = new JsonOut(2 * LINES_ROOM);
        try (OutputStream out = response.outputStream()) {
            for (int i = 0; i < count; i++) {
                lines.raw("{\"index\":").number(i).raw(",\"embedding\":").vector(vector).raw("}\n");
                boolean wait = i + 1 < count && !vectors.isReady(i + 1);
                if (wait || lines.length() >= LINES_ROOM) {
                    lines.drainTo(out);
                    if (wait) {
                        out.flush();
                    }
                }
                if (i + 1 < count) {
                    vector = vectors.take(i + 1);
                }
            }
            lines.drainTo(out);
        }
    }

    private void embedAll(ServerRequest request, ServerResponse response) {
        EmbedRequest asked = EmbedRequest.read(bodies.json(request), inference.truncates());
        inference.checkCount(asked.inputs().size());
        try (Lease lease = inference.models().lease(asked.model())) {
            EmbeddingModel model = lease.embedding();
            List<Encoding> texts = asked.rules().encode(model, asked.inputs());
            try (Running<List<float[]>> vectors = inference.start(request, texts, model.embedder()::embedTokens)) {
                JsonOut out = new JsonOut(JsonOut.roomFor(texts.stream().mapToLong(Encoding::size).sum() * model.embedder().dimension())).raw("[");
                for (int i = 0; i < texts.size(); i++) {
                    out.raw(i == 0 ? "[" : ",[");
                    List<float[]> tokens = vectors.take(i);
                    for (int k = 0; k < tokens.size(); k++) {
                        out.raw(k == 0 ? "" : ",").vector(tokens.get(k));
                    }
                    out.raw("]");
                }
                Responses.json(response, out.raw("]"));
            }
        }
    }

    private void similarity(ServerRequest request, ServerResponse response) {
        JsonBody body = bodies.json(request);
        Optional<String> source = Optional.empty();
        List<String> sentences = List.of();
        Optional<String> modelName = Optional.empty();
        EmbedRequest.Options options = new EmbedRequest.Options(inference.truncates());
        while (body.nextMember()) {
            switch (body.name()) {
                case "inputs" -> {
                    body.beginObject();
                    while (body.nextMember()) {
                        switch (body.name()) {
                            case "source_sentence" -> source = Optional.of(body.string());
                            case "sentences" -> sentences = body.strings();
                            default -> body.skip();
                        }
                    }
                }
                case "parameters" -> {
                    if (!body.isNull()) {
                        body.beginObject();
                        while (body.nextMember()) {
                            options.read(body);
                        }
                    }
                }
                case "model" -> modelName = body.optionalString();
                default -> body.skip();
            }
        }
        if (source.isEmpty()) {
            throw new ApiException(Kind.VALIDATION, "missing field `inputs.source_sentence`");
        }
        if (sentences.isEmpty()) {
            throw new ApiException(Kind.EMPTY, "`inputs.sentences` cannot be empty");
        }
        inference.checkCount(sentences.size() + 1);
        List<Input> inputs = new ArrayList<>();
        inputs.add(new Input.Text(source.get()));
        sentences.forEach(sentence -> inputs.add(new Input.Text(sentence)));
        try (Lease lease = inference.models().lease(modelName)) {
            EmbeddingModel model = lease.embedding();
            List<float[]> vectors = inference.compute(request, options.rules().encode(model, inputs), model.embedder()::embedRaw);
            JsonOut out = new JsonOut(JsonOut.roomFor(sentences.size())).raw("[");
            for (int i = 1; i < vectors.size(); i++) {
                out.raw(i == 1 ? "" : ",").number(Vectors.cosine(vectors.getFirst(), vectors.get(i)));
            }
            Responses.json(response, out.raw("]"));
        }
    }
}
