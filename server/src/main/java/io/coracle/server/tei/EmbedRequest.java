package io.coracle.server.tei;

import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.JsonBody;
import io.coracle.server.texts.Input;
import io.coracle.server.texts.TokenRules;
import io.coracle.server.texts.Vectors;
import io.coracle.text.tokenizer.Direction;
import java.util.List;
import java.util.Optional;

/**
 * What {@code /embed} and {@code /embed_all} are asked.
 *
 * @param inputs what to embed
 * @param asText whether it came as {@code text}, to be answered as {@code {"n_embedding", "embedding"}}
 * @param model the name of a model, for servers of several; no part of the original interface
 */
record EmbedRequest(List<Input> inputs, boolean asText, Optional<String> model, TokenRules rules, Vectors vectors) {

    static EmbedRequest read(JsonBody body, boolean truncateByDefault) {
        List<Input> inputs = null;
        boolean asText = false;
        Optional<String> model = Optional.empty();
        Options options = new Options(truncateByDefault);
        boolean normalize = true;
        Optional<Integer> dimensions = Optional.empty();
        while (body.nextMember()) {
            switch (body.name()) {
                case "inputs" -> inputs = Input.read(body).inputs();
                case "text" -> {
                    inputs = List.of(new Input.Text(body.string()));
                    asText = true;
                }
                case "model" -> model = body.optionalString();
                case "normalize" -> normalize = body.bool(true);
                case "dimensions" -> dimensions = body.isNull() ? Optional.empty() : Optional.of(body.integer(1, Integer.MAX_VALUE));
                default -> options.read(body);
            }
        }
        if (inputs == null) {
            throw new ApiException(Kind.VALIDATION, "missing field `inputs`: a text, or a list of texts");
        }
        return new EmbedRequest(inputs, asText, model, options.rules(), new Vectors(normalize, dimensions));
    }

    /** The members that say how texts become tokens, which several requests have. */
    static final class Options {
        private boolean truncate;
        private final boolean truncateByDefault;
        private Direction direction = Direction.RIGHT;
        private Optional<String> promptName = Optional.empty();

        Options(boolean truncateByDefault) {
            this.truncateByDefault = truncateByDefault;
            this.truncate = truncateByDefault;
        }

        /** Reads the member at hand, whatever it is. */
        void read(JsonBody body) {
            switch (body.name()) {
                case "truncate" -> truncate = body.bool(truncateByDefault);
                case "truncation_direction" -> direction = switch (body.string()) {
                    case "left", "Left" -> Direction.LEFT;
                    case "right", "Right" -> Direction.RIGHT;
                    default -> throw body.wrong("\"left\" or \"right\"");
                };
                case "prompt_name" -> promptName = body.optionalString();
                default -> body.skip();
            }
        }

        TokenRules rules() {
            return new TokenRules(truncate, direction, promptName);
        }
    }
}
