package io.coracle.op.quant;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.kernel.Scalar;
import io.coracle.op.KernelSource;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.elementwise.ElementwiseKernel;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.util.List;

/**
 * Floats as unsigned bytes, with a scale and a zero point that their range asks for. Outputs: bytes, scale, zero point. The range
 * includes zero; the quotients are divisions and not products with a reciprocal, as in ONNX Runtime. ONNX DynamicQuantizeLinear-11.
 */
record DynamicQuantize() implements Operator.Lowered {
    private static final int BLOCK = 4096;
    private static final int SIGN = Integer.MIN_VALUE;

    @Override
    public List<TensorType> infer(Operands operands) {
        if (operands.dtype(0) != DType.F32) {
            throw new OperatorException("takes float32, not " + operands.dtype(0));
        }
        return List.of(new TensorType(DType.U8, operands.shape(0)), new TensorType(DType.F32, Shape.SCALAR),
            new TensorType(DType.U8, Shape.SCALAR));
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        Operand scale = to.output(1);
        Operand zero = to.output(2);
        int size = x.shape().size();
        int blocks = (size + BLOCK - 1) / BLOCK;
        Operand lowest = to.scratch(DType.F32, Shape.of(blocks));
        Operand highest = to.scratch(DType.F32, Shape.of(blocks));
        to.call(KernelSource.of(DynamicQuantize::extremes, "block_extremes"), List.of(x, lowest, highest), size, blocks);
        to.call(KernelSource.of(DynamicQuantize::parameters, "quantization_range"), List.of(lowest, highest, scale, zero), blocks);
        ElementwiseKernel.lower(to, new Quantize.Element(DType.U8), List.of(x, scale, zero), to.output(0));
    }

    /**
     * The smallest and the largest element of every block, or zero where that is beyond. Numbers of one sign have the order of their bits,
     * and NaN lies beyond all, so that comparing integers does, which is one instruction where a minimum of floats is several.
     */
    private static Kernel extremes() {
        KernelBuilder k = new KernelBuilder("block_extremes");
        Buffer x = k.input("x", DType.F32);
        Buffer lowest = k.output("lowest", DType.F32);
        Buffer highest = k.output("highest", DType.F32);
        Expr size = k.parameter("size");
        Expr blocks = k.parameter("blocks");
        k.parallel(blocks, p -> {
            Expr start = k.let("start", p.times(BLOCK));
            // Once signs are turned, the number furthest below zero has the largest bits.
            Expr.Var low = k.accumulator("low", Expr.i32(0));
            Expr.Var high = k.accumulator("high", Expr.i32(0));
            k.vector(size.minus(start).min(Expr.i32(BLOCK)), i -> {
                Expr bits = k.let("bits", k.load(x, start.plus(i)).bitcast(Scalar.I32));
                k.assign(low, low.max(bits.xor(Expr.i32(SIGN))));
                k.assign(high, high.max(bits));
            });
            k.store(lowest, p, low.xor(Expr.i32(SIGN)).bitcast(Scalar.F32));
            k.store(highest, p, high.bitcast(Scalar.F32));
        });
        return k.build();
    }

    private static Kernel parameters() {
        KernelBuilder k = new KernelBuilder("quantization_range");
        Buffer lowest = k.input("lowest", DType.F32);
        Buffer highest = k.input("highest", DType.F32);
        Buffer scale = k.output("scale", DType.F32);
        Buffer zero = k.output("zero", DType.U8);
        Expr blocks = k.parameter("blocks");
        Expr.Var low = k.accumulator("low", Expr.f32(0));
        Expr.Var high = k.accumulator("high", Expr.f32(0));
        k.serial(blocks, i -> {
            k.assign(low, low.min(k.load(lowest, i)));
            k.assign(high, high.max(k.load(highest, i)));
        });
        Expr step = k.let("step", high.eq(low).select(Expr.f32(1), high.minus(low).over(Expr.f32(255))));
        k.store(scale, Expr.i32(0), step);
        k.store(zero, Expr.i32(0), Rounding.toInteger(DType.U8, Expr.f32(0).minus(low.over(step)), Expr.i32(0)));
        return k.build();
    }
}
