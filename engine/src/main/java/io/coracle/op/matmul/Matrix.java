package io.coracle.op.matmul;

import io.coracle.op.Operand;
import java.util.List;

/**
 * A batch of matrices inside an operand; all numbers count elements. A stride of 0 repeats the same elements.
 *
 * @param offset of the first element
 * @param batch one stride for each batch axis of the product
 * @param row between rows
 * @param column between columns
 */
public record Matrix(Operand operand, int offset, List<Integer> batch, int row, int column) {
    public Matrix {
        batch = List.copyOf(batch);
    }

    /** Matrices with their rows and columns swapped. */
    public Matrix transposed() {
        return new Matrix(operand, offset, batch, column, row);
    }
}
