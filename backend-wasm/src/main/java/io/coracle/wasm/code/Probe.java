package io.coracle.wasm.code;

import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.FunctionType;
import io.coracle.wasm.format.FunctionWriter;
import io.coracle.wasm.format.ModuleWriter;
import io.coracle.wasm.format.Op;

/**
 * Modules that show what an engine's relaxed instructions do. Their results are up to the engine, within limits: a multiply-add may round
 * once or twice, a product of bytes may take the eighth bit of one side as a sign, as a number, or saturate on the way.
 */
public final class Probe {
    private Probe() {}

    /** Exports {@code madd}: x · x - 1, for an f32 x of the argument's bits; the result's bits. */
    public static byte[] multiplyAdd(boolean shared) {
        ModuleWriter module = new ModuleWriter(shared, false);
        FunctionWriter f = module.function(FunctionType.ints(1));
        f.code.get(0).op(Op.F32_REINTERPRET_I32).op(Op.F32X4_SPLAT).get(0).op(Op.F32_REINTERPRET_I32).op(Op.F32X4_SPLAT)
            .v128(Float.floatToRawIntBits(-1)).op(Op.F32X4_RELAXED_MADD).lane(Op.I32X4_EXTRACT_LANE, 0);
        module.export("madd", f);
        return module.toArray();
    }

    /** The argument to {@code madd}, whose square loses its last bit by rounding. */
    public static final int FACTOR = Float.floatToRawIntBits(1 + 0x1p-12f);
    /** What {@code madd} gives when it rounds once. */
    public static final int FUSED = Float.floatToRawIntBits(0x1p-11f + 0x1p-24f);

    /**
     * Exports {@code dot}: the argument is the address of three words, four signed bytes, four unsigned ones and what their products are
     * added to.
     */
    public static byte[] dot(boolean shared) {
        ModuleWriter module = new ModuleWriter(shared, false);
        FunctionWriter f = module.function(FunctionType.ints(1));
        Code c = f.code;
        for (int word = 0; word < 3; word++) {
            c.get(0).memory(Op.V128_LOAD32_SPLAT, 4 * word);
        }
        c.op(Op.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S).lane(Op.I32X4_EXTRACT_LANE, 0);
        module.export("dot", f);
        return module.toArray();
    }

    /** As {@link #dot}, with an instruction that sums two products in 16 bits. */
    public static byte[] narrowDot(boolean shared) {
        ModuleWriter module = new ModuleWriter(shared, false);
        FunctionWriter f = module.function(FunctionType.ints(1));
        Code c = f.code;
        for (int word = 0; word < 2; word++) {
            c.get(0).memory(Op.V128_LOAD32_SPLAT, 4 * word);
        }
        c.op(Op.I16X8_RELAXED_DOT_I8X16_I7X16_S).v128(Vectors.PAIR_OF_ONES).op(Op.I32X4_DOT_I16X8_S);
        c.get(0).memory(Op.V128_LOAD32_SPLAT, 8).op(Op.I32X4_ADD).lane(Op.I32X4_EXTRACT_LANE, 0);
        module.export("dot", f);
        return module.toArray();
    }

    /** Exports {@code select}, for its instruction's sake. */
    public static byte[] laneSelect(boolean shared) {
        ModuleWriter module = new ModuleWriter(shared, false);
        FunctionWriter f = module.function(FunctionType.ints(1));
        f.code.v128(1).v128(0).v128(-1).op(Op.I32X4_RELAXED_LANESELECT).lane(Op.I32X4_EXTRACT_LANE, 0);
        module.export("select", f);
        return module.toArray();
    }
}
