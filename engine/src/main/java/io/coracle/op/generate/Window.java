package io.coracle.op.generate;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.TypeCodes;
import io.coracle.op.elementwise.Numeric;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * A window of a signal, a sum of cosines: {@code a - b cos(2πi / n) + c cos(4πi / n)}. Input 0 is its size. ONNX HannWindow-17,
 * HammingWindow-17, BlackmanWindow-17.
 *
 * @param periodic n is the size, else one less
 */
record Window(double a, double b, double c, boolean periodic, DType type) implements Operator.Lowered {
    static Window of(double a, double b, double c, Attributes attributes) {
        return new Window(a, b, c, attributes.flag("periodic", true),
            Numeric.number(TypeCodes.dtype(attributes.integer("output_datatype", 1))));
    }

    @Override
    public boolean needsContents(int input) {
        return true;
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        if (operands.shape(0).size() != 1 || !operands.dtype(0).isInteger()) {
            throw new OperatorException("the size is one integer, not " + operands.type(0));
        }
        long size = operands.content(0).longAt(0);
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw new OperatorException("a window of size " + size);
        }
        return List.of(new TensorType(type, Shape.of((int) size)));
    }

    @Override
    public void lower(Lowering to) {
        int size = to.output(0).shape().size();
        to.call(kernel(), List.of(to.output(0)), size, Math.max(1, periodic ? size : size - 1));
    }

    private Kernel kernel() {
        KernelBuilder k = new KernelBuilder("window");
        Buffer y = k.output("y", type);
        Expr size = k.parameter("size");
        Expr period = k.parameter("period");
        Expr step = k.let("step", Expr.f64(2 * Math.PI).over(period.cast(Scalar.F64)));
        k.parallel(size, i -> {
            Expr angle = i.cast(Scalar.F64).times(step);
            Expr value = Expr.f64(a).minus(Functions.cos(angle).times(Expr.f64(b)));
            if (c != 0) {
                value = value.plus(Functions.cos(angle.plus(angle)).times(Expr.f64(c)));
            }
            k.store(y, i, Numeric.convert(DType.F64, type, value));
        });
        return k.build();
    }
}
