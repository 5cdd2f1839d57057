package io.coracle.op.text;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Drops strings that are stop words and changes the case of the others. ONNX StringNormalizer-10: strings [C] or [1, C]. */
record StringNormalizer(Case change, boolean caseSensitive, Set<String> stopWords) implements Operator.Host {
    /** What becomes of letters. */
    enum Case { NONE, LOWER, UPPER }

    static StringNormalizer of(Attributes attributes) {
        Case change = switch (attributes.string("case_change_action", "NONE")) {
            case "NONE" -> Case.NONE;
            case "LOWER" -> Case.LOWER;
            case "UPPER" -> Case.UPPER;
            case String other -> throw new OperatorException("case_change_action \"" + other + "\" is not supported");
        };
        boolean caseSensitive = attributes.flag("is_case_sensitive", false);
        Set<String> stopWords = new HashSet<>();
        for (String word : attributes.strings("stopwords")) {
            stopWords.add(caseSensitive ? word : word.toLowerCase(Locale.ROOT));
        }
        return new StringNormalizer(change, caseSensitive, Set.copyOf(stopWords));
    }

    @Override
    public boolean dynamic() {
        return true;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(evaluate(operands).getFirst().type());
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor input = operands.content(0);
        boolean row = input.shape().rank() == 2 && input.shape().dim(0) == 1;
        if (input.dtype() != DType.STRING || input.shape().rank() != 1 && !row) {
            throw new OperatorException("takes one row of strings, got " + input.type());
        }
        List<String> kept = new ArrayList<>();
        for (String text : input.toStrings()) {
            if (!stopWords.contains(caseSensitive ? text : text.toLowerCase(Locale.ROOT))) {
                kept.add(switch (change) {
                    case NONE -> text;
                    case LOWER -> text.toLowerCase(Locale.ROOT);
                    case UPPER -> text.toUpperCase(Locale.ROOT);
                });
            }
        }
        if (kept.isEmpty()) {
            kept.add("");
        }
        Shape shape = row ? Shape.of(1, kept.size()) : Shape.of(kept.size());
        return List.of(Tensor.strings(shape, kept.toArray(new String[0])));
    }
}
