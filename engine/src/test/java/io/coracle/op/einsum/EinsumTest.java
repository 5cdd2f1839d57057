package io.coracle.op.einsum;

import static io.coracle.testing.Samples.f32;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import io.coracle.testing.Samples;
import org.junit.jupiter.api.Test;

class EinsumTest {
    private static OperatorTester einsum(String equation) {
        return OperatorTester.of("Einsum", 12).with("equation", equation);
    }

    @Test
    void equationsAgreeWithOnnxRuntime() {
        Samples samples = Samples.of(1);
        Tensor a = samples.normal(3, 4, 5);
        Tensor b = samples.normal(3, 5, 6);
        einsum("bij,bjk->bik").on(a, b).within(1e-5, 1e-5).agreesWithOnnxRuntime();
        einsum("bij, bjk").on(a, b).within(1e-5, 1e-5).agreesWithOnnxRuntime();
        einsum("...j,...jk->...k").on(samples.normal(3, 5), b).within(1e-5, 1e-5).agreesWithOnnxRuntime();
        einsum("bij->jb").on(a).within(1e-5, 1e-5).agreesWithOnnxRuntime();
        einsum("bhqd,bkhd->bhqk").on(samples.normal(2, 3, 4, 5), samples.normal(2, 6, 3, 5)).within(1e-5, 1e-5).agreesWithOnnxRuntime();
        einsum("ij,jk,kl->il").on(samples.normal(2, 3), samples.normal(3, 4), samples.normal(4, 5)).within(1e-5, 1e-5).agreesWithOnnxRuntime();
    }

    @Test
    void aLabelThatIsRepeatedWalksAlongTheDiagonal() {
        einsum("ii->i").on(f32(shape(2, 2), 1, 2, 3, 4)).gives(f32(shape(2), 1, 4));
        einsum("ii").on(f32(shape(2, 2), 1, 2, 3, 4)).gives(f32(shape(), 5));
    }

    @Test
    void equationsThatDoNotFitAreRefused() {
        einsum("ij,jk->ik").on(f32(shape(2, 2), 1, 2, 3, 4), f32(shape(3, 1), 1, 2, 3)).fails("does not fit shapes");
        einsum("ij->ik").on(f32(shape(1, 1), 1)).fails("is in no term");
        einsum("i1->i").on(f32(shape(1, 1), 1)).fails("is no letter");
        einsum("i->i").on(f32(shape(1, 1), 1)).fails("rank 2");
    }
}
