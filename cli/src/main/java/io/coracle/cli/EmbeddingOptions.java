package io.coracle.cli;

import io.coracle.text.embed.Pooling;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How texts become vectors. */
final class EmbeddingOptions {

    @Mixin
    private ModelOption model;

    @Mixin
    private ThreadsOption threads;

    @Option(names = "--pooling", paramLabel = "WAY",
        description = "how token vectors become one: ${COMPLETION-CANDIDATES}; default: what the model says")
    private Pooling pooling;

    @Option(names = "--no-normalize", description = "leave vectors at the length the model gives them")
    private boolean raw;

    /** A model with its own settings. */
    static EmbeddingOptions of(ModelOption model) {
        EmbeddingOptions options = new EmbeddingOptions();
        options.model = model;
        return options;
    }

    ModelOption model() {
        return model;
    }

    Optional<Pooling> pooling() {
        return Optional.ofNullable(pooling);
    }

    boolean normalize() {
        return !raw;
    }
}
