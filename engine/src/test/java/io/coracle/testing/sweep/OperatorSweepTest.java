package io.coracle.testing.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.op.StandardOperators;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OnnxRuntime;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every operator that the engine knows, on every backend, against ONNX Runtime on random operands. */
public class OperatorSweepTest {
    private static final int CALLS = Integer.getInteger("coracle.sweep.calls", 20);
    private static final int OPSET = 21;

    private static final String RANDOM = "gives what its random generator gives";
    private static final String YOUNG = "ONNX Runtime does not have it";

    /** Operators that are younger than that, or gone by then. */
    private static final Map<String, Integer> OTHER_OPSETS =
        Map.of("Swish", 24, "RMSNormalization", 23, "Attention", 23, "RotaryEmbedding", 23, "Scatter", 10, "Upsample", 9);

    /** Operators without random calls, and why. The conformance suite has cases of each. */
    private static final Map<String, String> NOT_SWEPT = Map.ofEntries(
        Map.entry("Constant", "has no operands"),
        Map.entry("Bernoulli", RANDOM),
        Map.entry("Multinomial", RANDOM),
        Map.entry("RandomNormal", RANDOM),
        Map.entry("RandomNormalLike", RANDOM),
        Map.entry("RandomUniform", RANDOM),
        Map.entry("RandomUniformLike", RANDOM),
        Map.entry("BitCast", YOUNG),
        Map.entry("CausalConvWithState", YOUNG),
        Map.entry("CumProd", YOUNG),
        Map.entry("ImageDecoder", YOUNG),
        Map.entry("LinearAttention", YOUNG),
        Map.entry("SwiGLU", YOUNG),
        Map.entry("TensorScatter", YOUNG));

    @TestFactory
    Stream<DynamicTest> operatorsAgreeWithOnnxRuntime() {
        Set<String> known = StandardOperators.create().names();
        return table().entrySet().stream().filter(entry -> known.contains(":" + entry.getKey()))
            .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> sweep(entry.getKey(), entry.getValue())));
    }

    @Test
    void everyOnnxOperatorIsSwept() {
        Set<String> missing = new TreeSet<>();
        for (String name : StandardOperators.create().names()) {
            String operator = name.substring(1);
            if (name.startsWith(":") && !NOT_SWEPT.containsKey(operator) && !table().containsKey(operator)) {
                missing.add(operator);
            }
        }
        assertEquals(Set.of(), missing, "operators without a line in the tables of this package");
    }

    private static Map<String, Call.Generator> table() {
        Map<String, Call.Generator> table = new TreeMap<>();
        ElementwiseCalls.addTo(table);
        MoveCalls.addTo(table);
        ReductionCalls.addTo(table);
        ProductCalls.addTo(table);
        ControlCalls.addTo(table);
        NetworkCalls.addTo(table);
        TextCalls.addTo(table);
        return table;
    }

    private static void sweep(String operator, Call.Generator generator) {
        int compared = 0;
        String rejection = "";
        for (int seed = 0; seed < CALLS; seed++) {
            Call call = generator.next(OperatorTester.of(operator, OTHER_OPSETS.getOrDefault(operator, OPSET)), Samples.of(seed));
            try {
                call.operator().on(call.inputs().toArray(Tensor[]::new)).within(call.closeness()).agreesWithOnnxRuntime();
                compared++;
            } catch (OnnxRuntime.Rejected e) {
                // It lacks many types, more than we do.
                rejection = e.getMessage();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("call " + seed + " of " + operator + " on " + call.inputs().stream().map(Tensor::type).toList() + ": "
                    + e.getMessage(), e);
            }
        }
        if (compared < CALLS / 5) {
            throw new AssertionError("ONNX Runtime ran only " + compared + " of " + CALLS + " calls: " + rejection);
        }
    }
}
