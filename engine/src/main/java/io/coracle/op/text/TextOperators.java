package io.coracle.op.text;

import io.coracle.op.OperatorSet;

/** Adds the operators of this package. */
public final class TextOperators {
    private TextOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("StringConcat", a -> new StringConcat())
            .add("StringSplit", StringSplit::of)
            .add("StringNormalizer", StringNormalizer::of)
            .add("RegexFullMatch", RegexFullMatch::of)
            .add("TfIdfVectorizer", TfIdfVectorizer::of)
            .add("ai.onnx.ml", "LabelEncoder", LabelEncoder::of);
    }
}
