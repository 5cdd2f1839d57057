package io.coracle.server;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonValue;
import java.util.List;

/** Reads what servers answer. */
public final class Vectors {

    private Vectors() {}

    /** Any JSON. */
    public static JsonValue json(String text) {
        return Json.parse(text);
    }

    /** A member of an object. */
    public static JsonValue member(JsonValue object, String name) {
        return ((JsonObject) object).get(name).orElseThrow(() -> new AssertionError("no " + name + " in " + object));
    }

    /** The elements of a list. */
    public static List<JsonValue> elements(JsonValue array) {
        return ((JsonArray) array).elements();
    }

    /** A list of numbers. */
    public static float[] vector(JsonValue array) {
        List<JsonValue> numbers = elements(array);
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.parseFloat(((JsonNumber) numbers.get(i)).literal());
        }
        return vector;
    }

    /** How long it is. */
    public static double length(float[] vector) {
        double squares = 0;
        for (float x : vector) {
            squares += (double) x * x;
        }
        return Math.sqrt(squares);
    }
}
