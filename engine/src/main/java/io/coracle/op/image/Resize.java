package io.coracle.op.image;

import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.index.AxisGather;
import io.coracle.op.move.Axes;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.op.move.StridedCopy;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A tensor with other extents, its elements interpolated along each axis. ONNX Resize-10 to 19 and Upsample-7 to 10.
 *
 * @param axes that inputs speak of; empty for all
 * @param aspect what to do with wanted extents that would change proportions
 * @param extrapolation what is outside the region that is cropped
 * @param fixedScales the scales when they are an attribute
 * @param inputs where the region, scales and extents are among the inputs; -1 where they are not
 */
record Resize(Interpolation interpolation, Coordinates coordinates, boolean excludeOutside, float extrapolation, List<Integer> axes,
              Aspect aspect, List<Float> fixedScales, Inputs inputs) implements Operator.Lowered {
    /** How proportions are kept. */
    enum Aspect { STRETCH, NOT_LARGER, NOT_SMALLER }

    /** Positions of the inputs. */
    record Inputs(int region, int scales, int extents) {}

    static Resize of(Attributes a) {
        Interpolation.Mode mode = Interpolation.mode(a.string("mode", "nearest"));
        if (a.version() < 11) {
            return upsample(a);
        }
        Aspect aspect = switch (a.string("keep_aspect_ratio_policy", "stretch")) {
            case "stretch" -> Aspect.STRETCH;
            case "not_larger" -> Aspect.NOT_LARGER;
            case "not_smaller" -> Aspect.NOT_SMALLER;
            case String other -> throw new OperatorException("keep_aspect_ratio_policy \"" + other + "\" is not supported");
        };
        Interpolation interpolation = new Interpolation(mode, Interpolation.nearest(a.string("nearest_mode", "round_prefer_floor")),
            a.floating("cubic_coeff_a", -0.75f), a.flag("antialias", false) && mode != Interpolation.Mode.NEAREST);
        return new Resize(interpolation, Coordinates.of(a.string("coordinate_transformation_mode", "half_pixel")),
            a.flag("exclude_outside", false), a.floating("extrapolation_value", 0), a.integers("axes"), aspect, List.of(),
            new Inputs(1, 2, 3));
    }

    /** What both operators were before the modes of Resize-11 came. */
    static Resize upsample(Attributes a) {
        Interpolation.Mode mode = Interpolation.mode(a.string("mode", "nearest"));
        List<Float> scales = a.floats("scales");
        if (a.has("height_scale")) {
            scales = List.of(1f, 1f, a.floating("height_scale", 1), a.floating("width_scale", 1));
        }
        return new Resize(new Interpolation(mode, Interpolation.Nearest.SIMPLE, -0.75, false), Coordinates.ASYMMETRIC, false, 0, List.of(),
            Aspect.STRETCH, scales, new Inputs(-1, 1, -1));
    }

    @Override
    public boolean needsContents(int input) {
        return input > 0;
    }

    private List<Resampling> plan(Shape shape, IntFunction<Optional<Tensor>> contents) {
        int rank = shape.rank();
        int[] named = new int[axes.isEmpty() ? rank : axes.size()];
        for (int i = 0; i < named.length; i++) {
            named[i] = axes.isEmpty() ? i : Axes.check(axes.get(i), rank);
        }
        double[] scales = new double[rank];
        int[] out = shape.toArray();
        Arrays.fill(scales, 1);
        Optional<Tensor> extents = contents.apply(inputs.extents).filter(tensor -> tensor.size() > 0);
        if (extents.isPresent()) {
            extents(shape, named, extents.get(), scales, out);
        } else {
            scales(shape, named, contents.apply(inputs.scales).map(Tensor::toDoubles).orElseGet(this::fixed), scales, out);
        }
        double[] region = coordinates == Coordinates.CROP_AND_RESIZE
            ? contents.apply(inputs.region).map(Tensor::toDoubles).orElse(new double[0]) : new double[0];
        if (coordinates == Coordinates.CROP_AND_RESIZE && region.length != 2 * named.length) {
            throw new OperatorException("a region of " + region.length + " numbers does not fit " + named.length + " axes");
        }
        List<Resampling> plan = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            if (shape.dim(i) == 0 && out[i] > 0) {
                throw new OperatorException("axis " + i + " of shape " + shape + " has no elements to resize");
            }
            double from = 0;
            double until = 1;
            for (int n = 0; n < named.length && region.length > 0; n++) {
                from = named[n] == i ? region[n] : from;
                until = named[n] == i ? region[named.length + n] : until;
            }
            plan.add(Resampling.of(shape.dim(i), out[i], scales[i], from, until, coordinates, interpolation, excludeOutside));
        }
        return plan;
    }

    private double[] fixed() {
        double[] scales = new double[fixedScales.size()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = fixedScales.get(i);
        }
        return scales;
    }

    private static void scales(Shape shape, int[] named, double[] given, double[] scales, int[] out) {
        if (given.length != named.length) {
            throw new OperatorException(given.length + " scales for " + named.length + " axes");
        }
        for (int i = 0; i < named.length; i++) {
            int axis = named[i];
            double extent = Math.floor(shape.dim(axis) * given[i]);
            if (!(given[i] > 0) || extent > Integer.MAX_VALUE) {
                throw new OperatorException("cannot scale " + shape.dim(axis) + " elements by " + given[i]);
            }
            scales[axis] = given[i];
            out[axis] = (int) extent;
        }
    }

    private void extents(Shape shape, int[] named, Tensor given, double[] scales, int[] out) {
        if (given.size() != named.length) {
            throw new OperatorException(given.size() + " extents for " + named.length + " axes");
        }
        double common = aspect == Aspect.NOT_LARGER ? Double.POSITIVE_INFINITY : 0;
        for (int i = 0; i < named.length; i++) {
            long extent = given.longAt(i);
            if (extent < 0 || extent > Integer.MAX_VALUE) {
                throw new OperatorException("extent out of range: " + extent);
            }
            int axis = named[i];
            out[axis] = (int) extent;
            scales[axis] = shape.dim(axis) == 0 ? 1 : (double) extent / shape.dim(axis);
            common = aspect == Aspect.NOT_LARGER ? Math.min(common, scales[axis]) : Math.max(common, scales[axis]);
        }
        for (int i = 0; i < named.length && aspect != Aspect.STRETCH; i++) {
            scales[named[i]] = common;
            out[named[i]] = (int) Math.min(Integer.MAX_VALUE, Math.floor(shape.dim(named[i]) * common + 0.5));
        }
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        if (!Scalar.holds(operands.dtype(0))) {
            throw new OperatorException("takes numbers, got " + operands.dtype(0));
        }
        int[] dims = operands.shape(0).toArray();
        List<Resampling> plan = plan(operands.shape(0), i -> i > 0 && operands.has(i) ? Optional.of(operands.content(i)) : Optional.empty());
        for (int i = 0; i < dims.length; i++) {
            dims[i] = plan.get(i).out();
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(dims)));
    }

    @Override
    public void lower(Lowering to) {
        Operand output = to.output(0);
        if (output.shape().size() == 0) {
            return;
        }
        List<Resampling> plan = plan(to.input(0).shape(), i -> i > 0 && to.has(i) ? to.content(to.input(i)) : Optional.empty());
        Operand current = to.input(0);
        Shape shape = current.shape();
        for (int axis = 0; axis < plan.size(); axis++) {
            Resampling along = plan.get(axis);
            if (along.isIdentity()) {
                continue;
            }
            if (along.taps() == 1) {
                Operand next = to.scratch(current.dtype(), shape.with(axis, along.out()));
                AxisGather.call(to, "Resize", current, axis, to.constant(Tensor.ints(Shape.of(along.out()), along.indexes())), next);
                current = next;
            } else {
                current = Resampler.call(to, current, shape, axis, along);
            }
            shape = shape.with(axis, along.out());
        }
        if (current.dtype() == output.dtype()) {
            StridedCopy.copy(to, current, Layout.of(shape), output, Layout.of(shape), shape.toArray());
        } else {
            Resampler.finish(to, current, output);
        }
        for (int axis = 0; axis < plan.size(); axis++) {
            fillOutside(to, output, axis, plan.get(axis).outside());
        }
    }

    private void fillOutside(Lowering to, Operand output, int axis, boolean[] outside) {
        Shape shape = output.shape();
        int inner = shape.product(axis + 1, shape.rank());
        int row = inner * shape.dim(axis);
        for (int i = 0; i < outside.length; i++) {
            if (outside[i]) {
                Operand value = to.constant(Tensor.of(output.dtype(), Shape.SCALAR, (double) extrapolation));
                StridedCopy.copy(to, value, new Layout(0, new int[2]), output, new Layout(i * inner, new int[] {row, 1}),
                    shape.product(0, axis), inner);
            }
        }
    }
}
