package io.coracle.wasm.code;

import java.util.Arrays;

/** A product of atoms, which are numbers of expressions; without atoms it is one. The same atoms in any order make the same product. */
final class Product {
    static final Product ONE = new Product(new int[0]);

    private final int[] atoms; // ascending
    private final int hash;

    private Product(int[] atoms) {
        this.atoms = atoms;
        this.hash = Arrays.hashCode(atoms);
    }

    static Product of(int atom) {
        return new Product(new int[] {atom});
    }

    int size() {
        return atoms.length;
    }

    int atom(int i) {
        return atoms[i];
    }

    Product times(Product other) {
        int[] all = Arrays.copyOf(atoms, atoms.length + other.atoms.length);
        System.arraycopy(other.atoms, 0, all, atoms.length, other.atoms.length);
        Arrays.sort(all);
        return new Product(all);
    }

    /** This divided by an atom that it has. */
    Product without(int atom) {
        int[] others = new int[atoms.length - 1];
        boolean found = false;
        for (int i = 0, at = 0; i < atoms.length; i++) {
            if (atoms[i] == atom && !found) {
                found = true;
            } else {
                others[at++] = atoms[i];
            }
        }
        return new Product(others);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Product product && hash == product.hash && Arrays.equals(atoms, product.atoms);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(atoms);
    }
}
