package io.coracle.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.json.Json;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.server.Settings;
import io.coracle.server.SettingsException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {

    @Test
    void aJsonLineIsOneObject() {
        String line = line(new JsonLogFormatter(), "loaded {0}\nin \"{1}\" ms");
        assertEquals(line.length() - 1, line.indexOf('\n'));
        JsonObject object = (JsonObject) Json.parse(line);
        assertEquals(new JsonString("loaded a model\nin \"7\" ms"), object.get("message").orElseThrow());
        assertEquals(new JsonString("2026-11-20T12:00:00Z"), object.get("time").orElseThrow());
        assertEquals(new JsonString("WARNING"), object.get("level").orElseThrow());
        assertTrue(((JsonString) object.get("exception").orElseThrow()).value().startsWith("java.lang.IllegalStateException: broken"));
    }

    @Test
    void aLineForPeopleBeginsWithTimeAndLevel() {
        String line = line(new TextLogFormatter(), "loaded {0}");
        assertTrue(line.startsWith("2026-11-20T12:00:00Z WARNING loaded a model\njava.lang.IllegalStateException: broken"), line);
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() {
        for (Map<String, String> wrong : List.of(Map.of("log-format", "xml"), Map.of("otlp-endpoint", "localhost:4318"),
            Map.of("log-requests", "perhaps"))) {
            String message = assertThrows(SettingsException.class, () -> ObserveConfig.of(Settings.of(wrong))).getMessage();
            assertTrue(message.contains("--" + wrong.keySet().iterator().next()), message);
        }
    }

    private static String line(Formatter formatter, String message) {
        LogRecord record = new LogRecord(Level.WARNING, message);
        record.setInstant(Instant.parse("2026-11-20T12:00:00Z"));
        record.setLoggerName("a.logger");
        record.setParameters(new Object[] {"a model", 7});
        record.setThrown(new IllegalStateException("broken"));
        return formatter.format(record);
    }
}
