package io.coracle.op.conv;

import io.coracle.kernel.Expr;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.matmul.Matrix;
import io.coracle.op.matmul.Product;
import io.coracle.op.matmul.Products;
import io.coracle.op.move.StridedCopy;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Convolution as a matrix product: filters times columns, which hold what each window sees. Pointwise convolutions have their columns
 * already; for others they are written out, a few rows of the output at a time so that they stay small.
 */
final class ConvProduct {
    /** Elements of columns that are written out at a time. */
    private static final int LARGEST_COLUMNS = 1 << 21;

    private ConvProduct() {}

    /** Whether a product is faster than going from window to window: with few taps or filters it does little more than copy. */
    static boolean pays(DType dtype, Shape weights, Windows w, int groups) {
        int depth = weights.dim(1) * w.sizeOfWindow();
        return dtype == DType.F32 && depth >= 16 && weights.dim(0) / groups >= 8 && w.outSize() >= 4;
    }

    /** @param bias one operand or none */
    static void call(Lowering to, Windows.Planes planes, Operand weights, List<Operand> bias, Operand output, Windows w, int groups) {
        int images = output.shape().dim(0);
        int depth = weights.shape().dim(1);
        if (w.sizeOfWindow() == 1 && planes.pitch() == w.outSize()) {
            int image = groups * depth * planes.pitch();
            Matrix columns = new Matrix(planes.operand(), 0, List.of(image, depth * planes.pitch()), planes.pitch(), 1);
            product(to, weights, columns, bias, output, w.outSize(), w.outSize(), 0, groups);
            return;
        }
        // Rows of volumes are cut along the first axis that there is.
        int axis = w.out()[0] > 1 ? 0 : 1;
        int rowSize = axis == 0 ? w.out()[1] * w.out()[2] : w.out()[2];
        int taps = w.sizeOfWindow();
        long perRow = (long) images * groups * depth * taps * rowSize;
        int rows = (int) Math.max(1, Math.min(w.out()[axis], LARGEST_COLUMNS / Math.max(1, perRow)));
        Operand scratch = to.scratch(planes.operand().dtype(), Shape.of(images * groups, depth * taps, rows * rowSize));
        for (int first = 0; first < w.out()[axis]; first += rows) {
            int count = Math.min(rows, w.out()[axis] - first);
            int size = count * rowSize;
            gather(to, planes, scratch, w, images * groups * depth, axis, first, count);
            Matrix columns = new Matrix(scratch, 0, List.of(groups * depth * taps * size, depth * taps * size), size, 1);
            product(to, weights, columns, bias, output, w.outSize(), size, first * rowSize, groups);
        }
    }

    /** Columns of some rows: for each channel and tap, what it meets in every window. */
    private static void gather(Lowering to, Windows.Planes planes, Operand target, Windows w, int channels, int axis, int first, int count) {
        int[] pitch = {planes.slicePitch(), planes.rowPitch(), 1};
        int[] out = w.out().clone();
        out[axis] = count;
        int[] extents = {channels, w.size()[0], w.size()[1], w.size()[2], out[0], out[1], out[2]};
        int[] from = {planes.pitch(), w.dilation()[0] * pitch[0], w.dilation()[1] * pitch[1], w.dilation()[2],
            w.stride()[0] * pitch[0], w.stride()[1] * pitch[1], w.stride()[2]};
        StridedCopy.copy(to, planes.operand(), new Layout(first * w.stride()[axis] * pitch[axis], from), target, Layout.of(Shape.of(extents)),
            extents);
    }

    private record Biased() implements Product.Epilogue {
        @Override
        public Expr apply(List<Expr> operands, List<DType> types) {
            return operands.get(0).plus(operands.get(1));
        }
    }

    /** @param plane elements of an output channel, of which {@code count} are written from {@code offset} on */
    private static void product(Lowering to, Operand weights, Matrix columns, List<Operand> bias, Operand output, int plane, int count,
                                int offset, int groups) {
        int images = output.shape().dim(0);
        int filters = weights.shape().dim(0) / groups;
        int depth = weights.shape().size() / weights.shape().dim(0);
        Matrix rows = new Matrix(weights, 0, List.of(0, filters * depth), depth, 1);
        Matrix result = new Matrix(output, offset, List.of(groups * filters * plane, filters * plane), plane, 1);
        List<Matrix> extras = bias.stream().map(operand -> new Matrix(operand, 0, List.of(0, filters), 1, 0)).toList();
        Optional<Product.Epilogue> epilogue = bias.isEmpty() ? Optional.empty()
            : Optional.of(new Biased());
        Products.lower(to, new Product(List.of(images, groups), filters, count, depth, rows, columns, result, extras, epilogue));
    }
}
