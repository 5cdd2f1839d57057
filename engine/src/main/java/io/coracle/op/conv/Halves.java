package io.coracle.op.conv;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import java.util.List;

/** Numbers of 16 bits, which are summed in 32 and rounded once. */
public final class Halves {
    private static final int BLOCK = 4096;

    private Halves() {}

    public static boolean isHalf(DType dtype) {
        return dtype == DType.F16 || dtype == DType.BF16;
    }

    /** The type that sums of {@code dtype} are kept in. */
    public static DType sum(DType dtype) {
        return isHalf(dtype) ? DType.F32 : dtype;
    }

    /** Copies elements to an operand of as many elements of another floating point type of the same register type. */
    public static void round(Lowering to, Operand source, Operand target) {
        KernelBuilder k = new KernelBuilder("convert");
        Buffer x = k.input("x", source.dtype());
        Buffer y = k.output("y", target.dtype());
        Expr blocks = k.parameter("blocks");
        Expr size = k.parameter("size");
        k.parallel(blocks, p -> {
            Expr start = k.let("start", p.times(BLOCK));
            k.loop("v", start, start.plus(BLOCK).min(size), 1, Mode.VECTOR, v -> k.store(y, v, k.load(x, v)));
        });
        Kernel kernel = k.build();
        int count = target.shape().size();
        if (count > 0) {
            to.call(kernel, List.of(source, target), (count + BLOCK - 1) / BLOCK, count);
        }
    }
}
