package io.coracle.server.texts;

import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.JsonBody;
import java.util.ArrayList;
import java.util.List;

/** One thing to compute, as a request gives it. */
public sealed interface Input {

    /** A text. */
    record Text(String text) implements Input {}

    /** A text whose tokens are known, special ones included, by the ids of the model's own tokenizer. */
    record Ids(int[] ids) implements Input {}

    /** Two texts that the model reads together. */
    record Pair(String first, String second) implements Input {}

    /** Whether there is nothing in it. */
    default boolean isEmpty() {
        return switch (this) {
            case Text(String text) -> text.isEmpty();
            case Ids(int[] ids) -> ids.length == 0;
            case Pair(String first, String second) -> first.isEmpty() && second.isEmpty();
        };
    }

    /**
     * What a request gives: one input, or a list.
     *
     * @param single whether it was not in a list
     */
    record Several(List<Input> inputs, boolean single) {}

    /** Reads a text, the ids of one, or a list of texts or of ids. */
    static Several read(JsonBody body) {
        if (body.isString()) {
            return new Several(List.of(new Text(body.string())), true);
        }
        if (!body.isArray()) {
            throw body.wrong("a text, a list of texts, or lists of token ids");
        }
        List<Input> inputs = new ArrayList<>();
        String name = body.name();
        body.beginArray();
        while (body.nextElement()) {
            if (body.isInteger() && inputs.isEmpty()) {
                return new Several(List.of(new Ids(restOfIds(body))), true);
            }
            inputs.add(body.isArray() ? new Ids(ids(body)) : new Text(body.string()));
        }
        if (inputs.isEmpty()) {
            throw new ApiException(Kind.EMPTY, "`" + name + "` cannot be empty");
        }
        return new Several(inputs, false);
    }

    /** Reads a list of token ids. */
    static int[] ids(JsonBody body) {
        body.beginArray();
        return body.nextElement() ? restOfIds(body) : new int[0];
    }

    private static int[] restOfIds(JsonBody body) {
        int[] ids = new int[16];
        int count = 0;
        do {
            if (count == ids.length) {
                ids = java.util.Arrays.copyOf(ids, 2 * count);
            }
            ids[count++] = body.integer(0, Integer.MAX_VALUE);
        } while (body.nextElement());
        return java.util.Arrays.copyOf(ids, count);
    }
}
