package io.coracle.server.texts;

import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.models.Prompts;
import io.coracle.server.models.ServedModel;
import io.coracle.text.tokenizer.Direction;
import io.coracle.text.tokenizer.EncodeOptions;
import io.coracle.text.tokenizer.Encoding;
import io.coracle.text.tokenizer.Tokenizer;
import io.coracle.text.tokenizer.TokenizerException;
import io.coracle.text.tokenizer.Truncation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a request wants its inputs turned into tokens.
 *
 * @param truncate whether what is too long is cut, or else refused
 * @param direction the end that is cut off
 * @param promptName which of the model's prompts comes before each text; empty for its standard one
 */
public record TokenRules(boolean truncate, Direction direction, Optional<String> promptName) {

    /** Cut at the end, or refused; the model's standard prompt. */
    public static TokenRules truncating(boolean truncate) {
        return new TokenRules(truncate, Direction.RIGHT, Optional.empty());
    }

    /** The tokens of each input. Throws {@link ApiException} for one that is empty or too long. */
    public List<Encoding> encode(ServedModel model, List<Input> inputs) {
        String prompt = prompt(model);
        List<Encoding> encodings = new ArrayList<>(inputs.size());
        for (Input input : inputs) {
            if (input.isEmpty()) {
                throw new ApiException(Kind.EMPTY, "Input validation error: `inputs` cannot be empty");
            }
            encodings.add(encode(model, input, prompt));
        }
        return encodings;
    }

    /** The prompt to put before texts; throws {@link ApiException} when the model has none of that name. */
    public String prompt(ServedModel model) {
        Prompts prompts = model.prompts();
        Optional<String> name = promptName.or(prompts::standard);
        if (name.isPresent() && !prompts.byName().containsKey(name.get())) {
            throw new ApiException(Kind.VALIDATION, "Input validation error: the model has no prompt of the name in `prompt_name`; it has "
                + (prompts.byName().isEmpty() ? "none" : String.join(", ", prompts.byName().keySet())));
        }
        return name.map(prompts.byName()::get).orElse("");
    }

    private Encoding encode(ServedModel model, Input input, String prompt) {
        Tokenizer tokenizer = model.tokenizer();
        EncodeOptions options = truncate
            ? EncodeOptions.DEFAULT.truncate(new Truncation(model.maxTokens(), 0, Truncation.Strategy.LONGEST_FIRST, direction))
            : EncodeOptions.DEFAULT;
        try {
            Encoding encoding = switch (input) {
                case Input.Text(String text) -> tokenizer.encode(prompt.isEmpty() ? text : prompt + text, options);
                case Input.Pair(String first, String second) -> tokenizer.encodePair(first, second, options);
                case Input.Ids(int[] ids) -> tokenizer.encodingOf(truncate && ids.length > model.maxTokens() ? cut(ids, model.maxTokens()) : ids);
            };
            if (encoding.size() > model.maxTokens()) {
                throw new ApiException(Kind.VALIDATION, "Input validation error: `inputs` must have less than " + model.maxTokens()
                    + " tokens. Given: " + encoding.size());
            }
            return encoding;
        } catch (TokenizerException e) {
            throw new ApiException(Kind.TOKENIZER, "Tokenizer error: " + e.getMessage());
        }
    }

    private int[] cut(int[] ids, int length) {
        return direction == Direction.RIGHT ? Arrays.copyOf(ids, length) : Arrays.copyOfRange(ids, ids.length - length, ids.length);
    }
}
