package io.coracle.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.backend.InterpreterBackend;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.plan.Session;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.Closeness;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private static final String INPUT = "{x: {data: Float32Array.from({length: 72}, (_, i) => Math.fround((i % 7 - 3) / 4)), dims: [3, 24]}}";
    private static Tab plain;
    private static Tab isolated;

    @BeforeAll
    static void open() {
        plain = Tab.plain().with("/network.onnx", SmallModels.network());
        isolated = Tab.isolated().with("/network.onnx", SmallModels.network());
    }

    @AfterAll
    static void close() {
        if (plain != null) {
            plain.close();
        }
        if (isolated != null) {
            isolated.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givesWhatTheJvmGivesWithAndWithoutThreads(boolean threads) {
        float[] input = new float[72];
        for (int i = 0; i < input.length; i++) {
            input[i] = (i % 7 - 3) / 4f;
        }
        Tensor expected;
        try (Session session = new Session(OnnxReader.read(Bytes.of(SmallModels.network())).graph(), new InterpreterBackend())) {
            expected = session.run(Map.of("x", Tensor.floats(Shape.of(3, 24), input))).get("y");
        }
        Tab tab = threads ? isolated : plain;
        JsonArray values = (JsonArray) tab.run("if (crossOriginIsolated !== " + threads + ") throw new Error('isolation');"
            + "const session = await coracle.Session.create('/network.onnx', {threads: 2}); const {y} = await session.run(" + INPUT + ");"
            + "await session.destroy(); if (y.dims.join() !== '3,10' || y.type !== 'float32') throw new Error(JSON.stringify(y)); return [...y.data];");
        float[] found = new float[values.elements().size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = (float) ((JsonNumber) values.elements().get(i)).asDouble();
        }
        Closeness.CONFORMANCE.check("y", expected, Tensor.floats(Shape.of(3, 10), found));
    }

    @Test
    void saysWhatAModelWantsAndGives() {
        assertEquals("{\"inputs\":[{\"name\":\"x\",\"type\":\"float32\",\"dims\":[\"rows\",24]}],"
                + "\"outputs\":[{\"name\":\"y\",\"type\":\"float32\",\"dims\":[\"rows\",10]}]}",
            Json.write(plain.run("const {inputs, outputs} = await coracle.Session.create('/network.onnx'); return {inputs, outputs};")));
    }

    @Test
    void takesBytesAndBlobs() {
        assertEquals("3,10 3,10", plain.text("const bytes = await (await fetch('/network.onnx')).arrayBuffer(); let dims = [];"
            + "for (const source of [bytes, new Blob([bytes])]) { const session = await coracle.Session.create(source);"
            + " dims.push((await session.run(" + INPUT + ")).y.dims.join()); await session.destroy(); } return dims.join(' ');"));
    }

    @Test
    void reportsProgress() {
        assertEquals(SmallModels.network().length + "/" + SmallModels.network().length, plain.text("let last;"
            + "await coracle.Session.create('/network.onnx', {onProgress: (loaded, total) => last = `${loaded}/${total}`}); return last;"));
    }

    @Test
    void showsPlanAndKernels() {
        String plan = plain.text("const session = await coracle.Session.create('/network.onnx'); return session.plan(" + INPUT + ");");
        assertTrue(plan.startsWith("plan: arena ") && plan.contains("softmax"), plan);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | input \"x\" is missing",
        "{y: {data: [1]}} | there is no input \"y\"",
        "{x: {data: [1, 2], dims: [3]}} | has 2 elements, which do not fill [3]",
        "{x: {data: [1, 2], dims: [1, 2]}} | has shape [rows, 24], got [1, 2]",
        "{x: {data: new Int32Array(24), dims: [1, 24]}} | is float32, got int32",
        "{x: {data: [1], dims: [-1]}} | do not fill [-1]",
        "{x: {data: [1], type: 'complex64'}} | none of float32",
        "{x: {}} | has no data",
        "null | inputs are an object"})
    void wrongInputsAreAnsweredWithWhatTheModelWants(String feeds, String problem) {
        String message = plain.failure("const session = await coracle.Session.create('/network.onnx'); await session.run(" + feeds + ");");
        assertTrue(message.startsWith("input: ") && message.contains(problem), message);
        assertTrue(message.contains("the model wants x: float32[rows, 24]"), message);
    }

    @Test
    void aDestroyedSessionSaysSoAndOthersLiveOn() {
        assertEquals("destroyed: it was destroyed; 3,10", plain.text("const [a, b] = [await coracle.Session.create('/network.onnx'),"
            + " await coracle.Session.create('/network.onnx')]; await a.destroy();"
            + " const error = await a.run(" + INPUT + ").catch(e => e); const {y} = await b.run(" + INPUT + "); await b.destroy();"
            + " return `${error.code}: ${error.message}; ${y.dims}`;"));
    }
}
