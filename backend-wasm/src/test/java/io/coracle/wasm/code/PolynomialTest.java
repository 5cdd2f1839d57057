package io.coracle.wasm.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PolynomialTest {
    private static final Polynomial X = Polynomial.atom(0);
    private static final Polynomial Y = Polynomial.atom(1);

    @Test
    void productsOfTheSameAtomsAreOneTerm() {
        Polynomial square = X.plus(Y, 1).times(X.plus(Y, 1));
        assertEquals("1[0, 0] + 2[0, 1] + 1[1, 1]", square.terms().toString());
    }

    @Test
    void whatCancelsIsGone() {
        Polynomial difference = X.plus(Y, 1).times(X.plus(Y, -1)).plus(X.times(X), -1);
        assertEquals("-1[1, 1]", difference.terms().toString());
        assertTrue(difference.plus(Y.times(Y), 1).terms().isEmpty());
    }

    @Test
    void constantsAreMultipliedIntoEveryTerm() {
        Polynomial sum = X.plus(Polynomial.of(3), 1).times(Polynomial.of(4)).plus(Y, 5);
        assertEquals(12, sum.constant());
        assertEquals("4[0] + 5[1]", sum.terms().toString());
    }

    @Test
    void sumsAreEqualInAnyOrder() {
        Terms sum = X.plus(Y, 2).terms();
        Terms reversed = Y.times(Polynomial.of(2)).plus(X, 1).terms();
        assertEquals(sum, reversed);
        assertEquals(sum.hashCode(), reversed.hashCode());
        assertNotEquals(sum, X.plus(Y, 3).terms());
        assertNotEquals(sum, X.terms());
    }

    @Test
    void aCopyStaysAsItIs() {
        Terms terms = X.terms().copy();
        Terms before = terms.copy();
        for (int atom = 1; atom < 9; atom++) {
            terms.add(Product.of(atom), atom);
        }
        assertEquals(X.terms(), before);
        assertEquals(9, terms.size());
    }

    @Test
    void oneAtomIsTakenOutOfAProduct() {
        Product cube = Product.of(7).times(Product.of(3)).times(Product.of(7));
        assertEquals("[3, 7]", cube.without(7).toString());
        assertEquals(Product.ONE, Product.of(7).without(7));
    }
}
