package io.coracle.server.openai;

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
import io.coracle.server.texts.TokenRules;
import io.coracle.server.texts.Vectors;
import io.coracle.text.tokenizer.Encoding;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /v1/embeddings}. Token ids are those of the model served, as {@code /tokenize} gives them; those of OpenAI's models mean
 * something else here.
 */
public final class EmbeddingsRoute implements Feature {

    private final Inference inference;
    private final Bodies bodies;

    /** With what computes, and what limits requests. */
    public EmbeddingsRoute(Services services) {
        this.inference = services.inference();
        this.bodies = services.bodies();
    }

    private record Asked(List<Input> inputs, Optional<String> model, boolean base64, Vectors vectors) {}

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.post("/v1/embeddings", this::embed);
    }

    private static Asked read(JsonBody body) {
        List<Input> inputs = null;
        Optional<String> model = Optional.empty();
        boolean base64 = false;
        Optional<Integer> dimensions = Optional.empty();
        while (body.nextMember()) {
            switch (body.name()) {
                case "input" -> inputs = Input.read(body).inputs();
                case "model" -> model = body.optionalString();
                case "encoding_format" -> base64 = switch (body.optionalString().orElse("float")) {
                    case "float" -> false;
                    case "base64" -> true;
                    default -> throw body.wrong("\"float\" or \"base64\"");
                };
                case "dimensions" -> dimensions = body.isNull() ? Optional.empty() : Optional.of(body.integer(1, Integer.MAX_VALUE));
                default -> body.skip();
            }
        }
        if (inputs == null) {
            throw new ApiException(Kind.VALIDATION, "missing field `input`: a text, a list of texts, or lists of token ids");
        }
        return new Asked(inputs, model, base64, new Vectors(true, dimensions));
    }

    private void embed(ServerRequest request, ServerResponse response) {
        Asked asked = read(bodies.json(request));
        inference.checkCount(asked.inputs().size());
        try (Lease lease = inference.models().lease(asked.model())) {
            EmbeddingModel model = lease.embedding();
            var vectorOf = asked.vectors().of(model.embedder());
            List<Encoding> texts = TokenRules.truncating(inference.truncates()).encode(model, asked.inputs());
            try (Running<float[]> vectors = inference.start(request, texts, vectorOf)) {
                JsonOut out = new JsonOut(JsonOut.roomFor((long) texts.size() * model.embedder().dimension())).raw("{\"object\":\"list\",\"data\":[");
                for (int i = 0; i < texts.size(); i++) {
                    out.raw(i == 0 ? "" : ",").raw("{\"object\":\"embedding\",\"index\":").number(i).raw(",\"embedding\":");
                    float[] vector = vectors.take(i);
                    if (asked.base64()) {
                        out.raw("\"").append(base64(vector)).raw("\"}");
                    } else {
                        out.vector(vector).raw("}");
                    }
                }
                int tokens = texts.stream().mapToInt(Encoding::size).sum();
                out.raw("],\"model\":").string(model.name()).raw(",\"usage\":{\"prompt_tokens\":").number(tokens).raw(",\"total_tokens\":")
                    .number(tokens).raw("}}");
                Responses.json(response, out);
            }
        }
    }

    /** Little-endian floats. */
    private static byte[] base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encode(bytes.array());
    }
}
