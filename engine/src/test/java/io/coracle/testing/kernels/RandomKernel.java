package io.coracle.testing.kernels;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.BinaryOp;
import io.coracle.kernel.Expr.CompareOp;
import io.coracle.kernel.Expr.UnaryOp;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.kernel.Type;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A kernel made at random that keeps the rules of the IR: indexes stay inside the buffers, vector and parallel loops are independent.
 * The same seed gives the same kernel. Results are the same to the bit on every backend but for the payload of NaN: reductions whose
 * order is free are exact in any order, and the bits of NaN are never looked at.
 */
public final class RandomKernel {
    private static final DType[] DTYPES = {DType.F32, DType.F32, DType.F32, DType.I32, DType.I32, DType.I64, DType.F64, DType.U8, DType.I8,
        DType.I16, DType.U16, DType.F16, DType.BF16, DType.U32, DType.U64, DType.BOOL};
    /** Outputs are written at a multiple of this apart, by different iterations of a parallel loop. */
    private static final int STRIP = 96;

    public final Kernel kernel;
    /** Elements of each buffer. */
    public final int[] sizes;
    /** Whether a buffer holds small whole numbers only, whose sums are exact. */
    public final boolean[] whole;
    public final int[] arguments;

    private final Random random;
    private final int lanes;
    private final KernelBuilder k;
    private final List<Buffer> inputs = new ArrayList<>();
    private final List<Buffer> outputs = new ArrayList<>();
    private final List<Buffer> locals = new ArrayList<>();
    private final List<Expr> scope = new ArrayList<>();
    private Buffer numbers;
    private Buffer wholeInts;
    private int most;
    private boolean vectorLoop;

