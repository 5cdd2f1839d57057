package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Blocks of pixels become channels. ONNX SpaceToDepth-1 to 13. */
record SpaceToDepth(int block, boolean depthFirst) implements Move {
    static SpaceToDepth of(Attributes attributes) {
        return new SpaceToDepth(attributes.integer("blocksize"), attributes.string("mode", "DCR").equals("DCR"));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        if (block < 1 || shape.rank() != 4 || shape.dim(2) % block != 0 || shape.dim(3) % block != 0) {
            throw new OperatorException("cannot cut shape " + shape + " into blocks of " + block);
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(new long[] {shape.dim(0), (long) shape.dim(1) * block * block,
            shape.dim(2) / block, shape.dim(3) / block})));
    }

    @Override
    public void lower(Lowering to) {
        Shape from = to.input(0).shape();
        Shape into = to.output(0).shape();
        int channels = from.dim(1);
        int[] f = from.strides();
        int[] t = into.strides();
        int blockStep = depthFirst ? channels * t[1] : t[1];
        int channelStep = depthFirst ? t[1] : block * block * t[1];
        StridedCopy.copy(to, to.input(0), new Layout(0, new int[] {f[0], f[2], 1, f[1], block * f[2], block}),
            to.output(0), new Layout(0, new int[] {t[0], block * blockStep, blockStep, channelStep, t[2], 1}),
            from.dim(0), block, block, channels, into.dim(2), into.dim(3));
    }
}
