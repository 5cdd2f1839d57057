package io.coracle.cli;

import io.coracle.text.split.RecursiveSplitter;
import io.coracle.text.split.SentenceSplitter;
import io.coracle.text.split.TextSplitter;
import io.coracle.text.split.TokenSplitter;
import io.coracle.text.tokenizer.Tokenizer;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How files are cut into passages. */
final class SplitOptions {

    /** The ways of cutting. */
    enum Way { recursive, sentences, tokens }

    @Option(names = "--split", paramLabel = "WAY", defaultValue = "recursive",
        description = "how files are cut into passages: at paragraphs, lines and words (recursive), into whole sentences (sentences) "
            + "or by the model's tokens (tokens); default: ${DEFAULT-VALUE}")
    private Way way;

    @Option(names = "--passage-size", paramLabel = "N",
        description = "the most characters of a passage, or tokens with --split tokens; default: 200, tokens 64")
    private Optional<Integer> size;

    @Option(names = "--overlap", paramLabel = "N", description = "how many of them two neighbours share; default: a tenth")
    private Optional<Integer> overlap;

    TextSplitter splitter(Supplier<Tokenizer> tokenizer) {
        int most = size.orElse(way == Way.tokens ? 64 : 200);
        int shared = overlap.orElse(most / 10);
        if (most < 1 || shared < 0 || shared >= most) {
            throw CliException.usage("--passage-size must be at least 1 and --overlap less than it, not " + most + " and " + shared);
        }
        return switch (way) {
            case recursive -> new RecursiveSplitter(most, shared);
            case sentences -> new SentenceSplitter(most, shared);
            case tokens -> new TokenSplitter(tokenizer.get(), most, shared);
        };
    }
}
