package io.coracle.op.image;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.UnaryOp;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * An image sampled at places that are data, from -1 to 1 along each axis. ONNX GridSample-16 to 22: X [N, C, …], grid [N, …, axes] with
 * x first; one to three spatial axes.
 */
record GridSample(Interpolation.Mode mode, Padding padding, boolean alignCorners) implements Operator.Lowered {
    /** What is outside the image. */
    enum Padding { ZEROS, BORDER, REFLECTION }

    static GridSample of(Attributes attributes) {
        Interpolation.Mode mode = switch (attributes.string("mode", "linear")) {
            case "bicubic" -> Interpolation.Mode.CUBIC;
            case String other -> Interpolation.mode(other);
        };
        Padding padding = switch (attributes.string("padding_mode", "zeros")) {
            case "zeros" -> Padding.ZEROS;
            case "border" -> Padding.BORDER;
            case "reflection" -> Padding.REFLECTION;
            case String other -> throw new OperatorException("padding_mode \"" + other + "\" is not supported");
        };
        return new GridSample(mode, padding, attributes.flag("align_corners", false));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape image = operands.shape(0);
        Shape grid = operands.shape(1);
        int spatial = image.rank() - 2;
        boolean fits = spatial >= 1 && spatial <= (mode == Interpolation.Mode.CUBIC ? 2 : 3) && grid.rank() == image.rank()
            && grid.dim(-1) == spatial && grid.dim(0) == image.dim(0) && Scalar.holds(operands.dtype(0)) && operands.dtype(1).isFloat()
            && Scalar.holds(operands.dtype(1));
        if (!fits) {
            throw new OperatorException("a grid " + operands.type(1) + " does not fit an image " + operands.type(0));
        }
        int[] dims = image.toArray();
        System.arraycopy(grid.toArray(), 1, dims, 2, spatial);
        Shape result = Shape.of(dims);
        if (image.product(2, image.rank()) == 0 && result.size() > 0) {
            throw new OperatorException("an image of shape " + image + " has no elements to sample");
        }
        return List.of(new TensorType(operands.dtype(0), result));
    }

    @Override
    public void lower(Lowering to) {
        Shape image = to.input(0).shape();
        Shape result = to.output(0).shape();
        if (result.size() == 0) {
            return;
        }
        int spatial = image.rank() - 2;
        int[] arguments = new int[3 + spatial];
        arguments[0] = image.dim(0);
        arguments[1] = image.dim(1);
        arguments[2] = result.product(2, result.rank());
        System.arraycopy(image.toArray(), 2, arguments, 3, spatial);
        to.call(kernel(to.input(0).dtype(), to.input(1).dtype(), spatial), List.of(to.input(0), to.input(1), to.output(0)), arguments);
    }

    /** One neighbour along one axis: its index, within the image, and its weight. */
    private record Tap(Expr index, Expr weight) {}

    private Kernel kernel(DType dtype, DType gridType, int spatial) {
        KernelBuilder k = new KernelBuilder("grid_sample" + spatial);
        Buffer x = k.input("x", dtype);
        Buffer grid = k.input("grid", gridType);
        Buffer y = k.output("y", dtype);
        Expr images = k.parameter("images");
        Expr channels = k.parameter("channels");
        Expr points = k.parameter("points");
        Expr[] extents = new Expr[spatial];
        Expr plane = Expr.i32(1);
        for (int i = 0; i < spatial; i++) {
            extents[i] = k.parameter("extent" + i);
            plane = plane.times(extents[i]);
        }
        Expr pitch = k.let("pitch", plane);
        k.parallel(images.times(points), p -> {
            Expr image = k.let("image", p.over(points));
            Expr point = k.let("point", p.modulo(points));
            Tap[][] taps = new Tap[spatial][];
            for (int i = 0; i < spatial; i++) {
                taps[i] = taps(k, k.load(grid, p.times(spatial).plus(spatial - 1 - i)), extents[i]);
            }
            k.serial(channels, c -> {
                Expr from = k.let("from", image.times(channels).plus(c).times(pitch));
                Expr sum = sum(k, x, from, taps, extents, 0, Expr.i32(0));
                k.store(y, image.times(channels).plus(c).times(points).plus(point), fromSum(sum, dtype));
            });
        });
        return k.build();
    }

    private static Expr fromSum(Expr sum, DType dtype) {
        return sum.cast(Scalar.of(dtype));
    }

