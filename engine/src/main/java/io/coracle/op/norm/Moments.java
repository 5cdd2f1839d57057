package io.coracle.op.norm;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.op.reduce.Line;

/** Mean and deviation of a line. The variance is that of differences from the mean: it cannot come out negative. */
final class Moments {
    private final Line line;
    private final Expr zero;
    final Line.State mean;
    private final Line.State squares;

    /** @param centred false takes the mean for zero, as RMS normalisation does */
    Moments(Line line, Buffer x, boolean centred) {
        this.line = line;
        this.zero = Line.number(x.dtype(), 0);
        if (centred) {
            Line.State sum = line.state("sum", zero);
            line.each((at, position) -> sum.update(BinaryOp.ADD, line.k.load(x, at)));
            mean = line.derive("mean", () -> sum.value().over(count()));
        } else {
            mean = line.state("mean", zero);
        }
        squares = line.state("squares", zero);
        line.each((at, position) -> {
            Expr difference = centred ? line.k.load(x, at).minus(mean.value()) : line.k.load(x, at);
            Expr named = line.k.let("d", difference);
            squares.updateProduct(named, named);
        });
    }

    private Expr count() {
        return line.length().cast(zero.type().scalar());
    }

    Line.State variance() {
        return line.derive("variance", () -> squares.value().over(count()));
    }

    /** One over the square root of the variance plus epsilon. */
    Line.State inverse(float epsilon) {
        Line.State variance = variance();
        return line.derive("inverse",
            () -> Expr.like(zero, 1).over(variance.value().plus(Expr.like(zero, epsilon)).sqrt()));
    }
}