    /** @param lanes of values in registers, besides scalars */
    public RandomKernel(long seed, int lanes) {
        random = new Random(seed);
        this.lanes = lanes;
        k = new KernelBuilder("fuzz" + seed);
        most = random.nextInt(8) == 0 ? 1024 + random.nextInt(1500) : 1 + random.nextInt(STRIP);
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            inputs.add(k.input("in" + i, pick(DTYPES)));
        }
        numbers = k.input("whole", DType.F32);
        wholeInts = k.input("ints", DType.I32);
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
            outputs.add(k.output("out" + i, pick(DTYPES)));
        }
        for (int i = 0; i < random.nextInt(3); i++) {
            locals.add(k.local("local" + i, pick(DTYPES), most + 64));
        }
        Var n = k.parameter("n");
        Var m = k.parameter("m");
        int length = random.nextInt(20) == 0 ? 40 : 2 + random.nextInt(4);
        scope.add(n);
        scope.add(m);
        if (random.nextBoolean()) {
            scope.add(k.let("before", value(Scalar.I32, 1, 2, List.of())));
        }
        if (random.nextInt(3) == 0 && most <= STRIP) {
            k.parallel(Expr.i32(1 + random.nextInt(3)), p -> {
                locals.forEach(this::fill);
                statements(p.times(STRIP + 64), length, n);
            });
        } else {
            locals.forEach(this::fill);
            statements(Expr.i32(0), length, n);
        }
        kernel = k.build();
        sizes = new int[kernel.buffers().size()];
        whole = new boolean[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = 4 * (most + STRIP + 64);
            whole[i] = kernel.buffers().get(i).equals(numbers) || kernel.buffers().get(i).equals(wholeInts);
        }
        arguments = new int[] {random.nextInt(most + 1), random.nextInt(100)};
    }

    @SafeVarargs
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Contents of a local buffer are undefined until it is written. */
    private void fill(Buffer local) {
        k.serial(Expr.i32(local.size()), i -> k.store(local, i, convert(i, Scalar.of(local.dtype()))));
    }

    private void statements(Expr strip, int count, Var n) {
        for (int i = 0; i < count; i++) {
            int before = scope.size();
            switch (random.nextInt(9)) {
                case 0, 1, 2, 3 -> vectorLoop(strip, n);
                case 4 -> registers(strip);
                case 5 -> accumulate(strip);
                case 6 -> k.when(condition(1), () -> vectorLoop(strip, n), () -> plainStore(strip));
                case 7 -> k.loop("u", Expr.i32(0), Expr.i32(1 + random.nextInt(3)), 1, random.nextBoolean() ? Mode.UNROLLED : Mode.SERIAL,
                    u -> {
                        scope.add(u);
                        plainStore(strip);
                        if (random.nextBoolean()) {
                            vectorLoop(strip, n);
                        }
                    });
                default -> {
                    scope.add(k.let("x", value(pick(Scalar.F32, Scalar.I32, Scalar.F64, Scalar.I64), 1, 3, List.of())));
                    k.require(condition(2), "requirement " + i);
                    before = scope.size();
                }
            }
            while (scope.size() > before) {
                scope.removeLast();
            }
        }
    }

    /** An index below {@link #most}, whatever the value. */
    private Expr clamped(Expr index) {
        return index.max(Expr.i32(0)).min(Expr.i32(most - 1));
    }

    private void plainStore(Expr strip) {
        Buffer to = pick(outputs);
        k.store(to, strip.plus(clamped(value(Scalar.I32, 1, 2, List.of()))), value(Scalar.of(to.dtype()), 1, 4, List.of()));
    }

    private Expr length(Var n) {
        return random.nextInt(3) == 0 ? n : Expr.i32(random.nextInt(most + 1));
    }

    private void vectorLoop(Expr strip, Var n) {
        int before = scope.size();
        boolean scatter = random.nextInt(6) == 0;
        k.vector(length(n), v -> {
            vectorLoop = true;
            List<Expr> moving = List.of(v);
            for (int i = random.nextInt(4); i > 0; i--) {
                scope.add(k.let("t", value(pick(Scalar.F32, Scalar.F32, Scalar.I32, Scalar.I64, Scalar.F64), 1, 1 + random.nextInt(5), moving)));
            }
            List<Buffer> targets = new ArrayList<>(outputs);
            targets.addAll(locals);
            int stores = 1 + random.nextInt(2);
            for (int i = 0; i < stores && !targets.isEmpty(); i++) {
                Buffer to = pick(targets);
                targets.remove(to);
                boolean local = to.role() == Buffer.Role.LOCAL;
                Expr at = scatter && !local ? strip.plus(Expr.i32(most - 1)).minus(v)
                    : local ? v.plus(random.nextInt(64)) : strip.plus(v).plus(random.nextInt(30));
                Expr value = value(Scalar.of(to.dtype()), 1, 1 + random.nextInt(5), moving);
                if (random.nextInt(4) == 0 && Scalar.of(to.dtype()) != Scalar.I64) {
                    value = mix(k.load(to, at), value);
                }
                k.store(to, at, value);
            }
            vectorLoop = false;
        });
        while (scope.size() > before) {
            scope.removeLast();
        }
    }

    private Expr mix(Expr a, Expr b) {
        return a.type().scalar().isFloat() ? a.plus(b) : a.xor(b);
    }

    /** A loop over registers of several lanes. */
    private void registers(Expr strip) {
        int before = scope.size();
        Expr end = Expr.i32(Math.max(0, most - lanes + 1));
        boolean masked = random.nextBoolean();
        k.loop("r", Expr.i32(0), masked ? Expr.i32(most) : end, lanes, Mode.SERIAL, r -> {
            Expr active = Expr.i32(most).minus(r);
            List<Expr> moving = List.of(r);
            for (int i = random.nextInt(3); i > 0; i--) {
                scope.add(k.let("w", value(pick(Scalar.F32, Scalar.I32), lanes, 3, moving)));
            }
            Buffer to = pick(outputs);
            Expr value = value(Scalar.of(to.dtype()), lanes, 4, moving);
            if (masked) {
                k.store(to, strip.plus(r), value, active);
            } else {
                k.store(to, strip.plus(r), value);
            }
            if (random.nextInt(3) == 0) {
                Scalar scalar = pick(Scalar.F32, Scalar.I32);
                Buffer other = pick(outputs);
                Expr one = new Expr.Reduce(pick(BinaryOp.ADD, BinaryOp.MAX, BinaryOp.MUL, BinaryOp.MIN), value(scalar, lanes, 2, moving));
                k.store(other, strip.plus(r), convert(one, Scalar.of(other.dtype())));
            }
        });
        while (scope.size() > before) {
            scope.removeLast();
        }
    }

    /** Reductions whose order does not show. */
    private void accumulate(Expr strip) {
        Var sum = k.accumulator("sum", Expr.f32(0));
        Var max = k.accumulator("max", Expr.f32(-10));
        Var bits = k.accumulator("bits", Expr.i32(0));
        int which = random.nextInt(6);
        k.vector(Expr.i32(random.nextInt(most + 1)), v -> {
            vectorLoop = true;
            Expr x = k.load(numbers, v.plus(random.nextInt(20)));
            Expr i = k.load(wholeInts, v.plus(random.nextInt(20)));
            if (which == 0 || which == 4) {
                k.assign(sum, sum.plus(x));
            }
            if (which == 1) {
                k.assign(sum, x.fma(k.load(numbers, v), sum));
            }
            if (which == 2 || which == 4) {
                k.assign(max, max.max(x.times(Expr.f32(2))));
            }
            if (which == 3 || which == 4) {
                k.assign(bits, pick(bits.plus(i), bits.xor(i.times(3)), bits.or(i)));
            }
            if (which == 5) {
                k.assign(sum, sum.plus(x.lt(Expr.f32(0)).select(x, Expr.f32(1))));
            }
            vectorLoop = false;
        });
        Buffer to = pick(outputs);
        Expr all = sum.plus(max).plus(bits.cast(Scalar.F32));
        k.store(to, strip, convert(all, Scalar.of(to.dtype())));
    }

    private Expr condition(int depth) {
        Scalar scalar = pick(Scalar.F32, Scalar.I32, Scalar.I64, Scalar.F64);
        CompareOp op = pick(CompareOp.EQ, CompareOp.NE, CompareOp.LT, CompareOp.LE);
        return new Expr.Compare(op, value(scalar, 1, depth, List.of()), value(scalar, 1, depth, List.of()));
    }

    // Values.

    private static Expr convert(Expr value, Scalar to) {
        return value.type().scalar() == to ? value : value.cast(to);
    }

    private Expr value(Scalar scalar, int count, int depth, List<Expr> moving) {
        if (scalar == Scalar.BOOL) {
            if (count > 1 && random.nextInt(6) == 0) {
                return new Expr.FirstLanes(value(Scalar.I32, 1, depth - 1, moving).min(Expr.i32(count + 2)), count);
            }
            Scalar of = count > 1 ? pick(Scalar.F32, Scalar.I32) : pick(Scalar.F32, Scalar.I32, Scalar.F64, Scalar.I64);
            if (depth > 1 && random.nextInt(3) == 0) {
                Expr a = value(Scalar.BOOL, count, depth - 1, moving);
                return random.nextInt(4) == 0 ? a.not()
                    : new Expr.Binary(pick(BinaryOp.AND, BinaryOp.OR, BinaryOp.XOR), a, value(Scalar.BOOL, count, depth - 1, moving));
            }
            CompareOp op = of.isInteger() ? pick(CompareOp.values()) : pick(CompareOp.EQ, CompareOp.NE, CompareOp.LT, CompareOp.LE);
            return new Expr.Compare(op, value(of, count, depth - 1, moving), value(of, count, depth - 1, moving));
        }
        if (depth <= 0 || random.nextInt(8) == 0) {
            return leaf(scalar, count, moving);
        }
        Expr a = value(scalar, count, depth - 1, moving);
        switch (random.nextInt(10)) {
            case 0 -> {
                return scalar.isFloat() ? new Expr.Unary(pick(UnaryOp.NEG, UnaryOp.ABS, UnaryOp.SQRT, UnaryOp.FLOOR, UnaryOp.CEIL,
                    UnaryOp.TRUNC, UnaryOp.RINT), a) : new Expr.Unary(pick(UnaryOp.NEG, UnaryOp.ABS, UnaryOp.NOT), a);
            }
            case 1 -> {
                return value(Scalar.BOOL, count, depth - 1, moving).select(a, value(scalar, count, depth - 1, moving));
            }
            case 2 -> {
                if (scalar == Scalar.F32 && random.nextInt(3) == 0) {
                    return new Expr.Dot2(a, pairs(value(Scalar.I32, count, depth - 1, moving)), pairs(value(Scalar.I32, count, depth - 1, moving)));
                }
                if (scalar == Scalar.F32) {
                    return a.fma(value(scalar, count, depth - 1, moving), value(scalar, count, depth - 1, moving));
                }
                return scalar == Scalar.I32 ? dot(a, value(scalar, count, depth - 1, moving), value(scalar, count, depth - 1, moving)) : a;
            }
            case 3 -> {
                Scalar from = count > 1 ? pick(Scalar.F32, Scalar.I32) : pick(Scalar.F32, Scalar.I32, Scalar.F64, Scalar.I64);
                return convert(value(from, count, depth - 1, moving), scalar);
            }
            case 4 -> {
                return bits(scalar, count, depth, moving);
            }
            case 5 -> {
                if (count == 1 && random.nextInt(3) == 0 && !vectorLoop && (scalar == Scalar.F32 || scalar == Scalar.I32)) {
                    return new Expr.Reduce(pick(BinaryOp.ADD, BinaryOp.MUL, BinaryOp.MIN, BinaryOp.MAX), value(scalar, lanes, depth - 1, moving));
                }
                if (count > 1) {
                    return value(scalar, 1, depth - 1, moving).broadcast(count);
                }
                return a;
            }
            default -> {
                BinaryOp op = scalar.isFloat() ? pick(BinaryOp.ADD, BinaryOp.SUB, BinaryOp.MUL, BinaryOp.DIV, BinaryOp.MIN, BinaryOp.MAX)
                    : pick(BinaryOp.values());
                Expr b = op.name().startsWith("SH") && random.nextBoolean() ? Expr.like(a, random.nextInt(40))
                    : value(scalar, count, depth - 1, moving);
                return new Expr.Binary(op, a, b);
            }
        }
    }

    /** Two bfloat16 of magnitudes from 1 to 2: of smaller ones than 2^-126 processors make zero. */
    private static Expr pairs(Expr any) {
        return any.and(Expr.like(any, 0x807f_807f)).or(Expr.like(any, 0x3f80_3f80));
    }

    private Expr dot(Expr sum, Expr left, Expr right) {
        return switch (random.nextInt(3)) {
            case 0 -> new Expr.Dot4(sum, left, right, false);
            case 1 -> new Expr.Dot4(sum, left, narrow(right), true);
            default -> new Expr.SignedDot4(sum, left, narrow(right));
        };
    }

    /** The low seven bits of each byte, with the highest of them as a sign. */
    private static Expr narrow(Expr bytes) {
        Expr seventh = bytes.and(Expr.like(bytes, 0x4040_4040));
        return bytes.and(Expr.like(bytes, 0x7f7f_7f7f)).or(seventh.plus(seventh));
    }

    /** A bitcast of what is no NaN. */
    private Expr bits(Scalar scalar, int count, int depth, List<Expr> moving) {
        if (scalar == Scalar.F32 || scalar == Scalar.F64) {
            Scalar from = scalar == Scalar.F32 ? Scalar.I32 : Scalar.I64;
            return value(from, count, depth - 1, moving).bitcast(scalar);
        }
        Scalar from = scalar == Scalar.I32 ? Scalar.F32 : Scalar.F64;
        Expr x = value(from, count, depth - 1, moving);
        return x.eq(x).select(x, Expr.like(x, 0)).bitcast(scalar);
    }

    private Expr leaf(Scalar scalar, int count, List<Expr> moving) {
        switch (random.nextInt(5)) {
            case 0 -> {
                return new Expr.Const(new Type(scalar, count), switch (scalar) {
                    case F32 -> Float.floatToRawIntBits(pick(0f, -0f, 1f, -2.5f, 1e10f, 0.1f, Float.POSITIVE_INFINITY, 3e-40f)) & 0xffff_ffffL;
                    case F64 -> Double.doubleToRawLongBits(pick(0.0, -1.5, 1e300, Double.NaN));
                    case I32 -> pick(0, 1, -1, 7, 1000, Integer.MIN_VALUE, Integer.MAX_VALUE) & 0xffff_ffffL;
                    case I64 -> pick(0L, 1L, -1L, 1L << 40, Long.MIN_VALUE);
                    case BOOL -> 1;
                });
            }
            case 1 -> {
                List<Expr> fitting = scope.stream().filter(e -> e.type().equals(new Type(scalar, count))).toList();
                if (!fitting.isEmpty()) {
                    return pick(fitting);
                }
            }
            case 2 -> {
                if (scalar == Scalar.I32 && count == 1 && !moving.isEmpty()) {
                    return pick(moving).plus(random.nextInt(3));
                }
            }
            default -> {}
        }
        List<Buffer> fitting = new ArrayList<>();
        for (Buffer buffer : inputs) {
            if (Scalar.of(buffer.dtype()) == scalar) {
                fitting.add(buffer);
            }
        }
        if (fitting.isEmpty()) {
            fitting.add(scalar.isFloat() ? numbers : wholeInts);
        }
        Buffer from = pick(fitting);
        Expr loaded = k.load(from, index(moving), count);
        if (count > 1 && random.nextInt(4) == 0) {
            loaded = k.load(from, index(moving), count, pick(Expr.i32(random.nextInt(lanes + 2) - 1), moving.isEmpty() ? Expr.i32(3) : Expr.i32(most).minus(moving.getFirst())));
        }
        return convert(loaded, scalar);
    }

    private Expr index(List<Expr> moving) {
        if (moving.isEmpty() || random.nextInt(8) == 0) {
            return Expr.i32(random.nextInt(most));
        }
        Expr v = moving.getFirst();
        return switch (random.nextInt(8)) {
            case 0 -> v.times(2);
            case 1 -> v.times(3).plus(1);
            case 2 -> clamped(k.load(wholeInts, v));
            case 3 -> clamped(scope.getFirst()).plus(v);
            case 4 -> clamped(v.over(3));
            default -> v.plus(random.nextInt(30));
        };
    }
}
