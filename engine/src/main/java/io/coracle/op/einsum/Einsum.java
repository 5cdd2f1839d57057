package io.coracle.op.einsum;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sums of products along the axes that an equation names. ONNX Einsum-12. */
record Einsum(String equation, int inputs) implements Operator.Lowered {
    static Einsum of(Attributes attributes) {
        return new Einsum(attributes.string("equation", ""), attributes.node().inputs().size());
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < operands.count(); i++) {
            shapes.add(operands.shape(i));
            if (operands.dtype(i) != operands.dtype(0) || !Scalar.holds(operands.dtype(i)) || operands.dtype(i) == DType.BOOL) {
                throw new OperatorException("takes numbers of one type, got " + operands.type(i));
            }
        }
        return List.of(new TensorType(operands.dtype(0), Equation.of(equation, shapes).result()));
    }

    @Override
    public void lower(Lowering to) {
        List<Shape> shapes = new ArrayList<>();
        List<Operand> buffers = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            buffers.add(to.input(i));
            shapes.add(to.input(i).shape());
        }
        buffers.add(to.output(0));
        Equation plan = Equation.of(equation, shapes);
        if (to.output(0).shape().size() == 0) {
            return;
        }
        int axes = plan.extents().length;
        int[] arguments = new int[axes * (1 + inputs)];
        for (int axis = 0; axis < axes; axis++) {
            arguments[axis * (1 + inputs)] = plan.extents()[axis];
            for (int i = 0; i < inputs; i++) {
                arguments[axis * (1 + inputs) + 1 + i] = plan.strides().get(i)[axis];
            }
        }
        to.call(kernel(to.output(0).dtype(), axes, plan), buffers, arguments);
    }

    private Kernel kernel(DType dtype, int axes, Equation plan) {
        KernelBuilder k = new KernelBuilder("einsum");
        Buffer[] x = new Buffer[inputs];
        for (int i = 0; i < inputs; i++) {
            x[i] = k.input("x" + i, dtype);
        }
        Buffer y = k.output("y", dtype);
        Expr[] extents = new Expr[axes];
        Expr[][] strides = new Expr[axes][inputs];
        for (int axis = 0; axis < axes; axis++) {
            extents[axis] = k.parameter("extent" + axis);
            for (int i = 0; i < inputs; i++) {
                Expr stride = k.parameter("stride" + axis + "_" + i);
                // Only neighbours in memory are worth another kernel.
                strides[axis][i] = axis == axes - 1 && plan.strides().get(i)[axis] <= 1 ? Expr.i32(plan.strides().get(i)[axis]) : stride;
            }
        }
        Expr all = Expr.i32(1);
        for (int axis = 0; axis < plan.outputs(); axis++) {
            all = all.times(extents[axis]);
        }
        k.parallel(all, p -> {
            Expr rest = p;
            Expr[] at = new Expr[inputs];
            Arrays.fill(at, Expr.i32(0));
            for (int axis = plan.outputs() - 1; axis >= 0; axis--) {
                Expr index = k.let("i" + axis, axis == 0 ? rest : rest.modulo(extents[axis]));
                rest = axis == 0 ? rest : k.let("rest" + axis, rest.over(extents[axis]));
                move(at, index, strides[axis]);
            }
            Expr zero = switch (Scalar.of(dtype)) {
                case F32 -> Expr.f32(0);
                case F64 -> Expr.f64(0);
                case I64 -> Expr.i64(0);
                default -> Expr.i32(0);
            };
            Expr.Var sum = k.accumulator("sum", zero);
            reduce(k, x, at, plan.outputs(), extents, strides, sum);
            k.store(y, p, sum);
        });
        return k.build();
    }

    private static void move(Expr[] at, Expr index, Expr[] strides) {
        for (int i = 0; i < at.length; i++) {
            at[i] = at[i].plus(index.times(strides[i]));
        }
    }

    private void reduce(KernelBuilder k, Buffer[] x, Expr[] at, int axis, Expr[] extents, Expr[][] strides, Expr.Var sum) {
        Expr[] from = new Expr[at.length];
        for (int i = 0; i < at.length; i++) {
            from[i] = k.let("at" + i, at[i]);
        }
        if (axis == extents.length) {
            k.assign(sum, sum.plus(product(k, x, from)));
        } else if (axis == extents.length - 1) {
            k.vector(extents[axis], v -> {
                move(from, v, strides[axis]);
                k.assign(sum, sum.plus(product(k, x, from)));
            });
        } else {
            k.serial(extents[axis], i -> {
                Expr[] next = from.clone();
                move(next, i, strides[axis]);
                reduce(k, x, next, axis + 1, extents, strides, sum);
            });
        }
    }

    private static Expr product(KernelBuilder k, Buffer[] x, Expr[] at) {
        Expr product = k.load(x[0], at[0]);
        for (int i = 1; i < x.length; i++) {
            product = product.times(k.load(x[i], at[i]));
        }
        return product;
    }
}
