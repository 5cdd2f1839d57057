package io.coracle.op.text;

import io.coracle.op.Attributes;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Whether each string matches a regular expression from end to end. ONNX RegexFullMatch-20. */
record RegexFullMatch(Regex pattern) implements Operator.Host {
    static RegexFullMatch of(Attributes attributes) {
        try {
            return new RegexFullMatch(Regex.compile(attributes.string("pattern", "")));
        } catch (IllegalArgumentException e) {
            throw new OperatorException("its pattern is no regular expression that is supported: " + e.getMessage(), e);
        }
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        if (operands.dtype(0) != DType.STRING) {
            throw new OperatorException("takes strings, got " + operands.dtype(0));
        }
        return List.of(new TensorType(DType.BOOL, operands.shape(0)));
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor input = operands.content(0);
        boolean[] matches = new boolean[input.size()];
        for (int i = 0; i < matches.length; i++) {
            matches[i] = pattern.matches(input.stringAt(i));
        }
        return List.of(Tensor.booleans(input.shape(), matches));
    }
}
