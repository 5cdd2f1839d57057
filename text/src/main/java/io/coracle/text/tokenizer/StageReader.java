package io.coracle.text.tokenizer;

import io.coracle.text.unicode.NormalizationForm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads normalizers, pre-tokenizers and decoders. A kind that is not supported is refused by name and path. */
final class StageReader {

    private StageReader() {
    }

    static Normalizer normalizer(ConfigNode node) {
        String type = node.get("type").string();
        return switch (type) {
            case "Sequence" -> new Normalizer.Sequence(all(node.get("normalizers"), StageReader::normalizer));
            case "BertNormalizer" -> {
                boolean lowercase = node.get("lowercase").bool();
                boolean stripAccents = node.find("strip_accents").map(ConfigNode::bool).orElse(lowercase);
                yield new Normalizer.Bert(node.get("clean_text").bool(), node.get("handle_chinese_chars").bool(), stripAccents, lowercase);
            }
            case "Lowercase" -> new Normalizer.Lowercase();
            case "NFC" -> new Normalizer.Unicode(NormalizationForm.NFC);
            case "NFD" -> new Normalizer.Unicode(NormalizationForm.NFD);
            case "NFKC" -> new Normalizer.Unicode(NormalizationForm.NFKC);
            case "NFKD" -> new Normalizer.Unicode(NormalizationForm.NFKD);
            case "StripAccents" -> new Normalizer.StripAccents();
            case "Strip" -> new Normalizer.Strip(node.get("strip_left").bool(), node.get("strip_right").bool());
            case "Replace" -> new Normalizer.Replace(new Literal(literal(node.get("pattern"))), new Literal(node.get("content").string()));
            case "Prepend" -> new Normalizer.Prepend(new Literal(node.get("prepend").string()));
            default -> throw unsupported("normalizer", type, node);
        };
    }

    static PreTokenizer preTokenizer(ConfigNode node) {
        String type = node.get("type").string();
        return switch (type) {
            case "Sequence" -> new PreTokenizer.Sequence(all(node.get("pretokenizers"), StageReader::preTokenizer));
            case "BertPreTokenizer" -> new PreTokenizer.Bert();
            case "Whitespace" -> new PreTokenizer.Whitespace();
            case "WhitespaceSplit" -> new PreTokenizer.WhitespaceSplit();
            case "Punctuation" -> new PreTokenizer.Punctuation(
                    node.find("behavior").map(StageReader::behavior).orElse(SplitBehavior.ISOLATED));
            case "Digits" -> new PreTokenizer.Digits(node.get("individual_digits").bool());
            case "CharDelimiterSplit" -> new PreTokenizer.Split(delimiter(node.get("delimiter")), SplitBehavior.REMOVED);
            case "Split" -> {
                if (node.get("invert").bool()) {
                    throw node.get("invert").error("is true, and inverted splits are not supported");
                }
                yield new PreTokenizer.Split(new Literal(literal(node.get("pattern"))), behavior(node.get("behavior")));
            }
            default -> throw unsupported("pre-tokenizer", type, node);
        };
    }

    static Decoder decoder(ConfigNode node) {
        String type = node.get("type").string();
        return switch (type) {
            case "Sequence" -> new Decoder.Sequence(all(node.get("decoders"), StageReader::decoder));
            case "WordPiece" -> new Decoder.WordPiece(node.get("prefix").string(), node.get("cleanup").bool());
            case "Replace" -> new Decoder.Replace(literal(node.get("pattern")), node.get("content").string());
            case "Fuse" -> new Decoder.Fuse();
            default -> throw unsupported("decoder", type, node);
        };
    }

    static TokenizerException unsupported(String what, String type, ConfigNode node) {
        return node.get("type").error("is " + ConfigNode.quoted(type) + ", a " + what + " that is not supported");
    }

    private static <T> List<T> all(ConfigNode list, Function<ConfigNode, T> reader) {
        List<T> steps = new ArrayList<>();
        for (ConfigNode element : list.elements()) {
            steps.add(reader.apply(element));
        }
        return List.copyOf(steps);
    }

    private static String literal(ConfigNode pattern) {
        if (pattern.find("Regex").isPresent()) {
            throw pattern.get("Regex").error("is a regular expression, which is not supported; only {\"String\": …} is");
        }
        String literal = pattern.get("String").string();
        if (literal.isEmpty()) {
            throw pattern.get("String").error("must not be empty");
        }
        return literal;
    }

    private static Literal delimiter(ConfigNode node) {
        Literal delimiter = new Literal(node.string());
        if (delimiter.length() != 1) {
            throw node.expected("one character");
        }
        return delimiter;
    }

    private static SplitBehavior behavior(ConfigNode node) {
        return switch (node.string()) {
            case "Removed" -> SplitBehavior.REMOVED;
            case "Isolated" -> SplitBehavior.ISOLATED;
            case "MergedWithPrevious" -> SplitBehavior.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> SplitBehavior.MERGED_WITH_NEXT;
            case "Contiguous" -> SplitBehavior.CONTIGUOUS;
            default -> throw node.expected("Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
        };
    }
}
