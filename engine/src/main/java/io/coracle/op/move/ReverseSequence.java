package io.coracle.op.move;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operands;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** The first elements of every sequence in reverse, as many as its length says. ONNX ReverseSequence-10. */
record ReverseSequence(int batchAxis, int timeAxis) implements Move {
    static ReverseSequence of(Attributes attributes) {
        return new ReverseSequence(attributes.integer("batch_axis", 1), attributes.integer("time_axis", 0));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape shape = operands.shape(0);
        boolean axesFit = shape.rank() >= 2 && batchAxis + timeAxis == 1 && batchAxis * timeAxis == 0;
        if (!axesFit || !operands.shape(1).equals(Shape.of(shape.dim(batchAxis))) || operands.dtype(1) != DType.I64) {
            throw new OperatorException("batch axis " + batchAxis + ", time axis " + timeAxis + " and lengths " + operands.type(1)
                + " do not fit shape " + shape);
        }
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        Shape shape = to.input(0).shape();
        if (shape.size() > 0) {
            to.call(kernel(Widths.of(to.input(0).dtype())), List.of(to.input(0), to.input(1), to.output(0)),
                shape.dim(0), shape.dim(1), shape.product(2, shape.rank()));
        }
    }

    private Kernel kernel(DType dtype) {
        KernelBuilder k = new KernelBuilder("reverse_sequence");
        Buffer x = k.input("x", dtype);
        Buffer lengths = k.input("lengths", DType.I64);
        Buffer y = k.output("y", dtype);
        Expr outer = k.parameter("outer");
        Expr middle = k.parameter("middle");
        Expr inner = k.parameter("inner");
        k.parallel(outer.times(middle), p -> {
            Expr i = k.let("i", p.over(middle));
            Expr j = k.let("j", p.modulo(middle));
            Expr steps = timeAxis == 0 ? outer : middle;
            Expr time = timeAxis == 0 ? i : j;
            Expr given = k.let("given", k.load(lengths, timeAxis == 0 ? j : i).cast(Scalar.I32));
            k.require(given.ge(Expr.i32(0)).and(given.le(steps)), "ReverseSequence: a length is longer than the sequence");
            Expr length = k.let("length", given.max(Expr.i32(0)).min(steps));
            Expr reversed = time.lt(length).select(length.minus(1).minus(time), time);
            Expr source = k.let("source", reversed.max(Expr.i32(0)).min(steps.minus(1)));
            Expr from = k.let("from", (timeAxis == 0 ? source.times(middle).plus(j) : i.times(middle).plus(source)).times(inner));
            Expr into = k.let("into", p.times(inner));
            k.vector(inner, v -> k.store(y, into.plus(v), k.load(x, from.plus(v))));
        });
        return k.build();
    }
}
