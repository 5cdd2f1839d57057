package io.coracle.wasm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Trees;
import io.coracle.kernel.Type;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes loads and stores of 16-bit floats as those of 16-bit integers, with their bits taken apart and put together in the IR. */
final class Halves {
    private static final int INFINITY = 0x7c00;
    private static final int NAN = 0x7e00;
    private static final int NAN_B = 0x7fc0;
    private static final int SMALLEST_NORMAL = 0x400;
    /** What an exponent's bias differs by, at its place in f32. */
    private static final int BIAS = 112 << 23;
    private static final int ABOVE_LARGEST = Float.floatToRawIntBits(65520f);
    private static final int SMALLEST_NORMAL_32 = Float.floatToRawIntBits(0x1p-14f);
    private static final int INFINITY_32 = 0x7f80_0000;
    private static final int MAGNITUDE = 0x7fff_ffff;

    private int next;
    private List<Stmt> before = new ArrayList<>();

    private Halves(int next) {
        this.next = next;
    }

    static Kernel apply(Kernel kernel) {
        List<Buffer> all = new ArrayList<>(kernel.buffers());
        all.addAll(kernel.locals());
        if (all.stream().noneMatch(Halves::isHalf)) {
            return kernel;
        }
        Halves pass = new Halves(1 + Trees.lastVariable(kernel));
        return new Kernel(kernel.name(), kernel.buffers().stream().map(Halves::asIntegers).toList(),
            kernel.locals().stream().map(Halves::asIntegers).toList(), kernel.parameters(), pass.block(kernel.body()));
    }

    private static boolean isHalf(Buffer buffer) {
        return buffer.dtype() == DType.F16 || buffer.dtype() == DType.BF16;
    }

    private static Buffer asIntegers(Buffer buffer) {
        return isHalf(buffer) ? new Buffer(buffer.id(), buffer.name(), DType.U16, buffer.role(), buffer.size()) : buffer;
    }

    private List<Stmt> block(List<Stmt> body) {
        List<Stmt> outer = before;
        before = new ArrayList<>();
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> {
                    Expr plain = plain(value);
                    before.add(new Stmt.Let(variable, plain));
                }
                case Stmt.Assign(Var variable, Expr value) -> {
                    Expr plain = plain(value);
                    before.add(new Stmt.Assign(variable, plain));
                }
                case Stmt.Store(Buffer buffer, Expr index, Expr value, Optional<Expr> active) -> {
                    Expr at = plain(index);
                    Expr stored = plain(value);
                    Optional<Expr> count = active.map(this::plain);
                    before.add(new Stmt.Store(asIntegers(buffer), at, isHalf(buffer) ? bits(buffer.dtype(), stored) : stored, count));
                }
                case Stmt.Require(Expr condition, String message) -> {
                    Expr plain = plain(condition);
                    before.add(new Stmt.Require(plain, message));
                }
                case Stmt.For loop -> {
                    Expr start = plain(loop.start());
                    Expr end = plain(loop.end());
                    before.add(new Stmt.For(loop.variable(), start, end, loop.step(), loop.mode(), block(loop.body())));
                }
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    Expr plain = plain(condition);
                    before.add(new Stmt.If(plain, block(then), block(otherwise)));
                }
            }
        }
        List<Stmt> result = before;
        before = outer;
        return result;
    }

    private Var name(Expr value) {
        Var variable = new Var(next++, "half", value.type());
        before.add(new Stmt.Let(variable, value));
        return variable;
    }

    private Expr plain(Expr expr) {
        return Trees.replaceLoads(expr, load -> {
            Expr.Load integers = new Expr.Load(asIntegers(load.buffer()), load.index(), load.lanes(), load.active());
            return isHalf(load.buffer()) ? number(load.buffer().dtype(), integers) : integers;
        });
    }

    private static Expr like(Expr other, int bits) {
        return new Expr.Const(new Type(Scalar.I32, other.type().lanes()), bits & 0xffff_ffffL);
    }

    /** The f32 that 16 bits stand for. */
    private Expr number(DType dtype, Expr bits) {
        Expr half = name(bits);
        if (dtype == DType.BF16) {
            return half.shl(16).bitcast(Scalar.F32);
        }
        Expr magnitude = name(half.and(like(half, 0x7fff)));
        Expr normal = magnitude.shl(13).plus(like(half, BIAS));
        Expr finite = magnitude.lt(like(half, INFINITY)).select(normal, normal.plus(like(half, BIAS)));
        Expr tiny = magnitude.cast(Scalar.F32);
        Expr subnormal = tiny.times(Expr.like(tiny, 0x1p-24)).bitcast(Scalar.I32);
        Expr sign = half.and(like(half, 0x8000)).shl(16);
        return name(magnitude.lt(like(half, SMALLEST_NORMAL)).select(subnormal, finite).or(sign).bitcast(Scalar.F32));
    }

    /** The nearest number of 16 bits, ties to even. */
    private Expr bits(DType dtype, Expr number) {
        Expr bits = name(number.bitcast(Scalar.I32));
        Expr magnitude = name(bits.and(like(bits, MAGNITUDE)));
        Expr isNumber = magnitude.le(like(bits, INFINITY_32));
        if (dtype == DType.BF16) {
            Expr odd = bits.shru(16).and(like(bits, 1));
            return isNumber.select(bits.plus(like(bits, 0x7fff)).plus(odd).shru(16), like(bits, NAN_B));
        }
        Expr odd = magnitude.shru(13).and(like(bits, 1));
        Expr normal = magnitude.plus(like(bits, 0xfff)).plus(odd).shru(13).minus(like(bits, BIAS >> 13));
        Expr size = magnitude.bitcast(Scalar.F32);
        Expr subnormal = size.times(Expr.like(size, 0x1p24)).rint().cast(Scalar.I32);
        Expr small = magnitude.lt(like(bits, SMALLEST_NORMAL_32)).select(subnormal, normal);
        Expr finite = magnitude.lt(like(bits, ABOVE_LARGEST)).select(small, like(bits, INFINITY));
        Expr signed = finite.or(bits.shru(16).and(like(bits, 0x8000)));
        return isNumber.select(signed, like(bits, NAN));
    }
}
