package io.coracle.text.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.backend.InterpreterBackend;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.plan.ModelException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.text.TestData;
import io.coracle.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With a model whose logits can be worked out by hand: how many tokens the first and the second text have, [CLS] and [SEP] counted. */
class SequenceClassifierTest {
    private static final Tokenizer TOKENIZER = Tokenizer.fromJson(TestData.miniLmTokenizerWithoutLimits());
    private static final Dimension BATCH = new Dimension.Named("batch");

    @Test
    void theLabelWithTheLargestLogitComesFirst() {
        try (SequenceClassifier classifier = classifier(config("first", "second"), new Dimension.Fixed(2))) {
            List<LabelScore> scores = classifier.classify("one two");
            assertEquals(List.of("first", "second"), scores.stream().map(LabelScore::label).toList());
            assertEquals(List.of(4f, 0f), scores.stream().map(LabelScore::logit).toList());
            assertEquals(1 / (1 + Math.exp(-4)), scores.getFirst().score(), 1e-6);
            assertEquals(1, scores.getFirst().score() + scores.getLast().score(), 1e-6);
        }
    }

    @Test
    void aPairIsReadTogether() {
        try (SequenceClassifier classifier = classifier(config("first", "second"), new Dimension.Fixed(2))) {
            List<LabelScore> scores = classifier.classifyPair("one", "one two three four");
            assertEquals(List.of("second", "first"), scores.stream().map(LabelScore::label).toList());
            assertEquals(List.of(5f, 3f), scores.stream().map(LabelScore::logit).toList());
        }
    }

    @Test
    void theLongerTextOfAPairIsCutFirst() {
        try (SequenceClassifier classifier = classifier(config("first", "second"), new Dimension.Fixed(2), 8)) {
            assertEquals(List.of(5f, 3f),
                classifier.classifyPair("one", "one two three four five six").stream().map(LabelScore::logit).toList());
            assertEquals(8f, classifier.classify("one two three four five six seven eight").getFirst().logit());
        }
    }

    @Test
    void severalLabelsMayFit() {
        ClassifierConfig config = new ClassifierConfig(List.of("a", "b"), Optional.of(Activation.SIGMOID));
        try (SequenceClassifier classifier = classifier(config, new Dimension.Fixed(2))) {
            List<LabelScore> scores = classifier.classify("one two");
            assertEquals(1 / (1 + Math.exp(-4)), scores.getFirst().score(), 1e-6);
            assertEquals(0.5, scores.getLast().score(), 1e-6);
        }
    }

    @Test
    void withoutNamesLabelsAreNumbered() {
        try (SequenceClassifier classifier = classifier(config(), new Dimension.Fixed(2))) {
            assertEquals(List.of("LABEL_0", "LABEL_1"), classifier.labels());
        }
    }

    @Test
    void modelAndConfigurationMustAgreeOnTheNumberOfLabels() {
        assertTrue(assertThrows(ModelException.class, () -> classifier(config("a", "b", "c"), new Dimension.Fixed(2)))
            .getMessage().contains("2 logits"));
        assertTrue(assertThrows(ModelException.class, () -> classifier(config(), new Dimension.Unknown()))
            .getMessage().contains("id2label"));
        try (SequenceClassifier late = classifier(config("a", "b", "c"), new Dimension.Unknown())) {
            assertTrue(assertThrows(ModelException.class, () -> late.classify("one")).getMessage().contains("3 labels"));
        }
    }

    @Test
    void aModelThatGivesVectorsOfTokensIsNoClassifier() {
        Graph vectors = new Graph("vectors", List.of(), List.of(new ValueInfo("last_hidden_state",
            new ValueInfo.Tensor(DType.F32, true, List.of(BATCH, new Dimension.Named("sequence"), new Dimension.Fixed(384))))), List.of(), Map.of());
        assertTrue(assertThrows(ModelException.class,
            () -> new SequenceClassifier(vectors, TOKENIZER, config("a", "b"), 512, new InterpreterBackend(), () -> {}))
            .getMessage().contains("logits"));
    }

    private static ClassifierConfig config(String... labels) {
        return new ClassifierConfig(List.of(labels), Optional.empty());
    }

    private static SequenceClassifier classifier(ClassifierConfig config, Dimension labels) {
        return classifier(config, labels, 512);
    }

    private static SequenceClassifier classifier(ClassifierConfig config, Dimension labels, int maxTokens) {
        return new SequenceClassifier(tokenCounter(labels), TOKENIZER, config, maxTokens, new InterpreterBackend(), () -> {});
    }

    /** logits = [tokens of type 0, tokens of type 1]. */
    private static Graph tokenCounter(Dimension labels) {
        ValueInfo.Tensor integers = new ValueInfo.Tensor(DType.I64, true, List.of(BATCH, new Dimension.Named("sequence")));
        List<Node> nodes = new ArrayList<>();
        nodes.add(node("Sub", List.of("attention_mask", "token_type_ids"), "first", Map.of()));
        nodes.add(node("ReduceSum", List.of("first", "axis"), "firsts", Map.of()));
        nodes.add(node("ReduceSum", List.of("token_type_ids", "axis"), "seconds", Map.of()));
        nodes.add(node("Concat", List.of("firsts", "seconds"), "counts", Map.of("axis", new Attribute.IntValue(1))));
        nodes.add(node("Cast", List.of("counts"), "logits", Map.of("to", new Attribute.IntValue(DType.F32.code()))));
        return new Graph("token counter", List.of(new ValueInfo("input_ids", integers), new ValueInfo("attention_mask", integers),
            new ValueInfo("token_type_ids", integers)),
            List.of(new ValueInfo("logits", new ValueInfo.Tensor(DType.F32, true, List.of(BATCH, labels)))), nodes,
            Map.of("axis", Tensor.longs(Shape.of(1), 1)));
    }

    private static Node node(String operator, List<String> inputs, String output, Map<String, Attribute> attributes) {
        return new Node("", "", operator, 18, inputs, List.of(output), attributes);
    }
}
