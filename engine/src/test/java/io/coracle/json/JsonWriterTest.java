package io.coracle.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    @Test
    void writesCompactJsonWithTheCommasInTheRightPlaces() {
        String written = new JsonWriter().beginObject()
                .name("n").value(2)
                .name("v").beginArray().value(0.5f).value(-1).value(true).nullValue().beginArray().endArray().endArray()
                .name("s").value("x")
                .name("o").beginObject().endObject()
                .endObject().toString();

        assertEquals("{\"n\":2,\"v\":[0.5,-1,true,null,[]],\"s\":\"x\",\"o\":{}}", written);
    }

    @Test
    void controlCharactersQuotesAndBackslashesAreEscaped() {
        assertEquals("\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f/é😀\"", Json.write(new JsonString("a\"b\\c\n\r\t\0\u001f/é😀")));
    }

    @Test
    void floatsReadBackBitForBit() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (!Float.isFinite(value)) {
                continue;
            }
            String written = new JsonWriter().value(value).toString();
            assertEquals(value, Float.parseFloat(((JsonNumber) Json.parse(written)).literal()));
        }
        assertEquals("-0.0", new JsonWriter().value(-0f).toString());
    }

    @Test
    void whatJsonCannotExpressIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new JsonWriter().value(Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> new JsonWriter().value(Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> JsonNumber.of(Double.NaN));
    }

    @Test
    void aTreeIsWrittenInItsOrder() {
        JsonValue tree = Json.parse("{\"z\":1,\"a\":[{\"b\":1e-12}],\"\":\"\"}");

        assertEquals("{\"z\":1,\"a\":[{\"b\":1e-12}],\"\":\"\"}", Json.write(tree));
        assertEquals("{\"k\":9007199254740993}", Json.write(new JsonObject(Map.of("k", JsonNumber.of(9007199254740993L)))));
    }
}
