package io.coracle.op.matmul;

import io.coracle.op.Lowering;

/** Lowers a product with the schedule that suits it and the target. */
public final class Products {
    private Products() {}

    public static void lower(Lowering to, Product product) {
        Product simple = product.collapsed();
        if (AutoVectorSchedule.isBetterTransposed(to, simple)) {
            simple = simple.transposed();
        }
        if (simple.batchSize() == 0 || simple.m() == 0 || simple.n() == 0) {
            return;
        }
        if (simple.k() > 0 && TileSchedule.fits(to, simple)) {
            TileSchedule.lower(to, simple);
        } else if (simple.k() > 0 && AutoVectorSchedule.fits(to, simple)) {
            AutoVectorSchedule.lower(to, simple);
        } else {
            PlainSchedule.lower(to, simple);
        }
    }
}
