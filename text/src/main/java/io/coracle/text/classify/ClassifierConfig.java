package io.coracle.text.classify;

import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.plan.ModelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the {@code config.json} of a sequence-classification model says of its labels.
 *
 * @param labels in the order of the logits; empty when the file names none
 * @param activation how logits become scores; empty when the file leaves it to the number of labels
 */
public record ClassifierConfig(List<String> labels, Optional<Activation> activation) {
    /** More labels than any classifier has; a file cannot make this reader fill the memory. */
    private static final int MOST_LABELS = 1 << 20;

    public ClassifierConfig {
        labels = List.copyOf(labels);
    }

    /**
     * Reads {@code id2label}, {@code num_labels} and {@code problem_type}.
     *
     * @throws ModelException when labels are not numbered from 0 without gaps, or when the problem type is unknown
     */
    public static ClassifierConfig of(JsonObject config) {
        return new ClassifierConfig(labels(config), config.get("problem_type").flatMap(ClassifierConfig::activation));
    }

    /** What to do with so many logits: as the file says, or else as usual (one label alone: fits or not). */
    public Activation activationFor(int labelCount) {
        return activation.orElse(labelCount == 1 ? Activation.SIGMOID : Activation.SOFTMAX);
    }

    private static Optional<Activation> activation(JsonValue problemType) {
        if (!(problemType instanceof JsonString(String name))) {
            return Optional.empty();
        }
        return Optional.of(switch (name) {
            case "single_label_classification" -> Activation.SOFTMAX;
            case "multi_label_classification" -> Activation.SIGMOID;
            case "regression" -> Activation.NONE;
            default -> throw new ModelException("config.json: problem_type \"" + name
                + "\" is none of single_label_classification, multi_label_classification and regression");
        });
    }

    private static List<String> labels(JsonObject config) {
        Optional<JsonValue> named = config.get("id2label");
        if (named.isPresent() && named.get() instanceof JsonObject byNumber) {
            return numbered(byNumber);
        }
        if (named.isPresent() && named.get() instanceof JsonArray(List<JsonValue> inOrder)) {
            List<String> labels = new ArrayList<>();
            for (JsonValue label : inOrder) {
                labels.add(text(label, "id2label"));
            }
            return labels;
        }
        if (config.get("num_labels").isPresent() && config.get("num_labels").get() instanceof JsonNumber count) {
            return unnamed(count.asInt().orElse(0));
        }
        return List.of();
    }

    /** Names for labels that have none, as Hugging Face gives them. */
    static List<String> unnamed(int count) {
        if (count < 0 || count > MOST_LABELS) {
            throw new ModelException("a classifier with " + count + " labels is not supported");
        }
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add("LABEL_" + i);
        }
        return labels;
    }

    private static List<String> numbered(JsonObject byNumber) {
        int count = byNumber.members().size();
        List<String> labels = new ArrayList<>(Collections.nCopies(count, ""));
        for (String key : byNumber.members().keySet()) {
            int number = number(key, count);
            labels.set(number, text(byNumber.members().get(key), "id2label." + key));
        }
        return labels;
    }

    /** Keys of a JSON object are distinct, so that count numbers below count leave no gap. */
    private static int number(String key, int count) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) < '0' || key.charAt(i) > '9') {
                throw new ModelException("config.json: \"" + key + "\" in id2label is not the number of a label");
            }
        }
        int number = key.isEmpty() || key.length() > 8 || key.length() > 1 && key.charAt(0) == '0' ? count : Integer.parseInt(key);
        if (number >= count) {
            throw new ModelException("config.json: id2label has " + count + " labels, so \"" + key + "\" is not the number of one");
        }
        return number;
    }

    private static String text(JsonValue label, String place) {
        return switch (label) {
            case JsonString(String text) -> text;
            case JsonNumber number -> number.literal();
            default -> throw new ModelException("config.json: " + place + " is a JSON " + label.kind() + ", not the name of a label");
        };
    }
}
