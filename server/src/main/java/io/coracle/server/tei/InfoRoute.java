package io.coracle.server.tei;

import io.coracle.server.Feature;
import io.coracle.server.ServerConfig;
import io.coracle.server.Services;
import io.coracle.server.http.JsonOut;
import io.coracle.server.http.Responses;
import io.coracle.server.models.ClassifyingModel;
import io.coracle.server.models.EmbeddingModel;
import io.coracle.server.models.ModelStore.Lease;
import io.coracle.server.models.ServedModel;
import io.coracle.server.texts.Inference;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;

/** {@code /info}: which model is served, and what the limits are. */
public final class InfoRoute implements Feature {

    private final Inference inference;
    private final ServerConfig config;

    /** With what to tell about. */
    public InfoRoute(Services services) {
        this.inference = services.inference();
        this.config = services.config();
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.get("/info", this::info);
    }

    private void info(ServerRequest request, ServerResponse response) {
        try (Lease lease = inference.models().lease(Optional.empty())) {
            ServedModel model = lease.model();
            JsonOut out = new JsonOut(512).raw("{\"model_id\":").string(model.name()).raw(",\"model_sha\":null,\"model_dtype\":\"")
                .raw("float32\",\"served_model_name\":").string(model.name()).raw(",\"model_type\":");
            switch (model) {
                case EmbeddingModel embedding -> out.raw("{\"embedding\":{\"pooling\":").string(embedding.embedder().pooling().name().toLowerCase(java.util.Locale.ROOT))
                    .raw("}}");
                case ClassifyingModel classifying -> labels(classifying, out);
            }
            out.raw(",\"max_concurrent_requests\":").number(config.maxRequests()).raw(",\"max_input_length\":").number(model.maxTokens())
                .raw(",\"max_batch_tokens\":").number(config.maxQueuedTokens()).raw(",\"max_batch_requests\":null,\"max_client_batch_size\":")
                .number(config.maxTexts()).raw(",\"auto_truncate\":").bool(config.truncate()).raw(",\"tokenization_workers\":")
                .number(config.threads()).raw(",\"version\":").string(version()).raw(",\"sha\":null,\"docker_label\":null}");
            Responses.json(response, out);
        }
    }

    private static void labels(ClassifyingModel model, JsonOut out) {
        List<String> labels = model.classifier().labels();
        out.raw(model.isReranker() ? "{\"reranker\":" : "{\"classifier\":").raw("{\"id2label\":{");
        for (int i = 0; i < labels.size(); i++) {
            out.raw(i == 0 ? "" : ",").string(Integer.toString(i)).raw(":").string(labels.get(i));
        }
        out.raw("},\"label2id\":{");
        for (int i = 0; i < labels.size(); i++) {
            out.raw(i == 0 ? "" : ",").string(labels.get(i)).raw(":").number(i);
        }
        out.raw("}}}");
    }

    /** The server's version; a server that does not run from a jar has none. */
    static String version() {
        return Optional.ofNullable(InfoRoute.class.getPackage().getImplementationVersion()).orElse("development");
    }
}
