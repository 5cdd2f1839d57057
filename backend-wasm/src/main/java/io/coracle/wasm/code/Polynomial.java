package io.coracle.wasm.code;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.ArrayList;
import java.util.Map;

/**
 * An address as a sum of products, {@code constant + sum of coefficient * atoms}, modulo 2^32 as all integers of the IR. Atoms are the
 * numbers of expressions, ascending. Terms keep the order in which they came, so the same kernel always gives the same code.
 */
record Polynomial(int constant, Map<List<Integer>, Integer> terms) {
    static final int MOST_TERMS = 8;

    static Polynomial of(int constant) {
        return new Polynomial(constant, Map.of());
    }

    static Polynomial atom(int number) {
        return new Polynomial(0, Map.of(List.of(number), 1));
    }

    Polynomial plus(Polynomial other, int factor) {
        Map<List<Integer>, Integer> sum = new LinkedHashMap<>(terms);
        for (Map.Entry<List<Integer>, Integer> term : other.terms.entrySet()) {
            add(sum, term.getKey(), term.getValue() * factor);
        }
        return new Polynomial(constant + other.constant * factor, sum);
    }

    Polynomial times(Polynomial other) {
        Map<List<Integer>, Integer> product = new LinkedHashMap<>();
        for (Map.Entry<List<Integer>, Integer> a : terms.entrySet()) {
            add(product, a.getKey(), a.getValue() * other.constant);
            for (Map.Entry<List<Integer>, Integer> b : other.terms.entrySet()) {
                List<Integer> atoms = new ArrayList<>(a.getKey());
                atoms.addAll(b.getKey());
                atoms.sort(Integer::compare);
                add(product, List.copyOf(atoms), a.getValue() * b.getValue());
            }
        }
        for (Map.Entry<List<Integer>, Integer> b : other.terms.entrySet()) {
            add(product, b.getKey(), b.getValue() * constant);
        }
        return new Polynomial(constant * other.constant, product);
    }

    private static void add(Map<List<Integer>, Integer> sum, List<Integer> atoms, int coefficient) {
        int total = sum.getOrDefault(atoms, 0) + coefficient;
        if (total == 0) {
            sum.remove(atoms);
        } else {
            sum.put(atoms, total);
        }
    }
}
