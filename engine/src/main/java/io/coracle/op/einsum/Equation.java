package io.coracle.op.einsum;

import io.coracle.op.OperatorException;
import io.coracle.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an equation says of its operands.
 *
 * @param extents of every axis, those of the output first
 * @param outputs how many axes the output has
 * @param strides for each operand, how far it moves along each axis
 */
record Equation(int[] extents, int outputs, List<int[]> strides) {
    /** Stands for the axes of an ellipsis, counted from the last one. */
    private static final int ELLIPSIS = 1 << 16;

    Shape result() {
        int[] dims = new int[outputs];
        System.arraycopy(extents, 0, dims, 0, outputs);
        return Shape.of(dims);
    }

    static Equation of(String text, List<Shape> shapes) {
        String plain = text.replace(" ", "");
        int arrow = plain.indexOf("->");
        List<String> terms = terms(arrow < 0 ? plain : plain.substring(0, arrow));
        if (terms.size() != shapes.size()) {
            throw new OperatorException("equation \"" + text + "\" has " + terms.size() + " terms for " + shapes.size() + " operands");
        }
        List<List<Integer>> labels = new ArrayList<>();
        Map<Integer, Integer> extents = new HashMap<>();
        int dots = 0;
        for (int i = 0; i < terms.size(); i++) {
            List<Integer> own = labels(terms.get(i), shapes.get(i).rank(), text);
            labels.add(own);
            for (int axis = 0; axis < own.size(); axis++) {
                int extent = shapes.get(i).dim(axis);
                int known = extents.getOrDefault(own.get(axis), 1);
                if (extent != known && extent != 1 && known != 1) {
                    throw new OperatorException("equation \"" + text + "\" does not fit shapes " + shapes);
                }
                extents.put(own.get(axis), known == 1 ? extent : known);
                dots = Math.max(dots, own.get(axis) >= ELLIPSIS ? own.get(axis) - ELLIPSIS + 1 : 0);
            }
        }
        List<Integer> order = arrow < 0 ? implicit(labels, dots) : outputs(plain.substring(arrow + 2), dots, text);
        int outputs = order.size();
        for (int i = 0; i < outputs; i++) {
            if (!extents.containsKey(order.get(i)) || order.indexOf(order.get(i)) != i) {
                throw new OperatorException("the result of equation \"" + text + "\" names an axis that is in no term, or twice");
            }
        }
        labels.forEach(own -> own.forEach(label -> {
            if (!order.contains(label)) {
                order.add(label);
            }
        }));
        int[] sizes = new int[order.size()];
        List<int[]> strides = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = extents.get(order.get(i));
        }
        for (int i = 0; i < labels.size(); i++) {
            int[] steps = new int[sizes.length];
            int[] own = shapes.get(i).strides();
            for (int axis = 0; axis < own.length; axis++) {
                // A label that occurs twice walks along the diagonal.
                steps[order.indexOf(labels.get(i).get(axis))] += shapes.get(i).dim(axis) == 1 ? 0 : own[axis];
            }
            strides.add(steps);
        }
        return new Equation(sizes, outputs, strides);
    }

    private static List<String> terms(String text) {
        List<String> terms = new ArrayList<>();
        int start = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', start)) {
            terms.add(text.substring(start, comma));
            start = comma + 1;
        }
        terms.add(text.substring(start));
        return terms;
    }

    private static List<Integer> labels(String term, int rank, String text) {
        int letters = term.replace("...", "").length();
        int hidden = term.contains("...") ? rank - letters : 0;
        List<Integer> labels = new ArrayList<>();
        for (int at = 0; at < term.length(); at++) {
            if (term.startsWith("...", at)) {
                for (int i = hidden - 1; i >= 0; i--) {
                    labels.add(ELLIPSIS + i);
                }
                at += 2;
            } else {
                labels.add(letter(term.charAt(at), text));
            }
        }
        if (hidden < 0 || labels.size() != rank) {
            throw new OperatorException("term \"" + term + "\" of equation \"" + text + "\" does not fit an operand of rank " + rank);
        }
        return labels;
    }

    private static int letter(char c, String text) {
        if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
            return c;
        }
        throw new OperatorException("equation \"" + text + "\" holds '" + c + "', which is no letter");
    }

    private static List<Integer> outputs(String term, int dots, String text) {
        int letters = term.replace("...", "").length();
        return labels(term, letters + (term.contains("...") ? dots : 0), text);
    }

    /** Without an arrow: the ellipsis, then the letters that occur once, in order. */
    private static List<Integer> implicit(List<List<Integer>> labels, int dots) {
        List<Integer> order = new ArrayList<>();
        for (int i = dots - 1; i >= 0; i--) {
            order.add(ELLIPSIS + i);
        }
        for (int letter = 'A'; letter <= 'z'; letter++) {
            int count = 0;
            for (List<Integer> own : labels) {
                for (int label : own) {
                    count += label == letter ? 1 : 0;
                }
            }
            if (count == 1) {
                order.add(letter);
            }
        }
        return order;
    }
}
