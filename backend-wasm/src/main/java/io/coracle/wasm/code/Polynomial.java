package io.coracle.wasm.code;

/** An address as a sum of products, {@code constant + sum of coefficient * atoms}, modulo 2^32 as all integers of the IR. */
record Polynomial(int constant, Terms terms) {
    static final int MOST_TERMS = 8;

    static Polynomial of(int constant) {
        return new Polynomial(constant, new Terms());
    }

    static Polynomial atom(int number) {
        Terms terms = new Terms();
        terms.add(Product.of(number), 1);
        return new Polynomial(0, terms);
    }

    Polynomial plus(Polynomial other, int factor) {
        Terms sum = terms.copy();
        for (int i = 0; i < other.terms.size(); i++) {
            sum.add(other.terms.product(i), other.terms.coefficient(i) * factor);
        }
        return new Polynomial(constant + other.constant * factor, sum);
    }

    Polynomial times(Polynomial other) {
        Terms product = new Terms();
        for (int a = 0; a < terms.size(); a++) {
            product.add(terms.product(a), terms.coefficient(a) * other.constant);
            for (int b = 0; b < other.terms.size(); b++) {
                product.add(terms.product(a).times(other.terms.product(b)), terms.coefficient(a) * other.terms.coefficient(b));
            }
        }
        for (int b = 0; b < other.terms.size(); b++) {
            product.add(other.terms.product(b), other.terms.coefficient(b) * constant);
        }
        return new Polynomial(constant * other.constant, product);
    }
}
