package io.coracle.testing.sweep;

import static io.coracle.testing.Samples.shape;

import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.sweep.Call.Generator;
import java.util.List;
import java.util.Map;

/** Operators that run graphs. */
final class ControlCalls {
    private static final int OPSET = 21;

    private ControlCalls() {}

    static void addTo(Map<String, Generator> table) {
        table.put("If", (op, s) -> Call.of(op.with("then_branch", constant(s.normal(2, 3))).with("else_branch", constant(s.normal(4))),
            s.booleans(Shape.SCALAR)));
        table.put("Loop", (op, s) -> {
            // Adds a constant to its state, keeps each state, and ends early when the largest element passes a bound.
            Graph body = new Graph("body", List.of(scalar("i", DType.I64), scalar("go", DType.BOOL), value("v", DType.F32)),
                List.of(scalar("on", DType.BOOL), value("next", DType.F32), value("kept", DType.F32)),
                List.of(node("Add", "next", "v", "step"), node("Identity", "kept", "next"), node("ReduceMax", "top", "next"),
                    node("Squeeze", "flat", "top"), node("Less", "on", "flat", "bound")),
                Map.of("step", s.uniform(DType.F32, shape(3), 0.1, 2), "bound", Tensor.floats(Shape.SCALAR, 6)));
            return Call.of(op.with("body", body).outputs(2), Tensor.longs(Shape.SCALAR, s.nextInt(1, 9)),
                s.nextBoolean() ? Tensor.booleans(Shape.SCALAR, true) : OperatorTester.absent(), s.normal(2, 3));
        });
        table.put("Scan", (op, s) -> {
            Graph body = new Graph("body", List.of(value("state", DType.F32), value("x", DType.F32)),
                List.of(value("next", DType.F32), value("y", DType.F32)),
                List.of(node("Add", "next", "state", "x"), node("Mul", "y", "state", "x")), Map.of());
            OperatorTester scan = op.with("body", body).with("num_scan_inputs", 1).outputs(2);
            OperatorTester directed = s.nextBoolean() ? scan : scan.withInts("scan_input_directions", 1);
            return Call.of(s.nextBoolean() ? directed : directed.withInts("scan_output_directions", 1), s.normal(3), s.normal(s.nextInt(1, 7), 3));
        });
    }

    private static Graph constant(Tensor tensor) {
        return new Graph("branch", List.of(), List.of(value("value", DType.F32)), List.of(node("Identity", "value", "weights")),
            Map.of("weights", tensor));
    }

    private static ValueInfo value(String name, DType dtype) {
        return new ValueInfo(name, new ValueInfo.Tensor(dtype, false, List.of()));
    }

    private static ValueInfo scalar(String name, DType dtype) {
        return new ValueInfo(name, new ValueInfo.Tensor(dtype, true, List.of()));
    }

    private static Node node(String operator, String output, String... inputs) {
        return new Node("", "", operator, OPSET, List.of(inputs), List.of(output), Map.of());
    }
}
