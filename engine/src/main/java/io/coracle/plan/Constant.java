package io.coracle.plan;

import io.coracle.kernel.Kernel;
import io.coracle.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Contents that are the same for every run. Equal constants share memory between the plans of a model. */
public sealed interface Constant {
    long bytes();

    /** A tensor as it is. Small ones are compared by contents, weights by identity. */
    record Literal(Tensor tensor) implements Constant {
        private static final int SMALL = 64;

        @Override
        public long bytes() {
            return tensor.bytes().size();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Literal literal
                && (literal.tensor == tensor || tensor.size() <= SMALL && literal.tensor.equals(tensor));
        }

        @Override
        public int hashCode() {
            return tensor.size() <= SMALL ? tensor.hashCode() : System.identityHashCode(tensor);
        }
    }

    /** What a kernel makes of other constants, once; its last buffer is this constant, filled with zeros before. */
    record Prepared(long bytes, Kernel kernel, List<Constant> from, int[] arguments) implements Constant {
        public Prepared {
            from = List.copyOf(from);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Prepared p && bytes == p.bytes && from.equals(p.from) && Arrays.equals(arguments, p.arguments)
                && kernel.equals(p.kernel);
        }

        @Override
        public int hashCode() {
            return 31 * from.hashCode() + Arrays.hashCode(arguments);
        }
    }
}
