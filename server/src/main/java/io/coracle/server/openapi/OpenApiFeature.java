package io.coracle.server.openapi;

import io.coracle.server.Feature;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /openapi.json}, and {@code GET /docs}, a page that shows it and needs nothing from elsewhere. */
public final class OpenApiFeature implements Feature {
    private static final Header OWN_THINGS_ONLY = HeaderValues.create(HeaderNames.create("Content-Security-Policy"),
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    @Override
    public boolean isOpen(String path) {
        return path.equals("/openapi.json") || path.equals("/docs") || path.startsWith("/docs/");
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        serve(routing, "/openapi.json", "openapi.json", "application/json");
        serve(routing, "/docs", "docs.html", "text/html; charset=utf-8");
        serve(routing, "/docs/docs.js", "docs.js", "text/javascript; charset=utf-8");
        serve(routing, "/docs/docs.css", "docs.css", "text/css; charset=utf-8");
    }

    private static void serve(HttpRouting.Builder routing, String path, String resource, String type) {
        Header contentType = HeaderValues.create(HeaderNames.CONTENT_TYPE, type);
        routing.get(path, (_, response) -> {
            response.header(contentType);
            response.header(OWN_THINGS_ONLY);
            response.send(read(resource));
        });
    }

    private static byte[] read(String resource) {
        try (InputStream in = OpenApiFeature.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the server's jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
