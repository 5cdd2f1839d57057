package io.coracle.server.texts;

import io.coracle.plan.ModelException;
import io.coracle.server.ServerConfig;
import io.coracle.server.connection.ClientConnection;
import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.inference.Batch;
import io.coracle.server.inference.CancelledException;
import io.coracle.server.inference.InferenceQueue;
import io.coracle.server.inference.InferenceQueue.Place;
import io.coracle.server.inference.QueueFullException;
import io.coracle.server.models.EmbeddingModel;
import io.coracle.server.models.ModelStore;
import io.coracle.server.observe.Timeline;
import io.coracle.server.observe.Timeline.Phase;
import io.coracle.text.tokenizer.Encoding;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Computes what requests ask for: with which model, in whose turn, until the client goes away. */
public final class Inference {

    /** Whose turn work uses that no request stands for. */
    private static final Client BACKGROUND = new Client("");

    private final ServerConfig config;
    private final ModelStore models;
    private final InferenceQueue queue;

    /** Puts models and queue together. */
    public Inference(ServerConfig config, ModelStore models, InferenceQueue queue) {
        this.config = config;
        this.models = models;
        this.queue = queue;
    }

    /** The models. */
    public ModelStore models() {
        return models;
    }

    /** Whether texts are cut where a request does not say. */
    public boolean truncates() {
        return config.truncate();
    }

    /** Throws {@link ApiException} when a request has more texts than one may have. */
    public void checkCount(int texts) {
        if (texts > config.maxTexts()) {
            throw new ApiException(Kind.TOO_LARGE, "batch size " + texts + " > maximum allowed batch size " + config.maxTexts());
        }
    }

    /**
     * The vector of a text by the standard model, cut where it is too long; for work on other threads than a request's. All of it
     * together has the turn of one client. Throws as {@link #compute} does.
     */
    public float[] embed(String text) {
        try (ModelStore.Lease lease = models.lease(Optional.empty())) {
            EmbeddingModel model = lease.embedding();
            // An empty text has a vector too: it is the callers' business whether it makes sense.
            Encoding tokens = text.isEmpty() ? model.tokenizer().encode("")
                : TokenRules.truncating(true).encode(model, List.of(new Input.Text(text))).getFirst();
            return compute(BACKGROUND, List.of(tokens), model.embedder()::embed).getFirst();
        }
    }

    /**
     * Computes all texts of a request, and returns when all are done.
     *
     * @throws ApiException when too much is waiting, or when the model fails
     * @throws CloseConnectionException when the client has gone away
     */
    public <R> List<R> compute(ServerRequest request, List<Encoding> texts, Function<Encoding, R> computation) {
        return compute(Client.of(request), texts, computation);
    }

    private <R> List<R> compute(Client client, List<Encoding> texts, Function<Encoding, R> computation) {
        try (Running<R> running = start(client, texts, computation)) {
            List<R> results = new ArrayList<>(texts.size());
            for (int i = 0; i < texts.size(); i++) {
                results.add(running.take(i));
            }
            return results;
        }
    }

    /** Begins to compute the texts of a request; the results may be taken one after the other. Throws as {@link #compute} does. */
    public <R> Running<R> start(ServerRequest request, List<Encoding> texts, Function<Encoding, R> computation) {
        return start(Client.of(request), texts, computation);
    }

    private <R> Running<R> start(Client client, List<Encoding> texts, Function<Encoding, R> computation) {
        int[] tokens = texts.stream().mapToInt(Encoding::size).toArray();
        Batch<R> batch = new Batch<>(tokens, i -> computation.apply(texts.get(i)));
        try {
            Running<R> running = new Running<>(queue.admit(client, batch));
            Timeline.enter(Phase.INFER);
            return running;
        } catch (QueueFullException e) {
            throw e.everPossible() ? ApiException.overloaded("Model is overloaded: " + e.getMessage(), e.retryAfterSeconds())
                : new ApiException(Kind.TOO_LARGE, e.getMessage());
        } catch (CancelledException e) {
            throw new ApiException(Kind.UNHEALTHY, e.getMessage());
        }
    }

    /**
     * Texts that are being computed. To be closed when the response has been sent, which makes room for others.
     *
     * @param <R> what is computed of a text
     */
    public static final class Running<R> implements AutoCloseable {
        private final Place<R> place;
        private final Optional<ClientConnection> client = ClientConnection.current();

        private Running(Place<R> place) {
            this.place = place;
            client.ifPresent(connection -> connection.whenGone(place::cancel));
        }

        /** Whether a result can be taken without waiting. */
        public boolean isReady(int index) {
            return place.batch().isReady(index);
        }

        /** The result of a text, waiting for it if need be. Throws as {@link Inference#compute} does. */
        public R take(int index) {
            try {
                return place.batch().take(index);
            } catch (CancelledException e) {
                throw new CloseConnectionException(e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CloseConnectionException("interrupted", e);
            } catch (ModelException e) {
                throw new ApiException(Kind.BACKEND, "Backend error: " + e.getMessage());
            }
        }

        @Override
        public void close() {
            Timeline.enter(Phase.RESPOND);
            client.ifPresent(ClientConnection::noMatter);
            place.close();
        }
    }
}
