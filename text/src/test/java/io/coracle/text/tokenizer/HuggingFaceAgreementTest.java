package io.coracle.text.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coracle.text.TestData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares tokens, ids, offsets, words and masks with Hugging Face's library on generated texts.
 *
 * <p>Halves of surrogate pairs cannot reach that library, whose strings are UTF-8: it is given U+FFFD in their place,
 * which is also what this tokenizer takes them for.
 */
class HuggingFaceAgreementTest {

    /** {@code -Dcoracle.fuzz=1000000} for more. */
    private static final int TEXTS = Integer.getInteger("coracle.fuzz", 100_000);

    private static final List<String> WORDS = List.of("the", "search", "engine", "embedding", "tokenizer", "unbelievable", "Ångström",
            "running", "über", "2024", "v1.2", "rotate", "keys", "naïveté", "zurück", "кот", "λόγος", "query's", "well-known", "e.g.");

    @Test
    void tokensOfRandomTextsAreIdentical() {
        String json = TestData.miniLmTokenizerWithoutLimits();
        Tokenizer ours = Tokenizer.fromJson(json);
        try (HuggingFace oracle = new HuggingFace(json)) {
            RandomTexts texts = new RandomTexts(20_240_601, WORDS);
            assertAgreement(ours, EncodeOptions.DEFAULT, oracle, texts, TEXTS);
        }
    }

    @Test
    void truncationAndPaddingOfTheFileAreIdentical() {
        String json = TestData.miniLmTokenizerJson().replace("\"max_length\": 128", "\"max_length\": 12").replace("\"stride\": 0", "\"stride\": 3");
        Tokenizer ours = Tokenizer.fromJson(json);
        EncodeOptions options = EncodeOptions.DEFAULT.truncate(ours.truncation().orElseThrow()).pad(ours.padding().orElseThrow());
        try (HuggingFace oracle = new HuggingFace(json)) {
            assertAgreement(ours, options, oracle, new RandomTexts(2, WORDS), 2_000);
        }
    }

    @Test
    void everyCodePointAloneGivesTheSameTokens() {
        String json = TestData.miniLmTokenizerWithoutLimits();
        Tokenizer ours = Tokenizer.fromJson(json);
        List<String> differing = new ArrayList<>();
        try (HuggingFace oracle = new HuggingFace(json)) {
            String[] texts = new String[4096];
            for (int from = 0; from < 0x110000; from += texts.length) {
                for (int i = 0; i < texts.length; i++) {
                    int codePoint = from + i >= 0xD800 && from + i <= 0xDFFF ? ' ' : from + i;
                    texts[i] = "a" + Character.toString(codePoint) + "b " + Character.toString(codePoint);
                }
                HuggingFace.Result[] theirs = oracle.encodeAll(texts, false);
                for (int i = 0; i < texts.length; i++) {
                    Encoding encoding = ours.encode(texts[i], EncodeOptions.DEFAULT.withoutSpecialTokens());
                    collect(differing, encoding, theirs[i], texts[i], "");
                }
            }
        }
        assertEquals(List.of(), differing);
    }

    @Test
    void pairsWithEveryTruncationStrategyAreIdentical() {
        RandomTexts texts = new RandomTexts(3, WORDS);
        for (String strategy : List.of("LongestFirst", "OnlyFirst", "OnlySecond")) {
            for (String direction : List.of("Left", "Right")) {
                String json = TestData.miniLmTokenizerJson().replace("\"max_length\": 128", "\"max_length\": 24")
                        .replace("\"stride\": 0", "\"stride\": 2").replace("LongestFirst", strategy)
                        .replace("\"direction\": \"Right\"", "\"direction\": \"" + direction + "\"")
                        .replace("\"pad_to_multiple_of\": null", "\"pad_to_multiple_of\": 7").replace("\"Fixed\": 128", "\"Fixed\": 5");
                assertPairsAgree(json, texts);
            }
        }
    }

