package io.coracle.text.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonBoolean;
import io.coracle.json.JsonNull;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.text.TestData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenizerFileTest {

    private static final String MODEL = "{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\","
            + "\"max_input_chars_per_word\":100,\"vocab\":{\"[UNK]\":0,\"a\":1,\"##b\":2}}";

    @Test
    void onlyTheModelIsNeeded() {
        assertEquals(List.of("a", "##b"), Tokenizer.fromJson("{\"model\":" + MODEL + "}").encode("ab").tokens());
    }

    @Test
    void filesOfTheFirstYearsDoNotNameTheModelsType() {
        assertEquals(1, Tokenizer.fromJson("{\"model\":" + MODEL.replace("\"type\":\"WordPiece\",", "") + "}").encode("a").size());
    }

    @Test
    void whatIsNotSupportedIsNamedWithItsPath() {
        assertEquals("tokenizer.json: $.normalizer.normalizers[1].type is \"Precompiled\", a normalizer that is not supported",
                refusal("{\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFC\"},{\"type\":\"Precompiled\"}]},\"model\":" + MODEL + "}"));
        assertEquals("tokenizer.json: $.pre_tokenizer.type is \"ByteLevel\", a pre-tokenizer that is not supported",
                refusal("{\"pre_tokenizer\":{\"type\":\"ByteLevel\"},\"model\":" + MODEL + "}"));
        assertEquals("tokenizer.json: $.model.type is \"Unigram\", a model that is not supported",
                refusal("{\"model\":{\"type\":\"Unigram\"}}"));
        assertEquals("tokenizer.json: $.decoder.type is \"Metaspace\", a decoder that is not supported",
                refusal("{\"decoder\":{\"type\":\"Metaspace\"},\"model\":" + MODEL + "}"));
        assertEquals("tokenizer.json: $.normalizer.pattern.Regex is a regular expression, which is not supported; only {\"String\": …} is",
                refusal("{\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"a+\"},\"content\":\"\"},\"model\":" + MODEL + "}"));
    }

    @Test
    void whatIsWrongIsNamedWithItsPath() {
        assertEquals("tokenizer.json: $ has no member \"model\"", refusal("{}"));
        assertEquals("tokenizer.json: $ must be an object, not an array", refusal("[]"));
        assertEquals("tokenizer.json: $.version must be \"1.0\", not \"2.0\"", refusal("{\"version\":\"2.0\",\"model\":" + MODEL + "}"));
        assertEquals("tokenizer.json: $.model.vocab.a must be an integer between 0 and 2147483647, not -1",
                refusal("{\"model\":" + MODEL.replace("\"a\":1", "\"a\":-1") + "}"));
        assertEquals("tokenizer.json: $.model.unk_token is \"[unk]\", which is not in the vocabulary",
                refusal("{\"model\":" + MODEL.replace("\"unk_token\":\"[UNK]\"", "\"unk_token\":\"[unk]\"") + "}"));
        assertEquals("tokenizer.json is not readable: JSON, line 1, column 2: expected a member name in double quotes, found the end of the text",
                refusal("{"));
    }

    @Test
    void hugeNumbersDoNotBecomeHugeArrays() {
        Tokenizer sparse = Tokenizer.fromJson("{\"model\":" + MODEL.replace("\"a\":1", "\"a\":2147483647").replace("100", "9999999999999") + "}");
        assertEquals(2147483647, sparse.encode("a").id(0));
        assertEquals("a", sparse.tokenOf(2147483647).orElseThrow());

        assertTrue(refusal("{\"padding\":{\"strategy\":{\"Fixed\":2147483647},\"direction\":\"Right\",\"pad_to_multiple_of\":null,"
                + "\"pad_id\":0,\"pad_type_id\":0,\"pad_token\":\"\"},\"model\":" + MODEL + "}").contains("$.padding.strategy.Fixed must be at most"));
    }

    @Test
    void replacementsThatGrowWithoutEndAreStopped() {
        String doubling = "{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\"},\"content\":\"aa\"}";
        String chain = String.join(",", java.util.Collections.nCopies(60, doubling));
        Tokenizer hostile = Tokenizer.fromJson("{\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[" + chain + "]},\"model\":" + MODEL + "}");

        assertThrows(TokenizerException.class, () -> hostile.encode("a"));
    }

    @Test
    void damagedBytesGiveAWorkingTokenizerOrARefusal() {
        byte[] file = smallFile();
        Random random = new Random(42);
        int[] refused = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 6_000; i++) {
                byte[] damaged = file.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                if (i % 5 == 0) {
                    damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
                }
                refused[0] += isRefused(damaged) ? 1 : 0;
            }
        });
        assertTrue(refused[0] > 3_000 && refused[0] < 6_000, refused[0] + " refused");
    }

    @Test
    void damagedStructureGivesAWorkingTokenizerOrARefusal() {
        JsonValue file = Json.parse(smallFile());
        Random random = new Random(43);
        int[] refused = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 6_000; i++) {
                JsonValue damaged = file;
                for (int times = 1 + random.nextInt(3); times > 0; times--) {
                    damaged = mutate(damaged, random, 0.15);
                }
                refused[0] += isRefused(Json.write(damaged).getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
            }
        });
        assertTrue(refused[0] > 3_000 && refused[0] < 6_000, refused[0] + " refused");
    }

    @Test
    void theWholeFileOfTheModelSurvivesDamage() {
        byte[] file = TestData.miniLmTokenizer();
        Random random = new Random(44);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 200; i++) {
                byte[] damaged = file.clone();
                for (int flips = random.nextInt(20); flips >= 0; flips--) {
                    damaged[random.nextInt(i % 2 == 0 ? 4_000 : damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                isRefused(i % 4 == 3 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged);
            }
        });
    }

    /** Any other outcome than a tokenizer that works or a {@link TokenizerException} fails the test. */
    private static boolean isRefused(byte[] file) {
        try {
            Tokenizer tokenizer = Tokenizer.fromJson(file);
            EncodeOptions options = EncodeOptions.DEFAULT;
            if (tokenizer.truncation().isPresent()) {
                options = options.truncate(tokenizer.truncation().get());
            }
            if (tokenizer.padding().isPresent() && tokenizer.padding().get().length() < 10_000) {
                options = options.pad(tokenizer.padding().get());
            }
            for (String text : List.of("", "The searching [MASK] ab, Élan\u0301 日本 1\uFE0F", "a".repeat(300))) {
                Encoding encoding = tokenizer.encode(text, options);
                for (int i = 0; i < encoding.size(); i++) {
                    text.substring(encoding.start(i), encoding.end(i));
                }
                tokenizer.encodePair(text, "b", options);
                tokenizer.decode(encoding.ids(), false);
            }
            return false;
        } catch (TokenizerException refused) {
            assertTrue(refused.getMessage().length() > 10 && refused.getMessage().length() < 1_000, refused.getMessage());
            return true;
        }
    }

    /** The file of the model with a small vocabulary, so that damage often hits what is not vocabulary. */
    private static byte[] smallFile() {
        JsonObject file = (JsonObject) Json.parse(TestData.miniLmTokenizer());
        Map<String, JsonValue> vocabulary = new LinkedHashMap<>();
        ((JsonObject) ((JsonObject) file.members().get("model")).members().get("vocab")).members().forEach((token, id) -> {
            if (vocabulary.size() < 30 || token.length() <= 3 && vocabulary.size() < 120 || token.equals("the") || token.equals("[MASK]")) {
                vocabulary.put(token, id);
            }
        });
        vocabulary.put("[UNK]", JsonNumber.of(100));
        Map<String, JsonValue> model = new LinkedHashMap<>(((JsonObject) file.members().get("model")).members());
        model.put("vocab", new JsonObject(vocabulary));
        Map<String, JsonValue> members = new LinkedHashMap<>(file.members());
        members.put("model", new JsonObject(model));
        return Json.write(new JsonObject(members)).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonValue mutate(JsonValue value, Random random, double chance) {
        if (random.nextDouble() < chance * 0.05) {
            return hostile(value, random);
        }
        return switch (value) {
            case JsonObject object -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                object.members().forEach((name, member) -> {
                    double dice = random.nextDouble();
                    if (dice < chance * 0.02) {
                        return; // lost
                    }
                    members.put(dice < chance * 0.04 ? name + "x" : name, mutate(member, random, chance));
                });
                yield new JsonObject(members);
            }
            case JsonArray array -> {
                List<JsonValue> elements = new ArrayList<>();
                for (JsonValue element : array.elements()) {
                    double dice = random.nextDouble();
                    for (int copies = dice < 0.02 ? 0 : dice < 0.04 ? 3 : 1; copies > 0; copies--) {
                        elements.add(mutate(element, random, chance));
                    }
                }
                yield new JsonArray(elements);
            }
            default -> value;
        };
    }

    private static JsonValue hostile(JsonValue value, Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> new JsonNull();
            case 1 -> new JsonBoolean(random.nextBoolean());
            case 2 -> new JsonNumber("-1");
            case 3 -> new JsonNumber("2147483647");
            case 4 -> new JsonNumber("99999999999999999999");
            case 5 -> new JsonNumber("1e308");
            case 6 -> new JsonString("");
            case 7 -> new JsonString("x".repeat(1 << random.nextInt(14)));
            case 8 -> new JsonArray(List.of(value, value));
            case 9 -> new JsonObject(Map.of("type", value));
            case 10 -> new JsonString("\uD800");
            default -> new JsonNumber("0");
        };
    }

    private static String refusal(String json) {
        return assertThrows(TokenizerException.class, () -> Tokenizer.fromJson(json)).getMessage();
    }
}
