package io.coracle.server.http;

import io.coracle.server.http.ApiException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * A request's JSON, read from its start to its end without a tree. Each method reads the value at hand; what is not as expected becomes
 * an {@link ApiException} that names the member, and what is no JSON at all one with the place.
 *
 * {@snippet :
 * JsonBody body = JsonBody.of(bytes);
 * while (body.nextMember()) {
 *     switch (body.name()) {
 *         case "text" -> text = body.string();
 *         default -> body.skip();
 *     }
 * }
 * }
 */
public final class JsonBody {

    private static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 64;
    private static final int LONGEST_NAME = 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(LONGEST_NUMBER)
            .maxNameLength(LONGEST_NAME).maxStringLength(Integer.MAX_VALUE).build())
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();

    private final JsonParser parser;
    private int depth;

    private JsonBody(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * Begins to read a body that is an object.
     *
     * @throws ApiException when it is something else, or not UTF-8
     */
    public static JsonBody of(byte[] bytes) {
        JsonBody body = new JsonBody(checked(() -> FACTORY.createParser(ObjectReadContext.empty(), utf8(bytes))));
        if (body.next() != JsonToken.START_OBJECT) {
            throw new ApiException(Kind.VALIDATION, "the body must be a JSON object, not " + body.found());
        }
        body.depth = 1;
        return body;
    }

    /** The same bytes when they are UTF-8: the parser would let some pass that are not. */
    private static byte[] utf8(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
                } catch (CharacterCodingException e) {
                    throw new ApiException(Kind.SYNTAX, "the body is not UTF-8");
                }
                break;
            }
        }
        return bytes;
    }

    private static <T> T checked(Supplier<T> read) {
        try {
            return read.get();
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            String at = place == null || place.getLineNr() < 1 ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw new ApiException(Kind.SYNTAX, "the body is not valid JSON" + at + ": " + firstLine(e.getOriginalMessage()));
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private JsonToken next() {
        return checked(parser::nextToken);
    }

    /** Goes to the next member of the object at hand, and to its value. False at the object's end. */
    public boolean nextMember() {
        if (next() == JsonToken.PROPERTY_NAME) {
            next();
            return true;
        }
        close();
        return false;
    }

    /** The name of the member at hand. */
    public String name() {
        return parser.currentName();
    }

    /** Goes into an object; its members come next. */
    public void beginObject() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("an object");
        }
        depth++;
    }

    /** Goes into an array; its elements come next. */
    public void beginArray() {
        if (!isArray()) {
            throw wrong("a list");
        }
        depth++;
    }

    /** Goes to the next element of the array at hand. False at the array's end. */
    public boolean nextElement() {
        if (next() == JsonToken.END_ARRAY) {
            close();
            return false;
        }
        return true;
    }

    private void close() {
        if (--depth == 0 && next() != null) {
            throw new ApiException(Kind.SYNTAX, "the body goes on behind its JSON object");
        }
    }

    /** Whether the value at hand is an array. */
    public boolean isArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** Whether the value at hand is an object. */
    public boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** Whether the value at hand is a string. */
    public boolean isString() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /** Whether the value at hand is a number without a fraction. */
    public boolean isInteger() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    }

    /** Whether the value at hand is null. */
    public boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** A string. */
    public String string() {
        if (!isString()) {
            throw wrong("a string");
        }
        return checked(parser::getString);
    }

    /** A string, or nothing for null. */
    public Optional<String> optionalString() {
        return isNull() ? Optional.empty() : Optional.of(string());
    }

    /** The strings of a list. */
    public List<String> strings() {
        List<String> strings = new ArrayList<>();
        beginArray();
        while (nextElement()) {
            strings.add(string());
        }
        return strings;
    }

    /** True or false; {@code standard} for null. */
    public boolean bool(boolean standard) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> standard;
            default -> throw wrong("true or false");
        };
    }

    /** A whole number. */
    public int integer(int least, int most) {
        if (isInteger()) {
            try {
                int value = parser.getIntValue();
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (JacksonException e) {
                // Too large for an int: answered below.
            }
        }
        throw wrong("a whole number from " + least + " to " + most);
    }

    /** Goes past the value at hand, whatever it is. */
    public void skip() {
        checked(parser::skipChildren);
    }

    /** What to throw when the value at hand is not what is wanted. */
    public ApiException wrong(String expected) {
        return new ApiException(Kind.VALIDATION, "`" + path() + "` must be " + expected + ", not " + found());
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        var context = parser.streamReadContext();
        if (isArray() || isObject()) {
            context = context.getParent();
        }
        for (; context != null && !context.inRoot(); context = context.getParent()) {
            if (context.inArray()) {
                path.insert(0, "[" + context.getCurrentIndex() + "]");
            } else {
                path.insert(0, (path.isEmpty() || path.charAt(0) == '[' ? "" : ".")).insert(0, Optional.ofNullable(context.currentName()).orElse(""));
            }
        }
        return path.toString();
    }

    private String found() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + checked(parser::getString);
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            case null, default -> "nothing";
        };
    }
}