    private static void assertPairsAgree(String json, RandomTexts texts) {
        Tokenizer ours = Tokenizer.fromJson(json);
        EncodeOptions options = EncodeOptions.DEFAULT.truncate(ours.truncation().orElseThrow()).pad(ours.padding().orElseThrow());
        List<String> differing = new ArrayList<>();
        try (HuggingFace oracle = new HuggingFace(json)) {
            for (int i = 0; i < 300; i++) {
                String first = RandomTexts.wellFormed(texts.next());
                String second = RandomTexts.wellFormed(texts.next());
                Encoding encoding;
                try {
                    encoding = ours.encodePair(first, second, options);
                } catch (TokenizerException tooShort) {
                    if (!tooShort.getMessage().contains("stride")) { // the library aborts the process then
                        assertThrows(RuntimeException.class, () -> oracle.encodePair(first, second, true));
                    }
                    continue;
                }
                collect(differing, encoding, oracle.encodePair(first, second, true), first, second);
            }
        }
        assertEquals(List.of(), differing);
    }

    @Test
    void decodingIsIdentical() {
        String json = TestData.miniLmTokenizerWithoutLimits();
        Tokenizer ours = Tokenizer.fromJson(json);
        try (HuggingFace oracle = new HuggingFace(json)) {
            RandomTexts texts = new RandomTexts(4, WORDS);
            for (int i = 0; i < 2_000; i++) {
                int[] ids = ours.encode(texts.next()).ids();
                assertEquals(oracle.decode(ids, true), ours.decode(ids));
                assertEquals(oracle.decode(ids, false), ours.decode(ids, false));
            }
        }
    }

    /** Added tokens in all their variants, which the file of the model does not use. */
    @Test
    void addedTokensWithEveryFlagAreIdentical() {
        String added = """
                {"id":30522,"content":"<left>","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"special":true},
                {"id":30523,"content":"<right>","single_word":false,"lstrip":false,"rstrip":true,"normalized":false,"special":true},
                {"id":30524,"content":"<both>","single_word":false,"lstrip":true,"rstrip":true,"normalized":false,"special":false},
                {"id":30525,"content":"Word","single_word":true,"lstrip":false,"rstrip":false,"normalized":true,"special":false},
                {"id":30526,"content":"Élan vital","single_word":false,"lstrip":true,"rstrip":true,"normalized":true,"special":false},
                {"id":30527,"content":"日","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false},
                {"id":30528,"content":"<left><right>","single_word":true,"lstrip":false,"rstrip":false,"normalized":false,"special":false},
                {"id":30529,"content":"the","single_word":true,"lstrip":true,"rstrip":false,"normalized":false,"special":false},
                """;
        String json = TestData.miniLmTokenizerWithoutLimits().replaceFirst("\"added_tokens\": \\[", "\"added_tokens\": [" + added);
        List<String> words = List.of("<left>", "<right>", "<both>", "Word", "word", "words", "élan vital", "ÉLAN VITAL", "日本", "<left><right>",
                "the", "then", " ", "\u00A0\t", "\u3000", "_", "-", "é", "a");
        try (HuggingFace oracle = new HuggingFace(json)) {
            assertAgreement(Tokenizer.fromJson(json), EncodeOptions.DEFAULT, oracle, new RandomTexts(5, words), 10_000);
        }
    }

    @Test
    void everyNormalizerIsIdentical() {
        for (String normalizer : List.of("{\"type\":\"NFC\"}", "{\"type\":\"NFD\"}", "{\"type\":\"NFKC\"}", "{\"type\":\"NFKD\"}",
                "{\"type\":\"Lowercase\"}", "{\"type\":\"StripAccents\"}", "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}",
                "{\"type\":\"Strip\",\"strip_left\":false,\"strip_right\":true}", "{\"type\":\"Replace\",\"pattern\":{\"String\":\"e\"},\"content\":\"ab\"}",
                "{\"type\":\"Replace\",\"pattern\":{\"String\":\"ing\"},\"content\":\"\"}", "{\"type\":\"Prepend\",\"prepend\":\"xyz\"}",
                "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFKD\"},{\"type\":\"StripAccents\"},{\"type\":\"Lowercase\"},{\"type\":\"NFC\"}]}",
                "{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":true,\"strip_accents\":false,\"lowercase\":true}",
                "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":false,\"strip_accents\":true,\"lowercase\":false}")) {
            assertStagesAgree(normalizer, "{\"type\":\"WhitespaceSplit\"}");
        }
    }

