package io.coracle.op.matmul;

import io.coracle.op.Lowering;

/** Lowers a product with the schedule that suits it and the target. */
public final class Products {
    private Products() {}

    public static void lower(Lowering to, Product product) {
        Product simple = product.collapsed();
        if (simple.batchSize() == 0 || simple.m() == 0 || simple.n() == 0) {
            return;
        }
        PlainSchedule.lower(to, simple);
    }
}
