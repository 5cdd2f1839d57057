package io.coracle.text.tokenizer;

import io.coracle.json.JsonException;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** The stations that a {@code tokenizer.json} describes. */
record TokenizerFile(Optional<Normalizer> normalizer, Optional<PreTokenizer> preTokenizer, TokenModel model,
                     PostProcessor postProcessor, Optional<Decoder> decoder, AddedTokens addedTokens,
                     Optional<Truncation> truncation, Optional<Padding> padding) {

    /** @throws TokenizerException when the file is not JSON, is not a tokenizer, or uses what is not supported */
    static TokenizerFile read(Supplier<JsonValue> json) {
        JsonValue value;
        try {
            value = json.get();
        } catch (JsonException e) {
            throw new TokenizerException("tokenizer.json is not readable: " + e.getMessage(), e);
        }
        return read(new ConfigNode(value, "$"));
    }

    private static TokenizerFile read(ConfigNode root) {
        root.find("version").filter(version -> !version.string().equals("1.0")).ifPresent(version -> {
            throw version.expected("\"1.0\"");
        });
        TokenModel model = ModelReader.model(root.get("model"));
        Optional<Normalizer> normalizer = root.find("normalizer").map(StageReader::normalizer);
        return new TokenizerFile(normalizer,
                root.find("pre_tokenizer").map(StageReader::preTokenizer),
                model,
                root.find("post_processor").map(TemplateReader::postProcessor).orElse(TemplateProcessing.PLAIN),
                root.find("decoder").map(StageReader::decoder),
                new AddedTokens(root.find("added_tokens").map(node -> addedTokens(node, model)).orElse(List.of()), normalizer),
                root.find("truncation").map(TokenizerFile::truncation),
                root.find("padding").map(TokenizerFile::padding));
    }

    /** An added token has the id that the vocabulary gives it, else the next free one; the id in the file is only a note. */
    private static List<AddedToken> addedTokens(ConfigNode list, TokenModel model) {
        List<AddedToken> tokens = new ArrayList<>();
        Map<String, Integer> idOf = new HashMap<>();
        int largest = -1;
        for (ConfigNode node : list.elements()) {
            String content = node.get("content").string();
            node.get("id").count();
            if (content.isEmpty()) {
                continue;
            }
            OptionalInt known = idOf.containsKey(content) ? OptionalInt.of(idOf.get(content)) : model.idOf(content);
            int size = model.vocabulary().size();
            int id = known.orElse(largest >= size || size == 0 ? largest + 1 : size);
            if (id < 0) {
                throw node.error("would need an id beyond 2147483647");
            }
            largest = Math.max(largest, id);
            idOf.put(content, id);
            tokens.add(new AddedToken(content, id, node.get("single_word").bool(), node.get("lstrip").bool(), node.get("rstrip").bool(),
                    node.get("normalized").bool(), node.get("special").bool()));
        }
        return tokens;
    }

    private static Truncation truncation(ConfigNode node) {
        Truncation.Strategy strategy = switch (node.get("strategy").string()) {
            case "LongestFirst" -> Truncation.Strategy.LONGEST_FIRST;
            case "OnlyFirst" -> Truncation.Strategy.ONLY_FIRST;
            case "OnlySecond" -> Truncation.Strategy.ONLY_SECOND;
            default -> throw node.get("strategy").expected("LongestFirst, OnlyFirst or OnlySecond");
        };
        return new Truncation(node.get("max_length").limit(), node.get("stride").limit(), strategy,
                node.find("direction").map(TokenizerFile::direction).orElse(Direction.RIGHT));
    }

    private static Padding padding(ConfigNode node) {
        ConfigNode strategy = node.get("strategy");
        boolean natural = strategy.value() instanceof JsonString;
        if (natural && !strategy.string().equals("BatchLongest")) {
            throw strategy.expected("\"BatchLongest\" or {\"Fixed\": length}");
        }
        int length = natural ? 0 : paddingLength(strategy.get("Fixed"));
        return new Padding(length, node.find("pad_to_multiple_of").map(TokenizerFile::paddingLength).orElse(0),
                direction(node.get("direction")), node.get("pad_id").count(), node.get("pad_type_id").count(),
                node.get("pad_token").string());
    }

    private static int paddingLength(ConfigNode node) {
        int length = node.count();
        if (length > Padding.MAX_LENGTH) {
            throw node.error("must be at most " + Padding.MAX_LENGTH);
        }
        return length;
    }

    private static Direction direction(ConfigNode node) {
        return switch (node.string()) {
            case "Left" -> Direction.LEFT;
            case "Right" -> Direction.RIGHT;
            default -> throw node.expected("Left or Right");
        };
    }
}
