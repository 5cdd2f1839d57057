package io.coracle.op.move;

import io.coracle.op.OperatorSet;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;

/** Adds the operators of this package. */
public final class MoveOperators {
    private MoveOperators() {}

    public static void addTo(OperatorSet.Builder operators) {
        operators.add("Constant", ConstantValue::of)
            .add("ConstantOfShape", a -> new ConstantOfShape(a.tensor("value").orElse(Tensor.floats(Shape.of(1), 0))))
            .add("Shape", ShapeOf::of)
            .add("Size", a -> new SizeOf())
            .add("Identity", a -> new Identity())
            .add("Reshape", Reshape::of)
            .add("Flatten", a -> new Flatten(a.integer("axis", 1)))
            .add("Squeeze", Squeeze::of)
            .add("Unsqueeze", Unsqueeze::of)
            .add("Transpose", Transpose::of)
            .add("Concat", Concat::of)
            .add("Split", Split::of)
            .add("Slice", Slice::of)
            .add("Expand", a -> new Expand())
            .add("Tile", Tile::of)
            .add("Pad", Pad::of)
            .add("Range", a -> new Range())
            .add("Trilu", Trilu::of)
            .add("DepthToSpace", DepthToSpace::of)
            .add("SpaceToDepth", SpaceToDepth::of);
    }

    /** Those that few models have. */
    public static void addUncommonTo(OperatorSet.Builder operators) {
        operators.add("EyeLike", EyeLike::of)
            .add("ReverseSequence", ReverseSequence::of)
            .add("CenterCropPad", CenterCropPad::of)
            .add("Compress", Compress::of);
    }
}
