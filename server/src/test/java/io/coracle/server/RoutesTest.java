package io.coracle.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.json.Json;
import io.coracle.json.JsonObject;
import io.helidon.http.Method;
import io.helidon.webserver.http.HttpRouting;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RoutesTest {
    /** Files of pages, which are no interface. */
    private static final Set<String> PAGES = Set.of("get /", "get /docs/docs.js", "get /docs/docs.css");

    @Test
    void theDocumentHasEveryRouteAndNoOther() {
        try (TestServer server = TestServer.start()) {
            Set<String> documented = new TreeSet<>();
            JsonObject document = (JsonObject) Json.parse(server.get("/openapi.json").body());
            JsonObject paths = (JsonObject) document.get("paths").orElseThrow();
            paths.members().forEach((path, methods) ->
                ((JsonObject) methods).members().keySet().forEach(method -> documented.add(method + " " + path)));
            assertEquals(String.join("\n", documented), String.join("\n", registered(server.server())));
        }
    }

    /** What the features of a server register, as {@code get /health}. */
    private static Set<String> registered(CoracleServer server) {
        Set<String> routes = new TreeSet<>();
        HttpRouting.Builder recorder = (HttpRouting.Builder) Proxy.newProxyInstance(RoutesTest.class.getClassLoader(),
            new Class<?>[] {HttpRouting.Builder.class}, (proxy, method, arguments) -> {
                if (arguments != null && arguments.length > 1 && arguments[0] instanceof String path) {
                    routes.add(method.getName() + " " + path.replace("{+", "{"));
                } else if (method.getName().equals("route")) {
                    // Only the site takes whatever nobody else knows, and only to be read.
                    assertEquals(Method.GET, arguments[0]);
                }
                return proxy;
            });
        server.features().forEach(feature -> feature.register(recorder));
        routes.removeAll(PAGES);
        return routes;
    }
}
