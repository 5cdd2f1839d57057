package io.coracle.op.image;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.Halves;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** The places in the input of a sampled image's elements, under an affine map. ONNX AffineGrid-20: theta [N, 2, 3] or [N, 3, 4]. */
record AffineGrid(boolean alignCorners) implements Operator.Lowered {
    @Override
    public boolean needsContents(int input) {
        return input == 1;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape theta = operands.shape(0);
        Shape size = Shape.of(operands.content(1).toLongs());
        int spatial = size.rank() - 2;
        boolean fits = (spatial == 2 || spatial == 3) && theta.equals(Shape.of(size.dim(0), spatial, spatial + 1));
        if (!fits || !Scalar.holds(operands.dtype(0)) || !operands.dtype(0).isFloat()) {
            throw new OperatorException("maps " + operands.type(0) + " do not fit an image of shape " + size);
        }
        int[] dims = size.toArray();
        int[] grid = new int[spatial + 2];
        grid[0] = dims[0];
        System.arraycopy(dims, 2, grid, 1, spatial);
        grid[spatial + 1] = spatial;
        return List.of(new TensorType(operands.dtype(0), Shape.of(grid)));
    }

    @Override
    public void lower(Lowering to) {
        Shape grid = to.output(0).shape();
        if (grid.size() == 0) {
            return;
        }
        int spatial = grid.rank() - 2;
        List<Operand> buffers = new ArrayList<>(List.of(to.input(0)));
        int[] arguments = new int[1 + spatial];
        arguments[0] = grid.dim(0);
        for (int i = 0; i < spatial; i++) {
            arguments[1 + i] = grid.dim(1 + i);
            buffers.add(to.constant(Tensor.of(Halves.sum(to.input(0).dtype()), Shape.of(grid.dim(1 + i)), line(grid.dim(1 + i)))));
        }
        buffers.add(to.output(0));
        to.call(kernel(to.input(0).dtype(), spatial), buffers, arguments);
    }

    /** The places of an axis' elements between -1 and 1. */
    private double[] line(int count) {
        double[] line = new double[count];
        for (int i = 0; i < count; i++) {
            line[i] = alignCorners ? (count == 1 ? -1 : 2.0 * i / (count - 1) - 1) : (2.0 * i + 1) / count - 1;
        }
        return line;
    }

    private static Kernel kernel(DType dtype, int spatial) {
        KernelBuilder k = new KernelBuilder("affine_grid" + spatial);
        Buffer theta = k.input("theta", dtype);
        Buffer[] lines = new Buffer[spatial];
        for (int i = 0; i < spatial; i++) {
            lines[i] = k.input("line" + i, Halves.sum(dtype));
        }
        Buffer y = k.output("y", dtype);
        Expr images = k.parameter("images");
        Expr[] extents = new Expr[spatial];
        Expr points = images;
        for (int i = 0; i < spatial; i++) {
            extents[i] = k.parameter("extent" + i);
            points = points.times(extents[i]);
        }
        k.parallel(points, p -> {
            Expr rest = p;
            Expr[] places = new Expr[spatial];
            for (int i = spatial - 1; i >= 0; i--) {
                places[i] = k.let("place" + i, k.load(lines[i], rest.modulo(extents[i])));
                rest = k.let("rest" + i, rest.over(extents[i]));
            }
            Expr map = k.let("map", rest.times(spatial * (spatial + 1)));
            for (int row = 0; row < spatial; row++) {
                Expr sum = k.load(theta, map.plus(row * (spatial + 1) + spatial));
                for (int column = 0; column < spatial; column++) {
                    // Columns are x, y, z; axes are the other way round.
                    sum = sum.plus(k.load(theta, map.plus(row * (spatial + 1) + column)).times(places[spatial - 1 - column]));
                }
                k.store(y, p.times(spatial).plus(row), sum);
            }
        });
        return k.build();
    }
}
