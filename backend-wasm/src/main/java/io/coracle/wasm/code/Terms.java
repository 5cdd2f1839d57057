package io.coracle.wasm.code;

import java.util.Arrays;

/**
 * A sum of products with coefficients, modulo 2^32: few of them, which are searched one by one. They keep the order in which they came,
 * so the same kernel always gives the same code; in another order they make an equal sum.
 */
final class Terms {
    private static final int USUALLY_MOST = 4;

    private Product[] products;
    private int[] coefficients;
    private int size;

    Terms() {
        products = new Product[USUALLY_MOST];
        coefficients = new int[USUALLY_MOST];
    }

    private Terms(Terms other) {
        products = other.products.clone();
        coefficients = other.coefficients.clone();
        size = other.size;
    }

    /** These terms, whatever is added to this later. */
    Terms copy() {
        return new Terms(this);
    }

    /** Adds a term, which may cancel one that is there. */
    void add(Product product, int coefficient) {
        int i = find(product);
        if (i < 0) {
            if (coefficient != 0) {
                append(product, coefficient);
            }
            return;
        }
        coefficients[i] += coefficient;
        if (coefficients[i] == 0) {
            size--;
            System.arraycopy(products, i + 1, products, i, size - i);
            System.arraycopy(coefficients, i + 1, coefficients, i, size - i);
        }
    }

    private void append(Product product, int coefficient) {
        if (size == products.length) {
            products = Arrays.copyOf(products, 2 * size);
            coefficients = Arrays.copyOf(coefficients, 2 * size);
        }
        products[size] = product;
        coefficients[size++] = coefficient;
    }

    /** Adds all terms of another sum. */
    void addAll(Terms other) {
        for (int i = 0; i < other.size; i++) {
            add(other.products[i], other.coefficients[i]);
        }
    }

    private int find(Product product) {
        for (int i = 0; i < size; i++) {
            if (products[i].equals(product)) {
                return i;
            }
        }
        return -1;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Product product(int i) {
        return products[i];
    }

    int coefficient(int i) {
        return coefficients[i];
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Terms terms) || size != terms.size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            int there = terms.find(products[i]);
            if (there < 0 || coefficients[i] != terms.coefficients[there]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < size; i++) {
            hash += products[i].hashCode() ^ 0x9E3779B9 * coefficients[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : " + ").append(coefficients[i]).append(products[i]);
        }
        return text.toString();
    }
}
