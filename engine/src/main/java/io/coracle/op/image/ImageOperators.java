package io.coracle.op.image;

import io.coracle.op.OperatorException;
import io.coracle.op.OperatorSet;

/** Adds the operators of this package. */
public final class ImageOperators {
    private ImageOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("Resize", Resize::of)
            .add("Upsample", Resize::upsample)
            .add("GridSample", GridSample::of)
            .add("RoiAlign", RoiAlign::of)
            .add("AffineGrid", a -> new AffineGrid(a.flag("align_corners", false)))
            .add("ImageDecoder", a -> {
                throw new OperatorException("decoding images is not supported; decode them before, and give the model pixels");
            });
    }
}
