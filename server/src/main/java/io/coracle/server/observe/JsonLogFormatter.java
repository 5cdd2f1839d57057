package io.coracle.server.observe;

import io.coracle.json.JsonWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** One JSON object a line: {@code time}, {@code level}, {@code logger}, {@code message}, and {@code exception} with the stack trace. */
final class JsonLogFormatter extends Formatter {

    @Override
    public String format(LogRecord record) {
        JsonWriter json = new JsonWriter().beginObject()
            .name("time").value(record.getInstant().toString())
            .name("level").value(record.getLevel().getName())
            .name("logger").value(String.valueOf(record.getLoggerName()))
            .name("message").value(String.valueOf(formatMessage(record)));
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace));
            json.name("exception").value(trace.toString());
        }
        return json.endObject() + "\n";
    }
}
