package io.coracle.text.tokenizer;

import io.coracle.text.tokenizer.TemplateProcessing.Piece;
import io.coracle.text.tokenizer.TemplateProcessing.Special;
import io.coracle.text.tokenizer.TemplateProcessing.Text;
import java.util.ArrayList;
import java.util.List;

/** Reads the post-processor of a tokenizer file. All kinds become templates. */
final class TemplateReader {

    private static final int MAX_SPECIAL_TOKENS = 1024;

    private TemplateReader() {
    }

    static PostProcessor postProcessor(ConfigNode node) {
        String type = node.get("type").string();
        return switch (type) {
            case "TemplateProcessing" -> {
                ConfigNode special = node.get("special_tokens");
                yield new TemplateProcessing(template(node.get("single"), special, 1), template(node.get("pair"), special, 2));
            }
            case "BertProcessing" -> bert(node);
            case "Sequence" -> {
                List<ConfigNode> processors = node.get("processors").elements();
                if (processors.size() != 1) {
                    throw node.get("processors").error("has " + processors.size() + " elements; only one is supported");
                }
                yield postProcessor(processors.getFirst());
            }
            default -> throw StageReader.unsupported("post-processor", type, node);
        };
    }

    private static TemplateProcessing bert(ConfigNode node) {
        Special classification = tokenAndId(node.get("cls"), 0);
        Special separator = tokenAndId(node.get("sep"), 0);
        Special lastSeparator = tokenAndId(node.get("sep"), 1);
        return new TemplateProcessing(List.of(classification, new Text(0, 0), separator),
                List.of(classification, new Text(0, 0), separator, new Text(1, 1), lastSeparator));
    }

    private static Special tokenAndId(ConfigNode node, int typeId) {
        List<ConfigNode> pair = node.elements();
        if (pair.size() != 2) {
            throw node.expected("a token and its id");
        }
        return new Special(List.of(pair.getLast().count()), List.of(pair.getFirst().string()), typeId);
    }

    private static List<Piece> template(ConfigNode node, ConfigNode specialTokens, int texts) {
        List<Piece> pieces = new ArrayList<>();
        boolean[] used = new boolean[2];
        int special = 0;
        for (ConfigNode element : node.elements()) {
            if (element.find("Sequence").isPresent()) {
                Text text = text(element.get("Sequence"));
                if (text.which() >= texts || used[text.which()]) {
                    throw element.error(used[text.which()] ? "repeats a text" : "names a second text in the template of one");
                }
                used[text.which()] = true;
                pieces.add(text);
            } else if (element.find("SpecialToken").isPresent()) {
                Special tokens = special(element.get("SpecialToken"), specialTokens);
                special += tokens.ids().size();
                pieces.add(tokens);
            } else {
                throw element.error("must have a member \"Sequence\" or \"SpecialToken\"");
            }
            if (special > MAX_SPECIAL_TOKENS) {
                throw node.error("has more than " + MAX_SPECIAL_TOKENS + " special tokens");
            }
        }
        return List.copyOf(pieces);
    }

    private static Text text(ConfigNode node) {
        int which = switch (node.get("id").string()) {
            case "A" -> 0;
            case "B" -> 1;
            default -> throw node.get("id").expected("\"A\" or \"B\"");
        };
        return new Text(which, node.get("type_id").count());
    }

    private static Special special(ConfigNode node, ConfigNode specialTokens) {
        String name = node.get("id").string();
        ConfigNode definition = specialTokens.find(name)
                .orElseThrow(() -> node.get("id").error("is " + ConfigNode.quoted(name) + ", which " + specialTokens.path() + " does not define"));
        List<Integer> ids = definition.get("ids").elements().stream().map(ConfigNode::count).toList();
        List<String> tokens = definition.get("tokens").elements().stream().map(ConfigNode::string).toList();
        if (ids.size() != tokens.size()) {
            throw definition.error("has " + ids.size() + " ids and " + tokens.size() + " tokens; there must be as many");
        }
        return new Special(ids, tokens, node.get("type_id").count());
    }
}