    @Test
    void everyPreTokenizerIsIdentical() {
        List<String> preTokenizers = new ArrayList<>(List.of("{\"type\":\"BertPreTokenizer\"}", "{\"type\":\"Whitespace\"}",
                "{\"type\":\"WhitespaceSplit\"}", "{\"type\":\"Digits\",\"individual_digits\":true}", "{\"type\":\"Digits\",\"individual_digits\":false}",
                "{\"type\":\"CharDelimiterSplit\",\"delimiter\":\"e\"}",
                "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Whitespace\"},{\"type\":\"Digits\",\"individual_digits\":true}]}"));
        for (String behavior : List.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")) {
            preTokenizers.add("{\"type\":\"Punctuation\",\"behavior\":\"" + behavior + "\"}");
            preTokenizers.add("{\"type\":\"Split\",\"pattern\":{\"String\":\"in\"},\"behavior\":\"" + behavior + "\",\"invert\":false}");
        }
        for (String preTokenizer : preTokenizers) {
            assertStagesAgree("null", preTokenizer);
        }
    }

    /** The words are looked up whole, so that tokens show what the stages made of the text. */
    private static void assertStagesAgree(String normalizer, String preTokenizer) {
        String json = TestData.miniLmTokenizerWithoutLimits();
        String head = json.substring(0, json.indexOf("\"normalizer\""));
        String model = json.substring(json.indexOf("\"post_processor\""));
        String changed = head + "\"normalizer\":" + normalizer + ",\"pre_tokenizer\":" + preTokenizer + "," + model;
        try (HuggingFace oracle = new HuggingFace(changed)) {
            assertAgreement(Tokenizer.fromJson(changed), EncodeOptions.DEFAULT, oracle, new RandomTexts(normalizer.hashCode(), WORDS), 2_000);
        }
    }

    private static void assertAgreement(Tokenizer ours, EncodeOptions options, HuggingFace oracle, RandomTexts texts, int count) {
        List<String> differing = new ArrayList<>();
        for (int done = 0; done < count; done += 1000) {
            String[] originals = new String[1000];
            String[] wellFormed = new String[1000];
            for (int i = 0; i < originals.length; i++) {
                originals[i] = texts.next();
                wellFormed[i] = RandomTexts.wellFormed(originals[i]);
            }
            HuggingFace.Result[] theirs = oracle.encodeAll(wellFormed, true);
            for (int i = 0; i < originals.length; i++) {
                collect(differing, ours.encode(originals[i], options), theirs[i], originals[i], "");
            }
        }
        assertEquals(List.of(), differing);
    }

    private static void collect(List<String> differing, Encoding ours, HuggingFace.Result theirs, String first, String second) {
        if (differing.size() >= 10) {
            return;
        }
        String difference = Agreement.difference(ours, theirs, first, second);
        if (difference.isEmpty() && ours.overflow().size() != theirs.overflow().length) {
            difference = ours.overflow().size() + " overflowing parts instead of " + theirs.overflow().length;
        }
        for (int i = 0; difference.isEmpty() && i < theirs.overflow().length; i++) {
            difference = Agreement.difference(ours.overflow().get(i), theirs.overflow()[i], first, second);
        }
        if (!difference.isEmpty()) {
            differing.add('"' + Agreement.escaped(first) + (second.isEmpty() ? "" : "\" + \"" + Agreement.escaped(second)) + "\": " + difference);
        }
    }
}
