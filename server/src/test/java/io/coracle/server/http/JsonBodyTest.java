package io.coracle.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonBodyTest {

    private static JsonBody body(String json) {
        return JsonBody.of(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ApiException readAll(String json) {
        return assertThrows(ApiException.class, () -> {
            JsonBody body = body(json);
            while (body.nextMember()) {
                body.skip();
            }
        });
    }

    @Test
    void membersAreReadInTheirOrder() {
        JsonBody body = body("{\"text\": \"é\", \"n\": 3, \"more\": {\"x\": [1, {}]}, \"list\": [\"a\", \"b\"], \"no\": null}");
        assertTrue(body.nextMember());
        assertEquals("text", body.name());
        assertEquals("é", body.string());
        assertTrue(body.nextMember());
        assertEquals(3, body.integer(0, 10));
        assertTrue(body.nextMember());
        body.skip();
        assertTrue(body.nextMember());
        assertEquals(List.of("a", "b"), body.strings());
        assertTrue(body.nextMember());
        assertTrue(body.bool(true));
        assertFalse(body.nextMember());
    }

    @Test
    void aWrongValueIsReportedWithItsPath() {
        JsonBody body = body("{\"a\": {\"b\": [\"x\", 3]}}");
        body.nextMember();
        body.beginObject();
        body.nextMember();
        assertEquals("`a.b[1]` must be a string, not the number 3", assertThrows(ApiException.class, body::strings).getMessage());
        JsonBody list = body("{\"a\": [1]}");
        list.nextMember();
        assertEquals("`a` must be a string, not a list", assertThrows(ApiException.class, list::string).getMessage());
        JsonBody big = body("{\"n\": 99999999999}");
        big.nextMember();
        assertEquals("`n` must be a whole number from 1 to 5, not the number 99999999999",
            assertThrows(ApiException.class, () -> big.integer(1, 5)).getMessage());
    }

    @Test
    void whatIsNoJsonIsReportedWithItsPlace() {
        for (String json : List.of("{\"a\": NaN}", "{\"a\": 1,}", "{\"a\" 1}", "{", "{\"a\": \"x", "{} {}", "{}]", "{'a': 1}")) {
            ApiException e = readAll(json);
            assertEquals(ApiException.Kind.SYNTAX, e.kind(), json);
        }
        assertTrue(readAll("{\"a\":\n NaN}").getMessage().contains("line 2"), readAll("{\"a\":\n NaN}").getMessage());
        assertEquals(400, readAll("{\"a\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}").kind().status());
        for (String json : List.of("[]", "\"text\"", "3", "")) {
            assertEquals(ApiException.Kind.VALIDATION, assertThrows(ApiException.class, () -> body(json)).kind(), json);
        }
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        for (byte[] wrong : new byte[][] {{(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xe2, (byte) 0x82}}) {
            byte[] json = new byte[wrong.length + 9];
            System.arraycopy("{\"a\": \"".getBytes(StandardCharsets.US_ASCII), 0, json, 0, 7);
            System.arraycopy(wrong, 0, json, 7, wrong.length);
            json[json.length - 2] = '"';
            json[json.length - 1] = '}';
            ApiException e = assertThrows(ApiException.class, () -> JsonBody.of(json));
            assertEquals("the body is not UTF-8", e.getMessage());
        }
    }
}
