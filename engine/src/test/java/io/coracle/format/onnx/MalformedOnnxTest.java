package io.coracle.format.onnx;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.format.ModelFormatException;
import io.coracle.tensor.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MalformedOnnxTest {
    private static final long[] TWO = {2};

    @Test
    void filesThatAreNoModel() {
        rejects(new byte[0], "the file is empty");
        rejects("<!DOCTYPE html><html>".getBytes(StandardCharsets.US_ASCII), "offset");
        rejects(new byte[] {8, 8}, "has no graph");
        rejects(new byte[100], "offset 0: a field cannot start with tag 0");
    }

    @Test
    void truncatedFilesNameTheOffset() {
        byte[] file = ModelBytes.model(g -> g.input("x").output("x"));

        for (int length = 1; length < file.length; length++) {
            byte[] part = Arrays.copyOf(file, length);
            String message = assertThrows(ModelFormatException.class, () -> OnnxReader.read(Bytes.of(part)), "of " + part.length + " bytes").getMessage();
            assertTrue(message.startsWith("onnx: "), message);
        }
    }

    @Test
    void lengthsBeyondTheEndOfTheirMessage() {
        rejects(new byte[] {8, 8, 0x3a, 0x7f, 1}, "offset 3: field 7 claims 127 bytes, but 1 are left");
        rejects(new byte[] {8, 8, 0x3a, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, "claims a negative number of bytes");
        rejects(new byte[] {8, 8, 0x3a, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, "more than ten bytes");
    }

    @Test
    void fieldsOfAnotherWireType() {
        rejects(ModelBytes.model(g -> g.integer(1, 5)), "field 1 has wire type 0, expected 2");
        rejects(ModelBytes.model(g -> g.output("x"), m -> m.string(1, "8")), "field 1 has wire type 2, expected 0");
    }

    @Test
    void extentsThatNoTensorHas() {
        rejects(g -> g.initializer("w", 1, new long[] {-1}, _ -> { }), "tensor \"w\": extent out of range in shape [-1]");
        rejects(g -> g.initializer("w", 1, new long[] {1L << 40}, _ -> { }), "extent out of range");
        rejects(g -> g.initializer("w", 1, new long[] {1 << 20, 1 << 20}, _ -> { }), "more than 2^31 - 1 elements");
        rejects(g -> g.initializer("w", 1, new long[1000], _ -> { }), "more than 64 dimensions");
    }

    @Test
    void sizesThatDoNotMatchTheData() {
        rejects(g -> g.initializer("w", 1, TWO, w -> w.out.blob(9, Bytes.of(new byte[7]))), "tensor \"w\" of float32[2] needs 8 bytes, the file gives 7");
        rejects(g -> g.initializer("w", 6, TWO, w -> w.integer(5, 1)), "needs 2 values, the file gives 1");
        rejects(g -> g.initializer("w", 6, TWO, w -> w.integer(5, 1).integer(5, 1).integer(5, 1)), "needs 2 values, the file gives 3");
        rejects(g -> g.initializer("w", 7, new long[] {Integer.MAX_VALUE}, w -> w.integer(7, 1)), "more than the file holds");
        rejects(g -> g.initializer("w", 8, TWO, w -> w.out.blob(9, Bytes.of(new byte[8]))), "stores strings as raw bytes");
        rejects(g -> g.initializer("w", 14, TWO, _ -> { }), "elements of complex64, which are not supported");
        rejects(g -> g.initializer("w", 99, TWO, _ -> { }), "elements of type 99");
    }

    @Test
    void sparseTensorsThatWouldFillTheMemory() {
        rejects(g -> g.message(15, sparse -> sparse
            .message(1, values -> values.integer(1, 1).integer(2, 6).integer(5, 7).string(8, "w"))
            .message(2, indices -> indices.integer(1, 1).integer(2, 7).integer(7, 0))
            .integer(3, Integer.MAX_VALUE)), "takes too much memory when it is written out");
    }

    @Test
    void sparseIndicesOutsideTheShape() {
        rejects(g -> g.message(15, sparse -> sparse
            .message(1, values -> values.integer(1, 1).integer(2, 6).integer(5, 7).string(8, "w"))
            .message(2, indices -> indices.integer(1, 1).integer(2, 7).integer(7, 5))
            .integer(3, 5)), "index 0 lies outside shape [5]");
    }

    @Test
    void namesThatAreTaken() {
        rejects(g -> g.input("x").input("x"), "two are named \"x\"");
        rejects(g -> g.input("x").node("Neg", List.of("x"), List.of("y")).node("Abs", List.of("x"), List.of("y")),
            "node giving \"y\" (Abs-13) gives \"y\", which is the name of another value");
        rejects(g -> g.input("x").node("Neg", List.of("x"), List.of("x")), "gives \"x\", which is the name of another value");
        rejects(g -> g.initializer("w", 1, new long[] {0}, _ -> { }).initializer("w", 1, new long[] {0}, _ -> { }), "two initializers \"w\"");
        rejects(g -> g.input("x").output("x").output("x"), "gives output \"x\" twice");
    }

    @Test
    void valuesThatNothingComputes() {
        rejects(g -> g.input("x").node("Add", List.of("x", "bias"), List.of("y")).output("y"),
            "onnx: node giving \"y\" (Add-13) reads \"bias\", which nothing computes");
        rejects(g -> g.input("x").output("y"), "nothing computes its output \"y\"");
    }

    @Test
    void aFunctionDoesNotSeeTheNamesAroundItsCall() {
        rejects(ModelBytes.model(g -> g.input("x").node(1, "own", "F", List.of(), List.of("y"), _ -> { }).output("y"),
            m -> m.function("F", List.of(), List.of("b"), f -> f.node(7, "", "Neg", List.of("x"), List.of("b"), _ -> { }))),
            "reads \"x\", which nothing computes");
    }

    @Test
    void cycles() {
        rejects(g -> g.node("Neg", List.of("b"), List.of("a")).node("Abs", List.of("a"), List.of("b")).output("b"),
            "its inputs depend on its own outputs");
    }

    @Test
    void aHundredThousandNodesInAChainAreNoDeepRecursion() {
        int count = 100_000;
        byte[] file = ModelBytes.model(g -> {
            for (int i = count; i > 0; i--) {
                g.node("Neg", List.of("v" + (i - 1)), List.of("v" + i));
            }
            g.input("v0").output("v" + count);
        });

        GraphChecks.check(OnnxReader.read(Bytes.of(file)).graph());
    }

    @Test
    void graphsWithinGraphsWithoutEnd() {
        rejects(g -> nest(g, 200), "nested more than 100 deep");
    }

    @Test
    void functionsThatCallThemselves() {
        rejects(ModelBytes.model(g -> g.input("x").node(1, "own", "F", List.of("x"), List.of("y"), _ -> { }).output("y"),
            m -> m.function("F", List.of("a"), List.of("b"), f -> f.node(7, "own", "F", List.of("a"), List.of("b"), _ -> { }))),
            "a function that calls itself has no end");
    }

    @Test
    void functionsThatDoubleAtEveryStep() {
        byte[] file = ModelBytes.model(g -> g.input("x").node(1, "own", "F0", List.of("x"), List.of("y"), _ -> { }).output("y"), m -> {
            for (int i = 0; i < 60; i++) {
                String next = "F" + (i + 1);
                m.function("F" + i, List.of("a"), List.of("c"), f -> f
                    .node(7, "own", next, List.of("a"), List.of("b"), _ -> { })
                    .node(7, "own", next, List.of("b"), List.of("c"), _ -> { }));
            }
            m.function("F60", List.of("a"), List.of("b"), f -> f.node(7, "", "Neg", List.of("a"), List.of("b"), _ -> { }));
        });

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> rejects(file, "inlining the model's functions gives more than"));
    }

    @Test
    void callsThatDoNotFitTheFunction() {
        rejects(ModelBytes.model(g -> g.input("x").node(1, "own", "F", List.of("x", "x"), List.of("y"), _ -> { }).output("y"),
            m -> m.function("F", List.of("a"), List.of("b"), f -> f.node(7, "", "Neg", List.of("a"), List.of("b"), _ -> { }))),
            "the function takes 1 inputs and gives 1 outputs, the call has 2 and 1");
        rejects(ModelBytes.model(g -> g.input("x").node(1, "own", "F", List.of("x"), List.of("y"), _ -> { }).output("y"),
            m -> m.function("F", List.of("a"), List.of("b"), _ -> { })),
            "nothing in the function computes its outputs [b]");
    }

    @Test
    void attributesWithoutSense() {
        rejects(attribute(a -> a.string(1, "axis")), "attribute \"axis\" has no value");
        rejects(attribute(a -> a.string(1, "axis").integer(20, 77)), "of kind 77");
        rejects(attribute(a -> a.string(1, "value").integer(20, 4)), "attribute \"value\" has 0 values, expected one");
        rejects(attribute(a -> a.integer(3, 1)), "has no name");
        rejects(attribute(a -> a.string(1, "axis").string(21, "outer")), "the node is in no function");
    }

    @Test
    void operatorSetsWithoutSense() {
        rejects(ModelBytes.model(g -> g.input("x").output("x"), m -> m.message(8, o -> o.integer(2, 14))), "imported in versions 13 and 14");
        rejects(ModelBytes.model(g -> g.input("x").output("x"), m -> m.message(8, o -> o.string(1, "own").integer(2, -1))), "in version -1");
    }

    private static Consumer<ModelBytes> attribute(Consumer<ModelBytes> body) {
        return g -> g.input("x").node(1, "", "Softmax", List.of("x"), List.of("y"), n -> n.message(5, body)).output("y");
    }

    private static void nest(ModelBytes graph, int depth) {
        if (depth > 0) {
            graph.node(1, "", "If", List.of(), List.of(), n -> n.message(5, a -> a.string(1, "then_branch").message(6, g -> nest(g, depth - 1))));
        }
    }

    private static void rejects(Consumer<ModelBytes> graph, String expected) {
        rejects(ModelBytes.model(graph), expected);
    }

    private static void rejects(byte[] file, String expected) {
        String message = assertThrows(ModelFormatException.class, () -> OnnxReader.read(Bytes.of(file))).getMessage();
        assertTrue(message.startsWith("onnx: ") && message.contains(expected), "expected \"" + expected + "\" in: " + message);
    }
}
