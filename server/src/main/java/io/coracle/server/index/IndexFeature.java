package io.coracle.server.index;

import io.coracle.json.JsonWriter;
import io.coracle.search.IndexLockedException;
import io.coracle.search.IndexMismatchException;
import io.coracle.search.SearchException;
import io.coracle.server.Feature;
import io.coracle.server.Services;
import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.Bodies;
import io.coracle.server.http.Errors;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * Search over HTTP, below {@code /v1/indexes}: documents are added to named indexes, found by meaning and by words, and deleted. A 200
 * for a change means that the change is on disk.
 */
public final class IndexFeature implements Feature {
    private static final System.Logger LOG = System.getLogger(IndexFeature.class.getName());

    private final IndexCatalog catalog;
    private final IndexRequests requests;
    private final Bodies bodies;

    /** With what embeds, what limits requests, and what says where indexes lie. */
    public IndexFeature(Services services) {
        IndexConfig config = IndexConfig.of(services.settings());
        this.catalog = new IndexCatalog(config.folder(), new QueuedEmbedder(services.inference()), config.limits());
        this.requests = new IndexRequests(config.limits());
        this.bodies = services.bodies();
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.get("/v1/indexes", (_, response) -> send(response, IndexAnswers.names(catalog.names())));
        routing.get("/v1/indexes/{name}", (request, response) -> send(response, IndexAnswers.stats(catalog.stats(name(request)))));
        routing.delete("/v1/indexes/{name}", this::deleteIndex);
        routing.post("/v1/indexes/{name}/documents", (request, response) ->
            send(response, IndexAnswers.added(catalog.add(name(request), requests.documents(bodies.json(request))))));
        routing.post("/v1/indexes/{name}/search", (request, response) ->
            send(response, IndexAnswers.hits(catalog.search(name(request), requests.search(bodies.json(request))))));
        routing.delete("/v1/indexes/{name}/documents", (request, response) ->
            send(response, IndexAnswers.deleted(catalog.remove(name(request), requests.ids(bodies.json(request))))));
        routing.delete("/v1/indexes/{name}/documents/{+id}", (request, response) ->
            send(response, IndexAnswers.deleted(catalog.remove(name(request), List.of(request.path().pathParameters().get("id"))))));

        routing.error(NoSuchIndexException.class, as(Kind.NOT_FOUND, Throwable::getMessage));
        routing.error(TooManyIndexesException.class, as(Kind.CONFLICT, Throwable::getMessage));
        // What these say names folders of this machine, which are none of the client's business.
        routing.error(IndexMismatchException.class, as(Kind.CONFLICT, _ -> "the index was made with another model, other settings or "
            + "another version; start the server with the same, or delete the index"));
        routing.error(IndexLockedException.class, as(Kind.UNHEALTHY, _ -> "another process is changing the index"));
        routing.error(SearchException.class, IndexFeature::failed);
    }

    private void deleteIndex(ServerRequest request, ServerResponse response) {
        catalog.delete(name(request));
        send(response, new JsonWriter().beginObject().name("deleted").value(true).endObject());
    }

    private static <T extends Throwable> ErrorHandler<T> as(Kind kind, Function<T, String> message) {
        return (request, response, e) -> Errors.send(request, response, new ApiException(kind, message.apply(e)));
    }

    private static void failed(ServerRequest request, ServerResponse response, SearchException e) {
        LOG.log(System.Logger.Level.ERROR, e.getMessage());
        Errors.send(request, response, new ApiException(Kind.INTERNAL, "the index cannot be used; the server's log says why"));
    }

    private static IndexName name(ServerRequest request) {
        try {
            return new IndexName(request.path().pathParameters().get("name"));
        } catch (IllegalArgumentException e) {
            throw new ApiException(Kind.VALIDATION, e.getMessage());
        }
    }

    private static void send(ServerResponse response, JsonWriter json) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        catalog.close();
    }
}
