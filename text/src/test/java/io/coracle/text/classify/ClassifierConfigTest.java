package io.coracle.text.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.json.Json;
import io.coracle.json.JsonObject;
import io.coracle.plan.ModelException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierConfigTest {
    @Test
    void labelsStandInTheOrderOfTheirNumbers() {
        assertEquals(List.of("a", "b", "c"), read("{'id2label': {'2': 'c', '0': 'a', '1': 'b'}}").labels());
        assertEquals(List.of("a", "7"), read("{'id2label': ['a', 7]}").labels());
    }

    @Test
    void labelsWithoutNamesAreNumbered() {
        assertEquals(List.of("LABEL_0", "LABEL_1"), read("{'num_labels': 2}").labels());
        assertEquals(List.of(), read("{}").labels());
    }

    @ParameterizedTest
    @CsvSource({"single_label_classification,SOFTMAX", "multi_label_classification,SIGMOID", "regression,NONE"})
    void theKindOfProblemSaysWhatScoresAre(String problem, Activation activation) {
        assertEquals(activation, read("{'problem_type': '" + problem + "'}").activationFor(3));
    }

    @Test
    void withoutAKindOfProblemTheNumberOfLabelsDecides() {
        assertEquals(Activation.SIGMOID, read("{}").activationFor(1));
        assertEquals(Activation.SOFTMAX, read("{'problem_type': null}").activationFor(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'id2label': {'0': 'a', '2': 'b'}}", "{'id2label': {'x': 'a'}}", "{'id2label': {'-1': 'a'}}",
        "{'id2label': {'00': 'a'}}", "{'id2label': {'99999999999': 'a'}}", "{'id2label': {'': 'a'}}", "{'id2label': {'0': {}}}",
        "{'num_labels': 2000000000}", "{'num_labels': -1}", "{'problem_type': 'guessing'}"})
    void whatMakesNoSenseIsRefused(String config) {
        assertTrue(assertThrows(ModelException.class, () -> read(config)).getMessage().length() > 20);
    }

    private static ClassifierConfig read(String json) {
        return ClassifierConfig.of((JsonObject) Json.parse(json.replace('\'', '"')));
    }
}
