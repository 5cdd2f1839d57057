package io.coracle.testing;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;

class OperatorTesterTest {
    @OperatorTest("Transpose")
    void expectationsHoldOnEveryBackendAndInOnnxRuntime(OperatorTester transpose) {
        Tensor expected = f32(shape(3, 2), 1, 4, 2, 5, 3, 6);

        transpose.withInts("perm", 1, 0).on(f32(shape(2, 3), 1, 2, 3, 4, 5, 6)).exactly()
            .gives(expected).agreesWithOnnxRuntime().asDoesOnnxRuntime(expected);
    }

    @OperatorTest("Transpose")
    void aWrongExpectationIsExplained(OperatorTester transpose) {
        var results = transpose.on(f32(shape(1, 2), 1, 2));

        String message = assertThrows(AssertionError.class, () -> results.gives(f32(shape(2, 1), 1, 3))).getMessage();
        assertTrue(message.startsWith("interpreter, Transpose{}[float32[1, 2]] output 0: 1 of 2 elements of float32[2, 1] differ, the first at "
            + "[1, 0]: expected 3.0, got 2.0"), message);
    }

    @OperatorTest("Reshape")
    void inputsMayBeWeights(OperatorTester reshape) {
        reshape.constant(1).on(f32(shape(2, 3), 1, 2, 3, 4, 5, 6), i64(shape(2), 3, -1))
            .gives(f32(shape(3, 2), 1, 2, 3, 4, 5, 6)).agreesWithOnnxRuntime();
    }

    @OperatorTest("Identity")
    void typesThatTheJavaApiOfOnnxRuntimeLacksTakeADetour(OperatorTester identity) {
        for (DType dtype : new DType[] {DType.U16, DType.U32, DType.U64, DType.F16, DType.BF16, DType.BOOL, DType.F64, DType.I8}) {
            Tensor tensor = Tensor.of(dtype, Shape.of(3), 1.0, 0.0, 1.0);
            identity.on(tensor).exactly().asDoesOnnxRuntime(tensor);
        }
        Tensor strings = Tensor.strings(Shape.of(1, 2), "a", "ü");
        identity.on(strings).asDoesOnnxRuntime(strings);
    }

    @OperatorTest("NoSuchOperator")
    void refusalsAreExpectedByTheirMessage(OperatorTester unknown) {
        unknown.on(f32(shape(1), 1)).fails("operators that are not supported: [NoSuchOperator]");
    }
}
