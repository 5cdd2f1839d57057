package io.coracle.op.index;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.i32;
import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import org.junit.jupiter.api.Test;

class IndexOperatorsTest {
    private static OperatorTester operator(String name) {
        return OperatorTester.of(name, 18);
    }

    @Test
    void embeddingsAreReadRowByRow() {
        Samples samples = Samples.of(1);
        Tensor table = samples.integers(DType.U8, shape(300, 384), 0, 255);
        operator("Gather").constant(0).on(table, samples.integers(DType.I64, shape(2, 40), 0, 299)).exactly().agreesWithOnnxRuntime();
        operator("Gather").with("axis", -1).on(samples.normal(7, 2000), samples.integers(DType.I32, shape(1500), -2000, 1999))
            .exactly().agreesWithOnnxRuntime();
    }

    @Test
    void indexesOutsideAnAxisAreReported() {
        Tensor data = f32(shape(3, 2), 1, 2, 3, 4, 5, 6);
        operator("Gather").on(data, i64(shape(1), 3)).fails("Gather: an index is outside the axis");
        operator("Gather").on(data, i64(shape(1), 1L << 32)).fails("Gather: an index is outside the axis");
        operator("Gather").on(data, i32(shape(1), -4)).fails("Gather: an index is outside the axis");
        operator("GatherElements").on(data, i64(shape(1, 1), 7)).fails("GatherElements: an index is outside the axis");
        operator("GatherND").on(data, i64(shape(1, 2), 0, 2)).fails("GatherND: an index is outside the axis");
        operator("ScatterElements").on(data, i64(shape(1, 1), -9), f32(shape(1, 1), 0)).fails("ScatterElements: an index is outside the axis");
        operator("ScatterND").on(data, i64(shape(1, 1), 3), f32(shape(1, 2), 0, 0)).fails("ScatterND: an index is outside the axis");
    }

    @Test
    void nothingCanBeGatheredFromAnEmptyAxis() {
        operator("Gather").on(f32(shape(0, 2)), i64(shape(1), 0)).fails("has no elements to gather");
        operator("Gather").on(f32(shape(0, 2)), i64(shape(0))).gives(f32(shape(0, 2)));
    }

    @Test
    void repeatedIndexesAreCombined() {
        operator("ScatterND").with("reduction", "add")
            .on(f32(shape(3), 1, 1, 1), i64(shape(4, 1), 2, 0, 2, 2), f32(shape(4), 1, 2, 3, 4)).gives(f32(shape(3), 3, 1, 9));
        operator("ScatterElements").with("reduction", "max")
            .on(Tensor.of(DType.U64, shape(2), 5L, 5L), i64(shape(3), 0, 1, 0), Tensor.of(DType.U64, shape(3), 3L, -1L, 9L))
            .gives(Tensor.of(DType.U64, shape(2), 9L, -1L));
    }

    @Test
    void longSlicesAreScatteredInBlocks() {
        Samples samples = Samples.of(2);
        operator("ScatterND").on(samples.normal(5, 3000), i64(shape(2, 1), 4, -3), samples.normal(2, 3000)).exactly().agreesWithOnnxRuntime();
    }

    @Test
    void oneHotIndexesOutsideTheDepthGiveNothing() {
        operator("OneHot").constant(1)
            .on(i64(shape(3), 1, -1, 5), i64(shape(1), 3), f32(shape(2), 0, 7)).gives(f32(shape(3, 3), 0, 7, 0, 0, 0, 7, 0, 0, 0));
    }
}
