package io.coracle.server.openai;

import io.coracle.server.Feature;
import io.coracle.server.Services;
import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.JsonOut;
import io.coracle.server.http.Responses;
import io.coracle.server.models.ModelStore;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;

/** {@code GET /v1/models}: the models that requests may name. */
public final class ModelsRoute implements Feature {

    private final ModelStore models;
    private final long started = Instant.now().getEpochSecond();

    /** With the models to list. */
    public ModelsRoute(Services services) {
        this.models = services.inference().models();
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.get("/v1/models", this::list);
        routing.get("/v1/models/{name}", this::one);
    }

    private void list(ServerRequest request, ServerResponse response) {
        JsonOut out = new JsonOut(256).raw("{\"object\":\"list\",\"data\":[");
        List<String> names = models.names();
        for (int i = 0; i < names.size(); i++) {
            write(names.get(i), out.raw(i == 0 ? "" : ","));
        }
        Responses.json(response, out.raw("]}"));
    }

    private void one(ServerRequest request, ServerResponse response) {
        String name = request.path().pathParameters().get("name");
        if (!models.names().contains(name)) {
            throw new ApiException(Kind.NOT_FOUND, "there is no such model; there are " + String.join(", ", models.names()));
        }
        JsonOut out = new JsonOut(128);
        write(name, out);
        Responses.json(response, out);
    }

    private void write(String name, JsonOut out) {
        out.raw("{\"id\":").string(name).raw(",\"object\":\"model\",\"created\":").number(started).raw(",\"owned_by\":\"coracle\"}");
    }
}
