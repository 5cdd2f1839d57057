package io.coracle.op.generate;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package to a set. */
public final class GenerateOperators {
    private GenerateOperators() {}

    public static void addTo(OperatorSet.Builder set) {
        set.add("HannWindow", attributes -> Window.of(0.5, 0.5, 0, attributes));
        set.add("HammingWindow", attributes -> Window.of(25.0 / 46, 21.0 / 46, 0, attributes));
        set.add("BlackmanWindow", attributes -> Window.of(0.42, 0.5, 0.08, attributes));
        set.add("RandomNormal", attributes -> RandomNumbers.of(true, false, attributes));
        set.add("RandomNormalLike", attributes -> RandomNumbers.of(true, true, attributes));
        set.add("RandomUniform", attributes -> RandomNumbers.of(false, false, attributes));
        set.add("RandomUniformLike", attributes -> RandomNumbers.of(false, true, attributes));
        set.add("Bernoulli", Bernoulli::of);
        set.add("Multinomial", Multinomial::of);
    }
}