    private static Expr sum(KernelBuilder k, Buffer x, Expr from, Tap[][] taps, Expr[] extents, int axis, Expr row) {
        Expr total = Expr.i32(0);
        for (int t = 0; t < taps[axis].length; t++) {
            Expr at = row.times(extents[axis]).plus(taps[axis][t].index);
            Expr weight = taps[axis][t].weight;
            Expr part = axis == taps.length - 1 ? k.load(x, from.plus(at)).cast(weight.type().scalar()) : sum(k, x, from, taps, extents, axis + 1, at);
            // A neighbour that counts nothing must not spread a NaN.
            Expr weighed = weight.eq(Expr.like(weight, 0)).select(Expr.like(weight, 0), part.times(weight));
            total = t == 0 ? weighed : total.plus(weighed);
        }
        return total;
    }

    private Tap[] taps(KernelBuilder k, Expr given, Expr extent) {
        Expr size = extent.cast(given.type().scalar());
        Expr one = Expr.like(given, 1);
        Expr half = Expr.like(given, 0.5);
        Expr zero = Expr.like(given, 0);
        Expr low = alignCorners ? zero : half.negate();
        Expr high = alignCorners ? size.minus(one) : size.minus(half);
        Expr place = alignCorners ? given.plus(one).times(half).times(size.minus(one)) : given.plus(one).times(size).minus(one).times(half);
        if (mode == Interpolation.Mode.NEAREST) {
            place = place.rint();
        }
        place = k.let("place", place);
        if (padding == Padding.BORDER) {
            place = k.let("bordered", place.max(zero).min(size.minus(one)));
        } else if (padding == Padding.REFLECTION) {
            place = k.let("reflected", reflect(place, low, high));
        }
        if (mode == Interpolation.Mode.NEAREST) {
            return new Tap[] {tap(k, place, one, size, extent, low, high)};
        }
        Expr floor = k.let("floor", place.floor());
        Expr ratio = k.let("ratio", place.minus(floor));
        Expr rest = k.let("rest", one.minus(ratio));
        if (mode == Interpolation.Mode.LINEAR) {
            return new Tap[] {tap(k, floor, rest, size, extent, low, high), tap(k, floor.plus(one), ratio, size, extent, low, high)};
        }
        return new Tap[] {
            tap(k, floor.minus(one), outer(ratio.plus(one)), size, extent, low, high),
            tap(k, floor, inner(ratio), size, extent, low, high),
            tap(k, floor.plus(one), inner(rest), size, extent, low, high),
            tap(k, floor.plus(one).plus(one), outer(rest.plus(one)), size, extent, low, high)};
    }

    private static Expr inner(Expr x) {
        return Expr.like(x, 1.25).times(x).minus(Expr.like(x, 2.25)).times(x).times(x).plus(Expr.like(x, 1));
    }

    private static Expr outer(Expr x) {
        Expr a = Expr.like(x, -0.75);
        return a.times(x).minus(Expr.like(x, -3.75)).times(x).plus(Expr.like(x, -6)).times(x).minus(Expr.like(x, -3));
    }

    private Tap tap(KernelBuilder k, Expr place, Expr weight, Expr size, Expr extent, Expr low, Expr high) {
        Expr zero = Expr.like(place, 0);
        Expr at = padding == Padding.REFLECTION ? reflect(place, low, high) : place;
        Expr index = k.let("index", at.cast(Scalar.I32).max(Expr.i32(0)).min(extent.minus(1)));
        boolean masked = padding == Padding.ZEROS;
        return new Tap(index, k.let("weight", masked ? zero.le(place).and(place.lt(size)).select(weight, zero) : weight));
    }

    /** A place mirrored at both ends until it lies between them. */
    private static Expr reflect(Expr x, Expr low, Expr high) {
        Expr zero = Expr.like(x, 0);
        Expr range = high.minus(low);
        Expr beyond = low.minus(x).max(x.minus(high));
        Expr turns = new Expr.Unary(UnaryOp.TRUNC, beyond.over(range));
        Expr rest = beyond.minus(turns.times(range));
        Expr half = Expr.like(x, 0.5);
        Expr even = turns.times(half).floor().eq(turns.times(half));
        Expr fromLow = x.lt(low);
        Expr mirrored = fromLow.select(even.select(low.plus(rest), high.minus(rest)), even.select(high.minus(rest), low.plus(rest)));
        return beyond.le(zero).select(x, range.le(zero).select(low, mirrored));
    }
}
