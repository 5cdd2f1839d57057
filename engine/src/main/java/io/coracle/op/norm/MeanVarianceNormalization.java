package io.coracle.op.norm;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.elementwise.Numeric;
import io.coracle.op.reduce.Line;
import io.coracle.op.reduce.Lines;
import io.coracle.tensor.DType;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Differences from the mean along some axes, divided by the deviation plus 1e-9. */
record MeanVarianceNormalization(List<Integer> axes) implements Operator.Lowered {
    static MeanVarianceNormalization of(Attributes attributes) {
        List<Integer> axes = attributes.integers("axes");
        return new MeanVarianceNormalization(axes.isEmpty() ? List.of(0, 2, 3) : axes);
    }

    private int[] array() {
        int[] array = new int[axes.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = axes.get(i);
        }
        return array;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.floating(operands.dtype(0));
        Lines.chosen(operands.shape(0), array());
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        DType type = to.input(0).dtype();
        Lines.along(to.input(0).shape(), array()).call(to, "mean_variance", this, List.of(to.input(0)), List.of(to.output(0)), (line, in, out) -> {
            Moments moments = new Moments(line, in.getFirst(), true);
            Line.State variance = moments.variance();
            Line.State scale = line.derive("scale",
                () -> Line.number(type, 1).over(variance.value().sqrt().plus(Line.number(type, 1e-9))));
            line.each((at, position) -> line.k.store(out.getFirst(), at,
                line.k.load(in.getFirst(), at).minus(moments.mean.value()).times(scale.value())));
        });
    }
}
