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
import java.util.Arrays;
import java.util.List;

/**
 * The parts of each string, filled up with empty ones along a new last axis, and how many there are. ONNX StringSplit-20.
 *
 * @param delimiter what lies between parts; empty for any run of white space
 * @param most how many times a string is split
 */
record StringSplit(String delimiter, int most) implements Operator.Host {
    static StringSplit of(Attributes attributes) {
        return new StringSplit(attributes.string("delimiter", ""), attributes.integer("maxsplit", Integer.MAX_VALUE));
    }

    @Override
    public boolean dynamic() {
        return true;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return evaluate(operands).stream().map(Tensor::type).toList();
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Tensor input = operands.content(0);
        if (input.dtype() != DType.STRING) {
            throw new OperatorException("takes strings, got " + input.dtype());
        }
        List<List<String>> all = new ArrayList<>();
        int width = 0;
        long[] counts = new long[input.size()];
        for (int i = 0; i < counts.length; i++) {
            List<String> parts = delimiter.isEmpty() ? words(input.stringAt(i)) : parts(input.stringAt(i));
            all.add(parts);
            counts[i] = parts.size();
            width = Math.max(width, parts.size());
        }
        String[] parts = new String[counts.length * width];
        Arrays.fill(parts, "");
        for (int i = 0; i < all.size(); i++) {
            for (int k = 0; k < all.get(i).size(); k++) {
                parts[i * width + k] = all.get(i).get(k);
            }
        }
        int[] dims = Arrays.copyOf(input.shape().toArray(), input.shape().rank() + 1);
        dims[dims.length - 1] = width;
        return List.of(Tensor.strings(Shape.of(dims), parts), Tensor.longs(input.shape(), counts));
    }

    private List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int next = text.indexOf(delimiter);
        while (next >= 0 && parts.size() < most) {
            parts.add(text.substring(start, next));
            start = next + delimiter.length();
            next = text.indexOf(delimiter, start);
        }
        parts.add(text.substring(start));
        return parts;
    }

    private List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int at = skip(text, 0, true);
        while (at < text.length()) {
            if (words.size() == most) {
                words.add(text.substring(at));
                break;
            }
            int end = skip(text, at, false);
            words.add(text.substring(at, end));
            at = skip(text, end, true);
        }
        return words;
    }

    private static int skip(String text, int from, boolean spaces) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at)) == spaces) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r' || c >= 0x1c && c <= 0x1f || c == 0x85 || c == 0xa0 || c == 0x1680
            || c >= 0x2000 && c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
    }
}
