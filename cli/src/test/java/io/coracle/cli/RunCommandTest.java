package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.cli.Shell.Result;
import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.json.Json;
import io.coracle.json.JsonObject;
import io.coracle.jvm.JvmBackends;
import io.coracle.jvm.X86Backend;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code run} and {@code inspect}, on a model of two nodes: y = relu(x + w). */
class RunCommandTest {

    @TempDir
    Path temporary;
    private Path model;
    private final Shell shell = new Shell();

    @BeforeEach
    void writeModel() throws IOException {
        model = temporary.resolve("model.onnx");
        write(model, node("Relu", "t", "y"));
    }

    @Test
    void inspectTellsWhatTheModelTakesGivesAndIsMadeOf() {
        Result result = shell.run("inspect", model.toString());
        assertEquals(Main.OK, result.exitCode(), result.err());
        for (String part : List.of("x  float32[rows, 2]", "y  float32[rows, 2]", "opset 13", "2 nodes: Add 1, Relu 1",
            "parameters: 2 in 8 bytes", "every operator is known")) {
            assertTrue(result.out().contains(part), part + " in:\n" + result.out());
        }
    }

    @Test
    void inspectTellsWhichBackendRunsHereAndWhy() {
        Result result = shell.run("inspect", "--backend");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains(": "), result.out());
    }

    @Test
    void inspectWithoutAModelSaysWhatItWants() {
        Result result = shell.run("inspect");
        assertEquals(Main.USAGE, result.exitCode());
        assertTrue(result.err().contains("MODEL"), result.err());
    }

    @Test
    void inspectListsWhatIsUnsupported() throws IOException {
        write(model, node("Frobnicate", "t", "y"));
        Result result = shell.run("inspect", model.toString());
        assertEquals(Main.OK, result.exitCode(), result.err());
        assertTrue(result.out().contains("Frobnicate-13: there is no such operator here"), result.out());
    }

    @Test
    void inspectGivesJsonAndTheGraph() {
        JsonObject json = (JsonObject) Json.parse(shell.run("inspect", "--json", model.toString()).out());
        assertTrue(Json.write(json).contains("\"inputs\":[{\"name\":\"x\",\"dtype\":\"float32\",\"shape\":[\"rows\",2]}]"), Json.write(json));
        assertTrue(shell.run("inspect", "--dump", "graph", model.toString()).out().contains("t = Add(x, w)"));
    }

    @Test
    void inspectShowsThePlanForShapes() {
        Result result = shell.run("inspect", "--dump", "plan", "--shape", "x=3x2", model.toString());
        assertEquals(Main.OK, result.exitCode(), result.err());
        assertTrue(result.out().startsWith("plan: arena "), result.out());
        assertTrue(result.out().contains("(Relu-13)"), result.out());
        assertEquals("", result.err());
    }

    @Test
    void inspectSaysWhichDimensionsItTookToBeOne() {
        Result result = shell.run("inspect", "--dump", "kernels", model.toString());
        assertTrue(result.out().startsWith("kernel "), result.out());
        assertEquals("taken to be 1, as no --shape gives it: rows\n", result.err());
    }

    @Test
    void inspectGivesMachineCodeForAnAssemblerWhereThereIsAny() {
        Result result = shell.run("inspect", "--dump", "code", "--shape", "x=1x2", model.toString());
        if (X86Backend.whyUnavailable().isEmpty() && JvmBackends.standard() instanceof X86Backend) {
            assertTrue(result.out().matches("(kernel\\d+_\\w+:\\n(    \\.byte 0x[0-9a-f]{2}(,0x[0-9a-f]{2})*\\n)+)+"), result.out());
        } else {
            assertEquals(Main.FAILED, result.exitCode());
            assertTrue(result.err().contains("runs no machine code"), result.err());
        }
    }

    @Test
    void senselessShapesAreUsageErrors() {
        for (String shape : List.of("x", "=1", "x=1,2", "x=-1x2", "z=1x2", "x=1x9999999999", "x=999999999x2")) {
            Result result = shell.run("inspect", "--dump", "plan", "--shape", shape, model.toString());
            assertEquals(Main.USAGE, result.exitCode(), shape + ": " + result.out());
        }
        assertEquals(Main.USAGE, shell.run("inspect", "--shape", "x=1x2", model.toString()).exitCode());
    }

    @Test
    void aShapeThatDoesNotFitIsAnsweredWithWhatTheModelWants() {
        Result result = shell.run("inspect", "--dump", "plan", "--shape", "x=3x5", model.toString());
        assertEquals(Main.FAILED, result.exitCode());
        assertTrue(result.err().contains("x: float32[rows, 2]"), result.err());
    }

    @Test
    void runTakesNumbersAndPrintsOutputs() {
        Result result = shell.run("run", model.toString(), "--input", "x=[[1,2],[-3,4]]");
        assertEquals("y  float32[2, 2]\n[[11.0000, 22.0000],\n [7.00000, 24.0000]]\n", result.out(), result.err());
    }

    @Test
    void runTakesAndSavesNumpyFiles() throws IOException {
        Path x = temporary.resolve("x.npy");
        try (OutputStream out = Files.newOutputStream(x)) {
            Npy.write(out, Tensor.floats(Shape.of(1, 2), -100, 1));
        }
        Path folder = temporary.resolve("out");
        Result result = shell.run("run", model.toString(), "-i", "x=@" + x, "--save", folder.toString());
        assertEquals(Main.OK, result.exitCode(), result.err());
        assertEquals(Tensor.floats(Shape.of(1, 2), 0, 21), Npy.read(folder.resolve("y.npy")));
    }

    @Test
    void runGivesJsonWithoutRounding() {
        assertEquals("{\"y\":{\"dtype\":\"float32\",\"shape\":[1,2],\"data\":[10.1,20.0]}}\n",
            shell.run("run", "--json", model.toString(), "-i", "x=[[0.1,0]]").out());
    }

    @Test
    void missingOrMisnamedInputIsAnsweredWithWhatTheModelWants() {
        for (List<String> inputs : List.of(List.of("x=[[1]]"), List.of("z=[[1,2]]"), List.<String>of())) {
            String[] arguments = new String[2 + inputs.size()];
            arguments[0] = "run";
            arguments[1] = model.toString();
            for (int i = 0; i < inputs.size(); i++) {
                arguments[2 + i] = "--input=" + inputs.get(i);
            }
            Result result = shell.run(arguments);
            assertEquals(Main.FAILED, result.exitCode());
            assertTrue(result.err().contains("x: float32[rows, 2]"), result.err());
            assertFalse(result.err().contains("\tat "), result.err());
        }
    }

    @Test
    void senselessInputsAreUsageErrors() {
        for (String input : List.of("x", "=1", "x=[[1,2],[3]]", "x=[[1,2],3]", "x=hello", "x=[[\"a\",\"b\"]]")) {
            assertEquals(Main.USAGE, shell.run("run", model.toString(), "-i", input).exitCode(), input);
        }
    }

    @Test
    void filesThatAreNoModelsFailWithOneLine() throws IOException {
        Path noModel = Files.writeString(temporary.resolve("no.onnx"), "this is no model");
        for (String path : List.of(noModel.toString(), temporary.toString(), temporary.resolve("missing.onnx").toString())) {
            for (String command : List.of("inspect", "run")) {
                Result result = shell.run(command, path);
                assertEquals(Main.FAILED, result.exitCode());
                assertEquals(1, result.err().lines().count(), result.err());
                assertTrue(result.err().contains(path), result.err());
            }
        }
    }

    @Test
    void verboseErrorsComeWithTheirStackTrace() {
        assertTrue(shell.run("run", "--verbose", temporary.toString()).err().contains("\tat io.coracle"));
    }

    private static Node node(String operator, String input, String output) {
        return new Node("", "", operator, 13, List.of(input), List.of(output), Map.of());
    }

    private static void write(Path file, Node last) throws IOException {
        ValueInfo.Tensor type = new ValueInfo.Tensor(DType.F32, true, List.of(new Dimension.Named("rows"), new Dimension.Fixed(2)));
        Node add = new Node("", "", "Add", 13, List.of("x", "w"), List.of("t"), Map.of());
        Graph graph = new Graph("test", List.of(new ValueInfo("x", type)), List.of(new ValueInfo("y", type)), List.of(add, last),
            Map.of("w", Tensor.floats(Shape.of(2), 10, 20)));
        Files.write(file, OnnxWriter.write(OnnxModel.of(graph, 13)));
    }
}
