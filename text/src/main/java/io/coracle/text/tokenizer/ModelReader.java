package io.coracle.text.tokenizer;

import io.coracle.json.IntegerMembers;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonValue;
import java.util.Map;
import java.util.OptionalInt;

/** Reads the model of a tokenizer file. */
final class ModelReader {

    private ModelReader() {
    }

    static TokenModel model(ConfigNode node) {
        String type = node.find("type").map(ConfigNode::string).orElseGet(() -> typeOfOldFile(node));
        return switch (type) {
            case "WordPiece" -> {
                Vocabulary vocabulary = vocabulary(node.get("vocab"));
                String unknown = node.get("unk_token").string();
                yield new WordPiece(vocabulary, unknown, idOfUnknown(vocabulary, unknown, node),
                        node.get("continuing_subword_prefix").string(), node.get("max_input_chars_per_word").limit());
            }
            case "WordLevel" -> {
                Vocabulary vocabulary = vocabulary(node.get("vocab"));
                String unknown = node.get("unk_token").string();
                yield new WordLevel(vocabulary, unknown, idOfUnknown(vocabulary, unknown, node));
            }
            default -> throw StageReader.unsupported("model", type, node);
        };
    }

    /** Files of 2020 and before do not name the type. */
    private static String typeOfOldFile(ConfigNode node) {
        if (node.find("continuing_subword_prefix").isPresent() && node.find("max_input_chars_per_word").isPresent()) {
            return "WordPiece";
        }
        throw node.error("has no member \"type\", and does not look like a WordPiece model");
    }

    private static Vocabulary vocabulary(ConfigNode node) {
        Map<String, JsonValue> members = node.object().members();
        if (members instanceof IntegerMembers integers) {
            return new Vocabulary(integers);
        }
        String[] tokens = new String[members.size()];
        int[] ids = new int[members.size()];
        int[] count = {0};
        members.forEach((token, value) -> {
            OptionalInt id = value instanceof JsonNumber number ? number.asInt() : OptionalInt.empty();
            if (id.orElse(-1) < 0) {
                node.get(token).count(); // throws, naming the token
            }
            tokens[count[0]] = token;
            ids[count[0]++] = id.getAsInt();
        });
        return new Vocabulary(tokens, ids);
    }

    private static int idOfUnknown(Vocabulary vocabulary, String unknown, ConfigNode node) {
        OptionalInt id = vocabulary.idOf(unknown);
        return id.orElseThrow(() -> node.get("unk_token").error("is " + ConfigNode.quoted(unknown) + ", which is not in the vocabulary"));
    }
}
