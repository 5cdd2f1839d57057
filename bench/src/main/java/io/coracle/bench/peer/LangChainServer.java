package io.coracle.bench.peer;

import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.model.embedding.EmbeddingModel;
import io.coracle.json.Json;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** What one writes in an afternoon: LangChain4j's in-process int8 model behind the JDK's HTTP server, on virtual threads. */
public final class LangChainServer {
    private LangChainServer() {}

    /** Serves until the process is ended, on the port that the first argument is. */
    public static void main(String[] arguments) throws IOException {
        EmbeddingModel model = LangChain.open(io.coracle.bench.data.EmbeddingModel.int8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 1024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/embed", exchange -> {
            JsonObject body = (JsonObject) Json.parse(exchange.getRequestBody().readAllBytes());
            float[] vector = model.embed(((JsonString) body.get("inputs").orElseThrow()).value()).content().vector();
            StringBuilder json = new StringBuilder(12 * vector.length).append("[[");
            for (int i = 0; i < vector.length; i++) {
                json.append(i == 0 ? "" : ",").append(vector[i]);
            }
            byte[] response = json.append("]]").toString().getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, response.length);
            exchange.getResponseBody().write(response);
            exchange.close();
        });
        server.start();
    }
}
