package io.coracle.text.input;

import io.coracle.graph.ValueInfo;
import io.coracle.plan.ModelException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.text.tokenizer.Encoding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a transformer reads of one text, or of one pair of texts: integers [1, sequence], without padding. */
public final class TextInputs {
    private TextInputs() {}

    /**
     * A tensor for each input.
     *
     * @param wanted {@code input_ids} and possibly {@code attention_mask}, {@code token_type_ids} and {@code position_ids}
     * @throws ModelException when the model wants anything else
     */
    public static Map<String, Tensor> of(List<ValueInfo> wanted, Encoding encoding) {
        Map<String, Tensor> inputs = new HashMap<>();
        for (ValueInfo input : wanted) {
            inputs.put(input.name(), tensor(input, encoding));
        }
        return inputs;
    }

    private static Tensor tensor(ValueInfo input, Encoding encoding) {
        int[] numbers = switch (input.name()) {
            case "input_ids" -> encoding.ids();
            case "attention_mask" -> encoding.attentionMask();
            case "token_type_ids" -> encoding.typeIds();
            case "position_ids" -> positions(encoding.size());
            default -> throw new ModelException("the model wants an input \"" + input.name()
                + "\"; a text gives input_ids, attention_mask, token_type_ids and position_ids");
        };
        Shape shape = Shape.of(1, numbers.length);
        if (input.type() instanceof ValueInfo.Tensor type && type.dtype() == DType.I32) {
            return Tensor.ints(shape, numbers);
        }
        long[] wide = new long[numbers.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = numbers[i];
        }
        return Tensor.longs(shape, wide);
    }

    private static int[] positions(int count) {
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = i;
        }
        return positions;
    }
}
