package io.coracle.op.signal;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.tensor.DType;

/**
 * Fourier transforms by their definition, a sum for each frequency.
 *
 * @param partsIn real parts only, or imaginary ones too; as {@code partsOut}
 * @param mirrored whether the input is the first half of a spectrum whose second is its mirror
 */
record TransformKernel(DType input, DType sums, DType output, int partsIn, int partsOut, boolean mirrored) {
    Kernel kernel() {
        KernelBuilder k = new KernelBuilder("fourier");
        Buffer x = k.input("x", input);
        Buffer table = k.input("twiddles", sums);
        Buffer y = k.output("y", output);
        Expr lines = k.parameter("lines");
        Expr inner = k.parameter("inner");
        Expr extent = k.parameter("extent");
        Expr given = k.parameter("given");
        Expr length = k.parameter("length");
        Expr kept = k.parameter("kept");
        k.parallel(lines.times(kept), p -> {
            Expr line = k.let("line", p.over(kept));
            Expr frequency = k.let("frequency", p.modulo(kept));
            Expr outer = k.let("outer", line.over(inner));
            Expr place = k.let("place", line.modulo(inner));
            Expr zero = sums == DType.F64 ? Expr.f64(0) : Expr.f32(0);
            Expr.Var real = k.accumulator("real", zero);
            Expr.Var imaginary = k.accumulator("imaginary", zero);
            Expr.Var turn = k.accumulator("turn", Expr.i32(0));
            k.serial(mirrored ? length : given, i -> {
                Expr angle = k.let("angle", turn.max(Expr.i32(0)).min(length.minus(1)));
                Expr source = mirrored ? i.lt(given).select(i, length.minus(i)).max(Expr.i32(0)).min(given.minus(1)) : i;
                Expr at = k.let("at", outer.times(extent).plus(source).times(inner).plus(place).times(partsIn));
                Expr cos = k.let("cos", k.load(table, angle));
                Expr sin = k.let("sin", k.load(table, length.plus(angle)));
                Expr a = k.let("a", k.load(x, at));
                k.assign(real, real.plus(a.times(cos)));
                k.assign(imaginary, imaginary.plus(a.times(sin)));
                if (partsIn == 2) {
                    Expr part = k.load(x, at.plus(1));
                    Expr b = k.let("b", mirrored ? i.lt(given).select(part, part.negate()) : part);
                    k.assign(real, real.minus(b.times(sin)));
                    k.assign(imaginary, imaginary.plus(b.times(cos)));
                }
                Expr next = k.let("next", turn.plus(frequency));
                k.assign(turn, length.le(next).select(next.minus(length), next));
            });
            Expr scale = k.let("scale", k.load(table, length.times(2)));
            Expr into = k.let("into", outer.times(kept).plus(frequency).times(inner).plus(place).times(partsOut));
            k.store(y, into, real.times(scale));
            if (partsOut == 2) {
                k.store(y, into.plus(1), imaginary.times(scale));
            }
        });
        return k.build();
    }
}
