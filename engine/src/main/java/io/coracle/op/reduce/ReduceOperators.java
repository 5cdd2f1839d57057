package io.coracle.op.reduce;

import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.op.OperatorSet;

/** Adds the operators of this package to a set. */
public final class ReduceOperators {
    private ReduceOperators() {}

    public static void addTo(OperatorSet.Builder set) {
        reduction(set, "ReduceSum", Reduction.Kind.SUM, 13);
        reduction(set, "ReduceMean", Reduction.Kind.MEAN, 18);
        reduction(set, "ReduceMax", Reduction.Kind.MAX, 18);
        reduction(set, "ReduceMin", Reduction.Kind.MIN, 18);
        reduction(set, "ReduceProd", Reduction.Kind.PROD, 18);
        reduction(set, "ReduceL1", Reduction.Kind.L1, 18);
        reduction(set, "ReduceL2", Reduction.Kind.L2, 18);
        reduction(set, "ReduceLogSum", Reduction.Kind.LOG_SUM, 18);
        reduction(set, "ReduceLogSumExp", Reduction.Kind.LOG_SUM_EXP, 18);
        reduction(set, "ReduceSumSquare", Reduction.Kind.SUM_SQUARE, 18);
        set.add("ArgMax", attributes -> ArgExtreme.of(true, attributes));
        set.add("ArgMin", attributes -> ArgExtreme.of(false, attributes));
        set.add("CumSum", attributes -> Cumulative.of(BinaryOp.ADD, attributes));
        set.add("CumProd", attributes -> Cumulative.of(BinaryOp.MUL, attributes));
        set.add("Softmax", attributes -> Softmax.of(Softmax.Kind.SOFTMAX, attributes));
        set.add("LogSoftmax", attributes -> Softmax.of(Softmax.Kind.LOG_SOFTMAX, attributes));
        set.add("Hardmax", attributes -> Softmax.of(Softmax.Kind.HARDMAX, attributes));
    }

    /** @param inputSince the version in which axes became an input */
    private static void reduction(OperatorSet.Builder set, String name, Reduction.Kind kind, int inputSince) {
        set.add(name, attributes -> new Reduction(kind, ReduceAxes.of(attributes, inputSince)));
    }
}
