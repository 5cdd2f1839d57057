package io.coracle.op.norm;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.Numeric;
import io.coracle.op.reduce.Line;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/** Divides by a power of the sum of squares over neighbouring channels, axis 1. ONNX LRN. */
record LocalResponse(int size, float alpha, float beta, float bias) implements Operator.Lowered {
    private static final int BLOCK = 512;

    static LocalResponse of(Attributes attributes) {
        int size = attributes.integer("size");
        if (size < 1) {
            throw new OperatorException("attribute size must be positive: " + size);
        }
        return new LocalResponse(size, attributes.floating("alpha", 0.0001f), attributes.floating("beta", 0.75f),
            attributes.floating("bias", 1));
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Numeric.floating(operands.dtype(0));
        if (operands.shape(0).rank() < 2) {
            throw new OperatorException("the input needs channels, its shape is " + operands.shape(0));
        }
        return List.of(operands.type(0));
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        Shape shape = x.shape();
        if (shape.size() > 0) {
            to.call(kernel(x.dtype()), List.of(x, to.output(0)), shape.dim(0) * shape.dim(1), shape.dim(1), shape.product(2, shape.rank()));
        }
    }

    private Kernel kernel(DType type) {
        KernelBuilder k = new KernelBuilder("local_response");
        Buffer x = k.input("x", type);
        Buffer y = k.output("y", type);
        Expr rows = k.parameter("rows");
        Expr channels = k.parameter("channels");
        Expr inner = k.parameter("inner");
        Buffer sums = k.local("sums", type == DType.F64 ? DType.F64 : DType.F32, BLOCK);
        Expr zero = Line.number(type, 0);
        k.parallel(rows, p -> {
            Expr channel = k.let("channel", p.modulo(channels));
            Expr image = k.let("image", p.over(channels).times(channels).times(inner));
            Expr first = k.let("first", channel.minus((size - 1) / 2).max(Expr.i32(0)));
            Expr end = k.let("end", channel.plus(size / 2 + 1).min(channels));
            k.serial(inner.plus(BLOCK - 1).over(BLOCK), b -> {
                Expr start = k.let("start", b.times(BLOCK));
                Expr count = k.let("count", inner.minus(start).min(Expr.i32(BLOCK)));
                k.vector(count, i -> k.store(sums, i, zero));
                k.loop("c", first, end, 1, Mode.SERIAL, c -> {
                    Expr row = k.let("row", image.plus(c.times(inner)).plus(start));
                    k.vector(count, i -> {
                        Expr value = k.let("value", k.load(x, row.plus(i)));
                        k.store(sums, i, k.load(sums, i).plus(value.times(value)));
                    });
                });
                Expr row = k.let("row", p.times(inner).plus(start));
                k.vector(count, i -> {
                    Expr sum = k.load(sums, i);
                    Expr base = sum.times(Expr.like(sum, (double) alpha / size)).plus(Expr.like(sum, bias));
                    Expr power = beta == 0.75f ? base.sqrt().times(base.sqrt().sqrt()) : Functions.pow(base, Expr.like(base, beta));
                    k.store(y, row.plus(i), k.load(x, row.plus(i)).over(power));
                });
            });
        });
        return k.build();
    }
}
