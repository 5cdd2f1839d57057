package io.coracle.bench.measure;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel;
import io.coracle.backend.CompiledKernel.Place;
import io.coracle.backend.Memory;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * The most that one core computes: multiplications and additions that wait neither for memory nor for each other, on registers alone.
 * What a product reaches is measured against it.
 */
public final class PeakLoop {
    /** Sums that grow side by side, where there are registers: twice an instruction's latency times the instructions a cycle. */
    private static final int MOST_SUMS = 24;
    private static final int UNROLLED = 8;
    /** In bfloat16. */
    private static final int PAIR_OF_ONES = 0x3f80_3f80;

    private PeakLoop() {}

    /**
     * Computes about as many operations, a multiplication and an addition counted as two.
     *
     * @param products that one instruction adds to a lane: 1 of f32, 2 of bfloat16 or 4 of bytes
     */
    public static Runnable of(Backend backend, int products, double operations) {
        int lanes = backend.target().lanes();
        int count = Math.min(MOST_SUMS, backend.target().registers() - 2);
        Memory sums = backend.allocate((long) count * lanes * Float.BYTES);
        double round = 2.0 * count * UNROLLED * lanes * products;
        CompiledKernel.Call call = backend.compile(kernel(lanes, products, count)).bind(List.of(new Place(sums, 0, sums.size())),
            new int[] {(int) Math.round(operations / round), 1});
        return call::run;
    }

    private static Kernel kernel(int lanes, int products, int count) {
        boolean bytes = products == 4;
        KernelBuilder k = new KernelBuilder("peak");
        var out = k.output("sums", bytes ? DType.I32 : DType.F32);
        Expr rounds = k.parameter("rounds");
        // A parameter, so that nothing can be computed before the loop.
        Expr one = k.parameter("one");
        Expr scalar = switch (products) {
            case 1 -> one.cast(Scalar.F32);
            case 2 -> one.times(PAIR_OF_ONES);
            default -> one;
        };
        Expr factor = k.let("factor", scalar.broadcast(lanes));
        List<Var> sums = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sums.add(k.accumulator("sum" + i, (bytes ? Expr.i32(i) : Expr.f32(i)).broadcast(lanes)));
        }
        k.serial(rounds, round -> {
            for (int u = 0; u < UNROLLED; u++) {
                for (Var sum : sums) {
                    k.assign(sum, switch (products) {
                        case 1 -> factor.fma(factor, sum);
                        case 2 -> new Expr.Dot2(sum, factor, factor);
                        default -> new Expr.Dot4(sum, factor, factor, false);
                    });
                }
            }
        });
        for (int i = 0; i < count; i++) {
            k.store(out, Expr.i32(i * lanes), sums.get(i));
        }
        return k.build();
    }
}
