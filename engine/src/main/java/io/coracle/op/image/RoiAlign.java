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
 * Regions of images, each cut into the same number of cells, whose samples are averaged or their maximum taken. ONNX RoiAlign-10 to 22:
 * X [N, C, H, W], regions [R, 4] as x and y of two corners, image of each region [R].
 *
 * @param samples along each side of a cell; 0 to take as many as the region has pixels
 * @param halfPixel whether pixels have their centre at a half, as since version 16
 */
record RoiAlign(int height, int width, int samples, float scale, boolean average, boolean halfPixel) implements Operator.Lowered {
    private static final int MOST_SAMPLES = 4096;

    static RoiAlign of(Attributes attributes) {
        String mode = attributes.string("coordinate_transformation_mode", attributes.version() < 16 ? "output_half_pixel" : "half_pixel");
        return new RoiAlign(attributes.integer("output_height", 1), attributes.integer("output_width", 1),
            attributes.integer("sampling_ratio", 0), attributes.floating("spatial_scale", 1),
            attributes.string("mode", "avg").equals("avg"), mode.equals("half_pixel"));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape image = operands.shape(0);
        Shape regions = operands.shape(1);
        boolean fits = image.rank() == 4 && regions.rank() == 2 && regions.dim(1) == 4 && height > 0 && width > 0 && samples >= 0
            && samples <= MOST_SAMPLES && operands.dtype(0).isFloat() && Scalar.holds(operands.dtype(0)) && operands.dtype(1) == operands.dtype(0)
            && operands.type(2).equals(new TensorType(DType.I64, Shape.of(regions.dim(0))));
        if (!fits || image.size() == 0 && regions.dim(0) > 0) {
            throw new OperatorException("regions " + operands.type(1) + " of images " + operands.type(2) + " do not fit images "
                + operands.type(0));
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(regions.dim(0), image.dim(1), height, width)));
    }

    @Override
    public void lower(Lowering to) {
        Shape image = to.input(0).shape();
        Shape result = to.output(0).shape();
        if (result.size() > 0) {
            to.call(kernel(to.input(0).dtype()), List.of(to.input(0), to.input(1), to.input(2), to.output(0)), result.dim(0), image.dim(0),
                image.dim(1), image.dim(2), image.dim(3), height, width);
        }
    }

    private Kernel kernel(DType dtype) {
        KernelBuilder k = new KernelBuilder("roi_align");
        Buffer x = k.input("x", dtype);
        Buffer regions = k.input("regions", dtype);
        Buffer images = k.input("images", DType.I64);
        Buffer y = k.output("y", dtype);
        Expr count = k.parameter("count");
        Expr batch = k.parameter("batch");
        Expr channels = k.parameter("channels");
        Expr[] extent = {k.parameter("height"), k.parameter("width")};
        Expr[] cells = {k.parameter("cells_down"), k.parameter("cells_across")};
        Scalar type = Scalar.of(dtype);
        k.parallel(count.times(channels), p -> {
            Expr region = k.let("region", p.over(channels));
            Expr given = k.let("given", k.load(images, region).cast(Scalar.I32));
            k.require(Expr.i32(0).le(given).and(given.lt(batch)), "RoiAlign: an image index is outside the batch");
            Expr image = k.let("image", given.max(Expr.i32(0)).min(batch.minus(1)));
            Expr from = k.let("from", image.times(channels).plus(p.modulo(channels)).times(extent[0]).times(extent[1]));
            Expr[] start = new Expr[2];
            Expr[] cell = new Expr[2];
            Expr[] taken = new Expr[2];
            for (int axis = 0; axis < 2; axis++) {
                Expr low = k.load(regions, region.times(4).plus(1 - axis));
                Expr factor = Expr.like(low, scale);
                Expr shift = Expr.like(low, halfPixel ? 0.5 : 0);
                start[axis] = k.let("start" + axis, low.times(factor).minus(shift));
                Expr end = k.load(regions, region.times(4).plus(3 - axis)).times(factor).minus(shift);
                Expr size = halfPixel ? end.minus(start[axis]) : end.minus(start[axis]).max(Expr.like(low, 1));
                cell[axis] = k.let("cell" + axis, size.over(cells[axis].cast(type)));
                Expr adaptive = new Expr.Unary(UnaryOp.CEIL, cell[axis]).cast(Scalar.I32).max(Expr.i32(0)).min(Expr.i32(MOST_SAMPLES));
                taken[axis] = k.let("taken" + axis, samples > 0 ? Expr.i32(samples) : adaptive);
            }
            Expr all = k.let("all", taken[0].times(taken[1]).max(Expr.i32(1)).cast(type));
            k.serial(cells[0], i -> k.serial(cells[1], j -> {
                Expr zero = Expr.like(all, 0);
                Expr.Var sum = k.accumulator("sum", average ? zero : Expr.like(all, Double.NEGATIVE_INFINITY));
                k.serial(taken[0], a -> k.serial(taken[1], b -> {
                    Expr down = place(start[0], cell[0], i, a, taken[0], type);
                    Expr across = place(start[1], cell[1], j, b, taken[1], type);
                    Expr[] parts = sample(k, x, from, extent, k.let("down", down), k.let("across", across));
                    if (average) {
                        k.assign(sum, sum.plus(parts[0].plus(parts[1]).plus(parts[2]).plus(parts[3])));
                    } else {
                        k.assign(sum, sum.max(parts[0].max(parts[1]).max(parts[2]).max(parts[3])));
                    }
                }));
                Expr none = sum.eq(Expr.like(all, Double.NEGATIVE_INFINITY));
                k.store(y, p.times(cells[0]).plus(i).times(cells[1]).plus(j), average ? sum.over(all) : none.select(zero, sum));
            }));
        });
        return k.build();
    }

    private static Expr place(Expr start, Expr cell, Expr index, Expr sample, Expr samples, Scalar type) {
        Expr middle = sample.cast(type).plus(Expr.like(start, 0.5));
        return start.plus(index.cast(type).times(cell)).plus(middle.times(cell).over(samples.cast(type)));
    }

    /** The four pixels around a place, each times its weight; zeros for a place outside the image. */
    private static Expr[] sample(KernelBuilder k, Buffer x, Expr from, Expr[] extent, Expr down, Expr across) {
        Expr[] places = {down, across};
        Expr[] low = new Expr[2];
        Expr[] high = new Expr[2];
        Expr[] upper = new Expr[2];
        Expr[] lower = new Expr[2];
        Expr inside = Expr.i32(0).eq(Expr.i32(0));
        for (int axis = 0; axis < 2; axis++) {
            Expr place = places[axis];
            Expr zero = Expr.like(place, 0);
            Expr one = Expr.like(place, 1);
            inside = inside.and(one.negate().le(place)).and(place.le(extent[axis].cast(place.type().scalar())));
            Expr positive = k.let("positive", place.max(zero));
            Expr last = extent[axis].minus(1);
            low[axis] = k.let("low", positive.cast(Scalar.I32).max(Expr.i32(0)).min(last));
            high[axis] = k.let("high", low[axis].plus(1).min(last));
            Expr ratio = positive.minus(low[axis].cast(place.type().scalar()));
            upper[axis] = k.let("upper", last.le(low[axis]).select(zero, ratio));
            lower[axis] = k.let("lower", one.minus(upper[axis]));
        }
        Expr counted = k.let("counted", inside.select(Expr.like(down, 1), Expr.like(down, 0)));
        Expr[] parts = new Expr[4];
        for (int i = 0; i < 4; i++) {
            Expr row = i < 2 ? low[0] : high[0];
            Expr column = i % 2 == 0 ? low[1] : high[1];
            Expr weight = (i < 2 ? lower[0] : upper[0]).times(i % 2 == 0 ? lower[1] : upper[1]).times(counted);
            parts[i] = k.load(x, from.plus(row.times(extent[1])).plus(column)).times(weight);
        }
        return parts;
    }
}
