package io.coracle.op.select;

import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * For every batch and class the boxes of the highest scores that do not overlap too much. ONNX NonMaxSuppression-10 to 11: boxes
 * [B, N, 4], scores [B, C, N]; gives rows of batch, class and box.
 *
 * @param centred whether a box is its centre and its extents instead of two corners
 */
record NonMaxSuppression(boolean centred) implements Operator.Host {
    @Override
    public boolean dynamic() {
        return true;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        return List.of(new TensorType(DType.I64, evaluate(operands).getFirst().shape()));
    }

    private static double number(Operands operands, int input, double otherwise) {
        return operands.has(input) && operands.shape(input).size() > 0 ? operands.content(input).doubleAt(0) : otherwise;
    }

    @Override
    public List<Tensor> evaluate(Operands operands) {
        Shape boxes = operands.shape(0);
        Shape scores = operands.shape(1);
        if (boxes.rank() != 3 || scores.rank() != 3 || boxes.dim(2) != 4 || boxes.dim(0) != scores.dim(0) || boxes.dim(1) != scores.dim(2)) {
            throw new OperatorException("boxes of shape " + boxes + " do not fit scores of shape " + scores);
        }
        double[] corners = corners(operands.content(0).toDoubles());
        double[] score = operands.content(1).toDoubles();
        double most = number(operands, 2, 0);
        double overlap = number(operands, 3, 0);
        double least = number(operands, 4, Double.NEGATIVE_INFINITY);
        int count = scores.dim(2);
        List<Long> rows = new ArrayList<>();
        for (int batch = 0; batch < scores.dim(0); batch++) {
            for (int c = 0; c < scores.dim(1); c++) {
                int from = (batch * scores.dim(1) + c) * count;
                for (int box : choose(corners, batch * count, score, from, count, most, overlap, least)) {
                    rows.add((long) batch);
                    rows.add((long) c);
                    rows.add((long) box);
                }
            }
        }
        return List.of(Tensor.longs(Shape.of(rows.size() / 3, 3), rows.stream().mapToLong(Long::longValue).toArray()));
    }

    private static List<Integer> choose(double[] corners, int firstBox, double[] score, int from, int count, double most, double overlap,
                                        double least) {
        List<Integer> candidates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (score[from + i] > least) {
                candidates.add(i);
            }
        }
        candidates.sort((i, k) -> Double.compare(score[from + k], score[from + i]));
        List<Integer> chosen = new ArrayList<>();
        for (int candidate : candidates) {
            if (chosen.size() >= most) {
                break;
            }
            boolean free = true;
            for (int i = 0; free && i < chosen.size(); i++) {
                free = overlap(corners, 4 * (firstBox + chosen.get(i)), 4 * (firstBox + candidate)) <= overlap;
            }
            if (free) {
                chosen.add(candidate);
            }
        }
        return chosen;
    }

    /** Boxes as low and high y and x. */
    private double[] corners(double[] boxes) {
        double[] corners = new double[boxes.length];
        for (int i = 0; i < boxes.length; i += 4) {
            if (centred) {
                corners[i] = boxes[i + 1] - boxes[i + 3] / 2;
                corners[i + 1] = boxes[i] - boxes[i + 2] / 2;
                corners[i + 2] = boxes[i + 1] + boxes[i + 3] / 2;
                corners[i + 3] = boxes[i] + boxes[i + 2] / 2;
            } else {
                corners[i] = Math.min(boxes[i], boxes[i + 2]);
                corners[i + 1] = Math.min(boxes[i + 1], boxes[i + 3]);
                corners[i + 2] = Math.max(boxes[i], boxes[i + 2]);
                corners[i + 3] = Math.max(boxes[i + 1], boxes[i + 3]);
            }
        }
        return corners;
    }

    /** The area that two boxes share over the area that they cover. */
    private static double overlap(double[] corners, int a, int b) {
        double height = Math.min(corners[a + 2], corners[b + 2]) - Math.max(corners[a], corners[b]);
        double width = Math.min(corners[a + 3], corners[b + 3]) - Math.max(corners[a + 1], corners[b + 1]);
        if (height <= 0 || width <= 0) {
            return 0;
        }
        double shared = height * width;
        return shared / (area(corners, a) + area(corners, b) - shared);
    }

    private static double area(double[] corners, int at) {
        return (corners[at + 2] - corners[at]) * (corners[at + 3] - corners[at + 1]);
    }
}
