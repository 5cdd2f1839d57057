package io.coracle.op.move;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.op.move.StridedCopy.Layout;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * Channels become blocks of pixels. ONNX DepthToSpace-1 to 13.
 *
 * @param block pixels along each side of a block
 * @param depthFirst whether a block's pixels are {@code channels} apart (DCR) or neighbours (CRD)
 */
record DepthToSpace(int block, boolean depthFirst) implements Move {
    static DepthToSpace of(Attributes attributes) {
        return new DepthToSpace(attributes.integer("blocksize"), attributes.string("mode", "DCR").equals("DCR"));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        if (block < 1 || shape.rank() != 4 || shape.dim(1) % ((long) block * block) != 0) {
            throw new OperatorException("cannot make blocks of " + block + " from shape " + shape);
        }
        return List.of(new TensorType(operands.dtype(0), Shape.of(new long[] {shape.dim(0), shape.dim(1) / block / block,
            (long) shape.dim(2) * block, (long) shape.dim(3) * block})));
    }

    @Override
    public void lower(Lowering to) {
        Shape into = to.output(0).shape();
        Shape from = to.input(0).shape();
        int channels = into.dim(1);
        int[] f = from.strides();
        int[] t = into.strides();
        int blockStep = depthFirst ? channels * f[1] : f[1];
        int channelStep = depthFirst ? f[1] : block * block * f[1];
        StridedCopy.copy(to, to.input(0), new Layout(0, new int[] {f[0], channelStep, f[2], block * blockStep, f[3], blockStep}),
            to.output(0), new Layout(0, new int[] {t[0], t[1], block * t[2], t[2], block, 1}),
            from.dim(0), channels, from.dim(2), block, from.dim(3), block);
    }
}
