package io.coracle.server.index;

import io.coracle.search.TextEmbedder;
import io.coracle.server.models.ModelStore.Lease;
import io.coracle.server.texts.Inference;
import java.util.Optional;

/** The server's standard model, as indexes use it: their texts wait in the same line as those of other requests. */
record QueuedEmbedder(Inference inference) implements TextEmbedder {

    @Override
    public float[] embed(String text) {
        return inference.embed(text);
    }

    @Override
    public int dimension() {
        try (Lease lease = inference.models().lease(Optional.empty())) {
            return lease.embedding().embedder().dimension();
        }
    }

    @Override
    public String fingerprint() {
        try (Lease lease = inference.models().lease(Optional.empty())) {
            return lease.embedding().embedder().fingerprint();
        }
    }
}
