package io.coracle.op.loss;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.Numeric;
import io.coracle.op.reduce.Line;
import io.coracle.op.reduce.Lines;
import io.coracle.op.reduce.Softmax;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The negative of what is predicted for each label, weighted by class, then summed or averaged. Inputs: predictions [N, C, …],
 * labels [N, …], weights [C] (may be absent). ONNX NegativeLogLikelihoodLoss-12 to 22 and, with a logarithmic softmax of the
 * predictions before, SoftmaxCrossEntropyLoss-12 and 13, whose second output it is.
 *
 * @param ignored a label that counts nothing
 */
record LabelLoss(boolean softmax, Reduction reduction, Optional<Integer> ignored, int outputs) implements Operator.Lowered {
    enum Reduction { NONE, SUM, MEAN }

    static LabelLoss of(boolean softmax, Attributes attributes) {
        Reduction reduction = switch (attributes.string("reduction", "mean")) {
            case "none" -> Reduction.NONE;
            case "sum" -> Reduction.SUM;
            case "mean" -> Reduction.MEAN;
            case String other -> throw new OperatorException("reduction \"" + other + "\" is not supported");
        };
        Optional<Integer> ignored = attributes.has("ignore_index") ? Optional.of(attributes.integer("ignore_index")) : Optional.empty();
        return new LabelLoss(softmax, reduction, ignored, softmax ? attributes.node().outputs().size() : 1);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        DType type = Numeric.floating(operands.dtype(0));
        Shape x = operands.shape(0);
        if (x.rank() < 2) {
            throw new OperatorException("predictions need classes, their shape is " + x);
        }
        List<Integer> dims = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            if (i != 1) {
                dims.add(x.dim(i));
            }
        }
        Shape labels = Shape.of(dims);
        boolean whole = operands.dtype(1) == DType.I32 || operands.dtype(1) == DType.I64;
        if (!operands.shape(1).equals(labels) || !whole || x.dim(1) == 0 && labels.size() > 0) {
            throw new OperatorException("labels " + operands.type(1) + " do not fit predictions of shape " + x);
        }
        if (operands.has(2) && !operands.type(2).equals(new TensorType(type, Shape.of(x.dim(1))))) {
            throw new OperatorException("weights " + operands.type(2) + " do not fit " + x.dim(1) + " classes");
        }
        List<TensorType> types = new ArrayList<>();
        types.add(new TensorType(type, reduction == Reduction.NONE ? labels : Shape.SCALAR));
        if (outputs > 1) {
            types.add(operands.type(0));
        }
        return types;
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        Shape shape = x.shape();
        Operand predictions = x;
        if (softmax) {
            predictions = outputs > 1 ? to.output(1) : to.scratch(x.dtype(), shape);
            Softmax.logarithmic(to, x, 1, predictions);
        }
        boolean reduced = reduction != Reduction.NONE;
        DType wide = x.dtype() == DType.F64 ? DType.F64 : DType.F32;
        Shape labels = to.input(1).shape();
        Operand losses = reduced ? to.scratch(wide, labels) : to.output(0);
        Operand weights = to.scratch(wide, labels);
        List<Operand> buffers = new ArrayList<>(List.of(predictions, to.input(1)));
        if (to.has(2)) {
            buffers.add(to.input(2));
        }
        buffers.add(losses);
        buffers.add(weights);
        if (labels.size() > 0) {
            to.call(kernel(buffers, to.has(2)), buffers, shape.dim(0), shape.dim(1), shape.product(2, shape.rank()));
        }
        if (reduced) {
            int[] axes = new int[labels.rank()];
            for (int i = 0; i < axes.length; i++) {
                axes[i] = i;
            }
            Lines.along(labels, axes).call(to, "loss", this, List.of(losses, weights), List.of(to.output(0)), (line, in, out) -> {
                Line.State sum = line.state("sum", Line.number(wide, 0));
                Line.State weight = line.state("weight", Line.number(wide, 0));
                line.each((at, position) -> {
                    sum.update(BinaryOp.ADD, line.k.load(in.getFirst(), at));
                    weight.update(BinaryOp.ADD, line.k.load(in.get(1), at));
                });
                line.once(() -> line.k.store(out.getFirst(), line.slot(),
                    reduction == Reduction.MEAN ? sum.value().over(weight.value()) : sum.value()));
            });
        }
    }

    private Kernel kernel(List<Operand> operands, boolean weighted) {
        KernelBuilder k = new KernelBuilder("label_loss");
        Buffer x = k.input("x", operands.getFirst().dtype());
        Buffer labels = k.input("labels", operands.get(1).dtype());
        List<Buffer> classWeights = weighted ? List.of(k.input("class_weights", operands.get(2).dtype())) : List.of();
        Buffer losses = k.output("losses", operands.get(operands.size() - 2).dtype());
        Buffer weights = k.output("weights", operands.getLast().dtype());
        Expr rows = k.parameter("rows");
        Expr classes = k.parameter("classes");
        Expr inner = k.parameter("inner");
        k.parallel(rows, n -> k.serial(inner, d -> {
            Expr at = k.let("at", n.times(inner).plus(d));
            Expr label = k.let("label", k.load(labels, at).cast(Scalar.I64));
            Expr isIgnored = ignored.isPresent() ? label.eq(Expr.i64(ignored.get())) : label.ne(label);
            Expr zero = Expr.i64(0);
            Expr isClass = label.ge(zero).and(label.lt(classes.cast(Scalar.I64)));
            k.require(isClass.or(isIgnored), "a label is none of the classes");
            Expr index = k.let("index", label.max(zero).cast(Scalar.I32).max(Expr.i32(0)).min(classes.minus(1)));
            Expr loss = k.load(x, n.times(classes).plus(index).times(inner).plus(d)).negate();
            Expr one = Expr.like(loss, 1);
            Expr weight = isIgnored.select(Expr.like(loss, 0), weighted ? k.load(classWeights.getFirst(), index) : one);
            Expr named = k.let("weight", weight);
            // An ignored prediction may be infinite.
            k.store(losses, at, isIgnored.select(Expr.like(loss, 0), loss.times(named)));
            k.store(weights, at, named);
        }));
        return k.build();
    }
}
