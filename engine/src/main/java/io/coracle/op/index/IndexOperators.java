package io.coracle.op.index;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package. */
public final class IndexOperators {
    private IndexOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("Gather", a -> new Gather(a.integer("axis", 0)))
            .add("GatherElements", a -> new GatherElements(a.integer("axis", 0)))
            .add("GatherND", a -> new GatherNd(a.integer("batch_dims", 0)))
            .add("Scatter", ScatterElements::of)
            .add("ScatterElements", ScatterElements::of)
            .add("ScatterND", ScatterNd::of)
            .add("OneHot", a -> new OneHot(a.integer("axis", -1)));
    }

    /** Those that few models have. */
    public static void addUncommonTo(OperatorSet.Builder operators) {
        operators.add("TensorScatter", TensorScatter::of);
    }
}
