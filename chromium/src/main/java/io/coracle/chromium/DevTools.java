package io.coracle.chromium;

import io.coracle.json.Json;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A connection to a browser: commands with answers, and events. Safe for use by many threads. */
final class DevTools implements AutoCloseable {
    /** Longer than anything takes that is not stuck, also on a machine that is busy with other things. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<String, JsonObject>> listeners = new ConcurrentHashMap<>();
    /** Sends one message after the other, as WebSockets demand. */
    private CompletableFuture<WebSocket> sending;

    DevTools(URI address) {
        this.socket = client.newWebSocketBuilder().buildAsync(address, new Receiver()).join();
        this.sending = CompletableFuture.completedFuture(socket);
    }

    /** Has the events of a session called with their name and parameters. */
    void listen(String session, BiConsumer<String, JsonObject> listener) {
        listeners.put(session, listener);
    }

    /**
     * Sends a command and waits for its result.
     *
     * @param session of the page it is for; empty for the browser
     * @throws BrowserException when the browser refuses or does not answer
     */
    JsonObject call(String session, String method, Map<String, JsonValue> parameters) {
        int id = lastId.incrementAndGet();
        Map<String, JsonValue> message = new LinkedHashMap<>();
        message.put("id", JsonNumber.of(id));
        message.put("method", new JsonString(method));
        message.put("params", new JsonObject(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", new JsonString(session));
        }
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        String text = Json.write(new JsonObject(message));
        synchronized (this) {
            sending = sending.thenCompose(open -> open.sendText(text, true));
        }
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new BrowserException(method + ": no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new BrowserException(method + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrowserException(method + ": interrupted", e);
        } finally {
            waiting.remove(id);
        }
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }

    private void receive(JsonObject message) {
        if (message.get("id").orElse(null) instanceof JsonNumber id) {
            CompletableFuture<JsonObject> answer = waiting.get(id.asInt().orElse(0));
            if (answer != null && message.get("error").isPresent()) {
                answer.completeExceptionally(new BrowserException(Json.write(message.get("error").get())));
            } else if (answer != null) {
                answer.complete((JsonObject) message.get("result").orElseThrow());
            }
        } else if (message.get("sessionId").orElse(null) instanceof JsonString session
            && message.get("method").orElse(null) instanceof JsonString method) {
            BiConsumer<String, JsonObject> listener = listeners.get(session.value());
            if (listener != null) {
                listener.accept(method.value(), (JsonObject) message.get("params").orElseThrow());
            }
        }
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                JsonObject message = (JsonObject) Json.parse(part.toString());
                part.setLength(0);
                receive(message);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            fail(new BrowserException("the browser closed the connection"));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            fail(error);
        }

        private void fail(Throwable error) {
            waiting.values().forEach(answer -> answer.completeExceptionally(error));
        }
    }
}
