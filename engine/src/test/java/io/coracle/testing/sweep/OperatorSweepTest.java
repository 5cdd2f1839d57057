package io.coracle.testing.sweep;

import io.coracle.op.StandardOperators;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OnnxRuntime;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operator that the engine knows, on every backend, against ONNX Runtime on random operands. */
class OperatorSweepTest {
    private static final int CALLS = Integer.getInteger("coracle.sweep.calls", 25);
    private static final int OPSET = 21;

    /** Operators that are younger than that. */
    private static final Map<String, Integer> YOUNGER = Map.of("Swish", 24, "RMSNormalization", 23);

    @TestFactory
    Stream<DynamicTest> operatorsAgreeWithOnnxRuntime() {
        Map<String, Call.Generator> table = new TreeMap<>();
        ElementwiseCalls.addTo(table);
        MoveCalls.addTo(table);
        ReductionCalls.addTo(table);
        ProductCalls.addTo(table);
        Set<String> known = StandardOperators.create().names();
        table.keySet().removeIf(operator -> !known.contains(":" + operator));
        return table.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> sweep(entry.getKey(), entry.getValue())));
    }

    private static void sweep(String operator, Call.Generator generator) {
        int compared = 0;
        String rejection = "";
        for (int seed = 0; seed < CALLS; seed++) {
            Call call = generator.next(OperatorTester.of(operator, YOUNGER.getOrDefault(operator, OPSET)), Samples.of(seed));
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
