package io.coracle.op.norm;

import io.coracle.op.Attributes;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.OperatorSet;

/** Adds the operators of this package to a set. */
public final class NormOperators {
    private NormOperators() {}

    public static void addTo(OperatorSet.Builder set) {
        set.add("LayerNormalization", attributes -> LayerNormalization.of(true, attributes));
        set.add("RMSNormalization", attributes -> LayerNormalization.of(false, attributes));
        set.add("BatchNormalization", BatchNormalization::of);
        set.add("InstanceNormalization", attributes -> new InstanceNormalization(0, false, attributes.floating("epsilon", 1e-5f)));
        set.add("GroupNormalization", NormOperators::groups);
        set.add("LpNormalization", LpNormalization::of);
    }

    /** Those that few models have. */
    public static void addUncommonTo(OperatorSet.Builder set) {
        set.add("MeanVarianceNormalization", MeanVarianceNormalization::of);
        set.add("LRN", LocalResponse::of);
    }

    private static Operator groups(Attributes attributes) {
        int groups = attributes.integer("num_groups");
        if (groups < 1) {
            throw new OperatorException("attribute num_groups must be positive: " + groups);
        }
        return new InstanceNormalization(groups, attributes.version() < 21, attributes.floating("epsilon", 1e-5f));
    }
}
