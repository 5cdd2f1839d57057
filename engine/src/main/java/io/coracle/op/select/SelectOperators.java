package io.coracle.op.select;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package. */
public final class SelectOperators {
    private SelectOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("TopK", TopK::of)
            .add("NonZero", a -> new NonZero());
    }

    /** Those that few models have. */
    public static void addUncommonTo(OperatorSet.Builder operators) {
        operators.add("Unique", Unique::of)
            .add("NonMaxSuppression", a -> new NonMaxSuppression(a.flag("center_point_box", false)))
            .add("ai.onnx.ml", "ArrayFeatureExtractor", a -> new ArrayFeatureExtractor());
    }
}
