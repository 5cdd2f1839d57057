package io.coracle.op.control;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;

import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlOperatorsTest {
    private static ValueInfo value(String name, DType dtype, int... dims) {
        List<Dimension> extents = Arrays.stream(dims).<Dimension>mapToObj(Dimension.Fixed::new).toList();
        return new ValueInfo(name, new ValueInfo.Tensor(dtype, true, extents));
    }

    private static Node node(String operator, List<String> inputs, String... outputs) {
        return new Node("", "", operator, 21, inputs, List.of(outputs), Map.of());
    }

    /** Doubles what it carries, and gives it. */
    private static Graph doubling() {
        return new Graph("doubling", List.of(value("i", DType.I64), value("go", DType.BOOL), value("x", DType.F32, 2)),
            List.of(value("on", DType.BOOL), value("twice", DType.F32, 2), value("seen", DType.F32, 2)),
            List.of(node("Identity", List.of("go"), "on"), node("Add", List.of("x", "x"), "twice"), node("Identity", List.of("x"), "seen")),
            Map.of());
    }

    private static OperatorTester loop() {
        return OperatorTester.of("Loop", 21).with("body", new Attribute.GraphValue(doubling())).outputs(2);
    }

    @Test
    void aLoopCarriesValuesAndStacksWhatItGives() {
        loop().on(Tensor.longs(Shape.SCALAR, 3), Tensor.booleans(Shape.SCALAR, true), f32(shape(2), 1, 3))
            .gives(f32(shape(2), 8, 24), f32(shape(3, 2), 1, 3, 2, 6, 4, 12));
    }

    @Test
    void aLoopThatNeverRunsGivesNothingOfTheRightShape() {
        loop().on(Tensor.longs(Shape.SCALAR, 0), Tensor.booleans(Shape.SCALAR, true), f32(shape(2), 1, 3))
            .gives(f32(shape(2), 1, 3), f32(shape(0, 2)));
        loop().on(Tensor.longs(Shape.SCALAR, 9), Tensor.booleans(Shape.SCALAR, false), f32(shape(2), 1, 3))
            .gives(f32(shape(2), 1, 3), f32(shape(0, 2)));
    }

    @Test
    void aScanReadsSlicesOfAnyAxisInEitherDirection() {
        Graph sum = new Graph("sum", List.of(value("total", DType.I64, 2), value("slice", DType.I64, 2)),
            List.of(value("next", DType.I64, 2), value("partial", DType.I64, 2)),
            List.of(node("Add", List.of("total", "slice"), "next"), node("Identity", List.of("next"), "partial")), Map.of());
        OperatorTester.of("Scan", 21).with("body", new Attribute.GraphValue(sum)).with("num_scan_inputs", 1).withInts("scan_input_axes", 1)
            .withInts("scan_input_directions", 1).withInts("scan_output_axes", 1).outputs(2)
            .on(i64(shape(2), 0, 0), i64(shape(2, 3), 1, 2, 3, 4, 5, 6))
            .gives(i64(shape(2), 6, 15), i64(shape(2, 3), 3, 5, 6, 6, 11, 15));
    }

    @Test
    void aGraphThatDoesNotFitItsLoopIsRefused() {
        loop().on(Tensor.longs(Shape.SCALAR, 1), Tensor.booleans(Shape.SCALAR, true), f32(shape(2), 1, 3), f32(shape(1), 1))
            .fails("do not fit 2 carried values");
    }
}
