package io.coracle.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {

    @Test
    void everyKindOfValueBecomesItsRecord() {
        JsonObject parsed = (JsonObject) Json.parse(" {\"a\": [1, -2.5e3, true, false, null], \"b\" : {\"c\":\"d\"}, \"e\":[], \"f\":{} } \n");

        assertEquals(new JsonArray(List.of(new JsonNumber("1"), new JsonNumber("-2.5e3"), new JsonBoolean(true),
                new JsonBoolean(false), new JsonNull())), parsed.get("a").orElseThrow());
        assertEquals(new JsonString("d"), ((JsonObject) parsed.get("b").orElseThrow()).get("c").orElseThrow());
        assertEquals(List.of("a", "b", "e", "f"), new ArrayList<>(parsed.members().keySet()));
        assertTrue(parsed.get("absent").isEmpty());
    }

    @Test
    void anObjectOfIntegersIsKeptInArrays() {
        JsonObject parsed = (JsonObject) Json.parse("{\"a\": 0, \"\\\"\\u00e9\" : 7 ,\"\":999999999}");

        IntegerMembers members = assertInstanceOf(IntegerMembers.class, parsed.members());
        assertEquals(Map.of("a", new JsonNumber("0"), "\"é", new JsonNumber("7"), "", new JsonNumber("999999999")), members);
        assertEquals(List.of("a", "\"é", ""), List.copyOf(members.keySet()));
        assertEquals(new JsonNumber("7"), parsed.get("\"é").orElseThrow());
        assertTrue(parsed.get("b").isEmpty());
        assertEquals("{\"a\":0,\"\\\"é\":7,\"\":999999999}", Json.write(parsed));
        assertThrows(UnsupportedOperationException.class, () -> parsed.members().put("b", new JsonNumber("1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000000", "-1", "1.0", "1e3", "null", "[1]", "{\"c\":2}"})
    void anObjectWithOtherValuesIsLikeAnyOther(String other) {
        JsonObject parsed = (JsonObject) Json.parse("{\"a\":1,\"b\":" + other + ",\"d\":4}");

        assertFalse(parsed.members() instanceof IntegerMembers);
        assertEquals(List.of("a", "b", "d"), List.copyOf(parsed.members().keySet()));
        assertEquals(new JsonNumber("1"), parsed.get("a").orElseThrow());
        assertEquals(Json.parse(other), parsed.get("b").orElseThrow());
    }

    @Test
    void manyIntegersAreFoundByName() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 1000; i++) {
            text.append(i == 0 ? "" : ",").append("\"name ").append(i * i).append("\":").append(i);
        }
        JsonObject parsed = (JsonObject) Json.parse(text + "}");

        for (int i = 0; i < 1000; i++) {
            assertEquals(JsonNumber.of(i), parsed.get("name " + i * i).orElseThrow());
        }
        assertTrue(parsed.get("name 2").isEmpty());
        assertThrows(JsonException.class, () -> Json.parse(text + ",\"name 81\":1}"));
        assertThrows(JsonException.class, () -> Json.parse(text + ",\"name 81\":true}"));
    }

    @Test
    void anIntegerHasNoLeadingZero() {
        assertThrows(JsonException.class, () -> Json.parse("{\"a\":01}"));
    }

    @Test
    void escapesAreResolved() {
        assertEquals(new JsonString("\"\\/\b\f\n\r\té😀"), Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\""));
    }

    @Test
    void aLoneSurrogateWrittenAsAnEscapeIsKept() {
        assertEquals(new JsonString("a\uD800b"), Json.parse("\"a\\ud800b\""));
        assertEquals("\"a\\ud800b\\udfff😀\"", Json.write(new JsonString("a\uD800b\uDFFF😀")));
    }

    @Test
    void utf8OfEveryLengthIsDecoded() {
        String text = "\"aé€😀\uFFFF\u07FF\u0800\"";
        assertEquals(Json.parse(text), Json.parse(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertEquals(new JsonNumber("7"), Json.parse("\uFEFF7".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C0 80", "C1 BF", "E0 80 80", "ED A0 80", "ED BF BF", "F0 80 80 80", "F4 90 80 80", "F5 80 80 80",
            "FF", "80", "E2 82", "F0 9F 98", "C3", "C3 28", "E2 28 A1"})
    void malformedUtf8IsRefusedWithItsPlace(String hex) {
        byte[] text = "{\n\"a\": \"??????\"}".getBytes(StandardCharsets.US_ASCII);
        byte[] sequence = new byte[hex.length() / 3 + 1];
        for (int i = 0; i < sequence.length; i++) {
            sequence[i] = (byte) Integer.parseInt(hex.substring(3 * i, 3 * i + 2), 16);
        }
        System.arraycopy(sequence, 0, text, 8, sequence.length);

        JsonException refused = assertThrows(JsonException.class, () -> Json.parse(text));

        assertTrue(refused.getMessage().contains("line 2, column 7: malformed UTF-8 at byte 8"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
            "{a:1}", "{1:1}", "tru", "truE", "nul", "nan", "NaN", "Infinity", "01", "-", "-01", "1.", ".5", "1e", "1e+", "+1", "0x10",
            "1 2", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\n\"", "\"\t\"", "'a'", "[1}", "{\"a\":1]", "//c\n1", "[1 2]",
            "\u00A01", "\uFEFF\uFEFF1", "--1", "1-1", "1e5.5"})
    void whatIsNotJsonIsRefused(String text) {
        assertThrows(JsonException.class, () -> Json.parse(text));
    }

    @Test
    void messagesNameLineColumnAndWhatIsWrong() {
        JsonException refused = assertThrows(JsonException.class, () -> Json.parse("{\n  \"a\": 1\n  \"b\": 2\n}"));

        assertEquals("JSON, line 3, column 3: expected ',' or '}' in an object, found '\"'", refused.getMessage());
        assertEquals(3, refused.line());
        assertEquals(3, refused.column());
    }

    @Test
    void aRepeatedMemberNameIsRefusedWhereItStandsAgain() {
        JsonException refused = assertThrows(JsonException.class, () -> Json.parse("{\"a\":1,\n\"a\":null}"));

        assertEquals("JSON, line 2, column 1: duplicate member name \"a\"", refused.getMessage());
    }

    @Test
    void nestingBeyondTheLimitIsRefusedNotOverflowed() {
        Json.parse("[".repeat(256) + "]".repeat(256));
        for (String hostile : List.of("[".repeat(1_000_000), "{\"a\":".repeat(1_000_000))) {
            JsonException refused = assertThrows(JsonException.class, () -> Json.parse(hostile));
            assertTrue(refused.getMessage().contains("nested deeper than 256 levels"), refused.getMessage());
        }
    }

    @Test
    void integersAreExactToTheLastBit() {
        assertEquals(OptionalLong.of(Long.MAX_VALUE), new JsonNumber("9223372036854775807").asLong());
        assertEquals(OptionalLong.of(Long.MIN_VALUE), new JsonNumber("-9223372036854775808").asLong());
        assertEquals(OptionalLong.empty(), new JsonNumber("9223372036854775808").asLong());
        assertEquals(OptionalLong.empty(), new JsonNumber("-9223372036854775809").asLong());
        assertEquals(OptionalLong.empty(), new JsonNumber("1.0").asLong());
        assertEquals(OptionalInt.of(-2147483648), new JsonNumber("-2147483648").asInt());
        assertEquals(OptionalInt.empty(), new JsonNumber("2147483648").asInt());
        assertEquals(OptionalInt.of(0), new JsonNumber("-0").asInt());
        assertEquals(1e-12, new JsonNumber("1e-12").asDouble());
        assertThrows(IllegalArgumentException.class, () -> new JsonNumber("1 "));
    }

    @Test
    void aRecordDoesNotShowLaterChangesOfItsCollections() {
        List<JsonValue> elements = new ArrayList<>(List.of(new JsonNull()));
        JsonArray array = new JsonArray(elements);
        elements.clear();
        assertEquals(1, array.elements().size());
        JsonObject parsed = (JsonObject) Json.parse("{\"a\":1}");
        assertThrows(UnsupportedOperationException.class, () -> parsed.members().clear());
    }

    @Test
    void randomlyDamagedTextIsReadOrRefusedButNeverBreaksTheReader() {
        byte[] valid = "{\"a\": [1, -2.5e3, true, null, \"é\\u00e9\\n😀\"], \"b\": {\"c\": \"d\"}}".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = valid.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                JsonValue read = Json.parse(damaged);
                assertEquals(read, Json.parse(Json.write(read)));
            } catch (JsonException expected) {
                refused++;
            }
        }
        assertTrue(refused > 10_000);
    }
}
