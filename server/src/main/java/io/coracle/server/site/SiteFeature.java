package io.coracle.server.site;

import io.coracle.server.Feature;
import io.coracle.server.Services;
import io.coracle.server.http.JsonOut;
import io.coracle.server.http.Responses;
import io.coracle.server.models.ModelStore;
import io.coracle.site.Site;
import io.coracle.site.Site.Asset;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** {@code GET /} and the files of the site. To be registered last: it looks at every path that no other feature knows. */
public final class SiteFeature implements Feature {

    private static final HeaderName OPENER_POLICY = HeaderNames.create("Cross-Origin-Opener-Policy");
    private static final HeaderName EMBEDDER_POLICY = HeaderNames.create("Cross-Origin-Embedder-Policy");

    private final Site site = new Site();
    private final ModelStore models;

    /** With the models to tell about. */
    public SiteFeature(Services services) {
        this.models = services.inference().models();
    }

    @Override
    public boolean isOpen(String path) {
        return path.equals("/") || site.find(path.substring(1)).isPresent();
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.get("/", this::root);
        routing.route(Method.GET, PathMatchers.any(), this::file);
    }

    private void root(ServerRequest request, ServerResponse response) throws IOException {
        boolean browser = request.headers().first(HeaderNames.ACCEPT).filter(accept -> accept.contains("text/html")).isPresent();
        Optional<Asset> page = browser ? site.find("") : Optional.empty();
        response.header(HeaderNames.VARY, "Accept");
        if (page.isPresent()) {
            send(page.get(), response);
        } else {
            Responses.json(response, about());
        }
    }

    private JsonOut about() {
        JsonOut out = new JsonOut(512).raw("{\"name\":\"coracle\",\"model\":").string(models.standardName()).raw(",\"models\":[");
        List<String> names = models.names();
        for (int i = 0; i < names.size(); i++) {
            out.raw(i == 0 ? "" : ",").string(names.get(i));
        }
        return out.raw("],\"endpoints\":[\"POST /embed\",\"POST /embed_all\",\"POST /similarity\",\"POST /predict\",\"POST /rerank\","
            + "\"POST /tokenize\",\"POST /decode\",\"GET /info\",\"GET /health\",\"POST /v1/embeddings\",\"GET /v1/models\","
            + "\"/v1/indexes\"],\"documentation\":\"/openapi.json\"}");
    }

    private void file(ServerRequest request, ServerResponse response) throws IOException {
        String path = request.path().path();
        Optional<Asset> asset = site.find(path.substring(1));
        if (asset.isPresent()) {
            send(asset.get(), response);
        } else {
            response.next();
        }
    }

    private static void send(Asset asset, ServerResponse response) throws IOException {
        response.header(HeaderNames.CONTENT_TYPE, asset.type());
        // The pages keep what they need themselves; a new version must not be mixed with an old one.
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        // What lets the pages use several threads.
        response.header(OPENER_POLICY, "same-origin");
        response.header(EMBEDDER_POLICY, "require-corp");
        try (InputStream in = asset.content().open(); OutputStream out = response.outputStream()) {
            in.transferTo(out);
        }
    }
}
