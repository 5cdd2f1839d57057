package io.coracle.op.matmul;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * What every schedule of a product needs: buffers, sizes and strides as parameters, and addresses. Sizes and strides that are 0 or 1
 * are constants of the code, all others parameters, unless a schedule asks for a constant.
 */
final class ProductKernel {
    final KernelBuilder k;
    final Product product;
    private final List<Operand> operands = new ArrayList<>();
    private final List<Integer> arguments = new ArrayList<>();
    private final List<Expr> extents = new ArrayList<>();
    /** What the code depends on, as far as buffers, sizes and strides go. */
    private final List<Object> form = new ArrayList<>();
    private boolean rowsAreConstant;

    ProductKernel(String name, Product product) {
        this.k = new KernelBuilder(name);
        this.product = product;
        form.add(name);
        form.add(product.batch().size());
        for (int i = 0; i < product.batch().size(); i++) {
            extents.add(i == 0 ? Expr.i32(0) : size("batch" + i, product.batch().get(i)));
        }
    }

    /** Makes the distance between rows of all matrices to come a constant of the code, for targets that address many rows at once. */
    void rowsAreConstant() {
        rowsAreConstant = true;
    }

    /** A size or stride: a constant if it is 0 or 1, otherwise a parameter of the kernel. */
    Expr size(String name, int value) {
        if (value == 0 || value == 1) {
            form.add(value);
            return Expr.i32(value);
        }
        return parameter(name, value);
    }

    /** A parameter of the kernel, whatever its value. */
    Expr parameter(String name, int value) {
        arguments.add(value);
        form.add("");
        return k.parameter(name);
    }

    private Expr constant(int value) {
        form.add(value);
        return Expr.i32(value);
    }

    Buffer input(String name, Operand operand) {
        operands.add(operand);
        form.add(operand.dtype());
        return k.input(name, operand.dtype());
    }

    Buffer packed(String name, Operand operand, int chunk) {
        operands.add(operand);
        form.add(operand.dtype());
        form.add(chunk);
        return k.packed(name, operand.dtype(), chunk);
    }

    Buffer output(String name, Operand operand) {
        operands.add(operand);
        form.add(operand.dtype());
        return k.output(name, operand.dtype());
    }

    /** A matrix whose elements a kernel can address. */
    final class View {
        final Buffer buffer;
        private final Matrix matrix;
        private final List<Expr> batch = new ArrayList<>();
        private final Expr offset;
        final Expr row;
        final Expr column;

        View(String name, Buffer buffer, Matrix matrix) {
            this.buffer = buffer;
            this.matrix = matrix;
            for (int i = 0; i < matrix.batch().size(); i++) {
                batch.add(size(name + "Batch" + i, matrix.batch().get(i)));
            }
            offset = size(name + "Offset", matrix.offset());
            row = rowsAreConstant ? constant(matrix.row()) : size(name + "Row", matrix.row());
            column = size(name + "Column", matrix.column());
        }

        /** Where the matrix of a batch begins. */
        Expr start(Expr batchIndex) {
            Expr start = offset;
            Expr rest = batchIndex;
            for (int i = batch.size() - 1; i >= 0; i--) {
                Expr index = i == 0 ? rest : rest.modulo(extents.get(i));
                rest = i == 0 ? rest : rest.over(extents.get(i));
                start = start.plus(index.times(batch.get(i)));
            }
            return start;
        }

        boolean isUnit() {
            return matrix.column() == 1;
        }

        /** Whether every row holds the same elements. */
        boolean isPerColumn() {
            return matrix.row() == 0;
        }

        /** Whether every column holds the same element. */
        boolean isPerRow() {
            return matrix.column() == 0;
        }
    }

    /** A matrix whose elements are read several at a time as i32; its rows begin at multiples of so many. */
    View inputOfWords(String name, Matrix elements, int perWord) {
        List<Integer> batch = new ArrayList<>();
        elements.batch().forEach(stride -> batch.add(stride / perWord));
        operands.add(elements.operand());
        form.add(DType.I32);
        Matrix words = new Matrix(elements.operand(), elements.offset() / perWord, batch, elements.row() / perWord, 1);
        return new View(name, k.input(name, DType.I32), words);
    }

    View input(String name, Matrix matrix) {
        return new View(name, input(name, matrix.operand()), matrix);
    }

    View output(String name, Matrix matrix) {
        return new View(name, output(name, matrix.operand()), matrix);
    }

    List<View> extras() {
        List<View> views = new ArrayList<>();
        for (int i = 0; i < product.extras().size(); i++) {
            views.add(input("e" + i, product.extras().get(i)));
        }
        return views;
    }

    /**
     * Calls the kernel.
     *
     * @param variant what else the code depends on, besides buffers, sizes, strides and the product's epilogue
     * @param body writes the code, unless the same was written before
     */
    void call(Lowering to, List<Object> variant, Runnable body) {
        int[] values = new int[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(i);
        }
        List<Object> key = new ArrayList<>(form);
        key.addAll(variant);
        key.add(product.a().operand().dtype());
        key.add(product.epilogue());
        to.call(new KernelSource(key, () -> {
            body.run();
            return k.build();
        }), operands, values);
    }
}
