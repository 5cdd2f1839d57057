package io.coracle.wasm.code;

import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.FunctionType;
import io.coracle.wasm.format.FunctionWriter;
import io.coracle.wasm.format.ModuleWriter;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;

/**
 * The first module, which runs kernels: it exports {@code call(block)}, which makes one call and gives the number of the requirement that
 * was broken or 0, and {@code run(sequence)}, which makes the calls of a sequence until one fails. With threads there is more to it, see
 * {@link Threads}.
 *
 * <p>A sequence is a part of the memory: {@link #HEADER} words, then the addresses of the calls' blocks.
 */
public final class Sequences {
    /** The word that says how far a sequence is that was begun (see {@link Threads}); 0 otherwise. */
    static final int STATE = 0;
    /** The word with the number of the requirement that was broken, or 0. */
    public static final int FAILURE = 4;
    /** The word with the index of the call that it belongs to. */
    public static final int FAILED = 8;
    /** The word with how many calls there are. */
    public static final int COUNT = 12;
    /** The word with the highest entry of the table that is used: threads that have it have all. */
    public static final int LAST_ENTRY = 16;
    /** Words before the addresses. */
    public static final int HEADER = 5;

    private static final int WORD = 4;

    private Sequences() {}

    /**
     * The module.
     *
     * @param control the address of {@link Threads#BYTES} bytes of zeros
     */
    public static byte[] module(int control, int threads) {
        ModuleWriter module = new ModuleWriter(threads > 1, true);
        FunctionWriter call = module.function(FunctionType.ints(1));
        call.code.get(0).i32(0).get(0).memory(Op.I32_LOAD, 0).callTable(module.type(KernelWriter.KERNEL));
        module.export("call", call);
        int execute = execute(module);
        if (threads > 1) {
            new Threads(module, execute, control, threads).write();
        } else {
            FunctionWriter run = module.function(FunctionType.ints(1));
            run.code.get(0).i32(0).call(execute);
            module.export("run", run);
        }
        return module.toArray();
    }

    /** A function that makes the calls of a sequence on a thread until one fails; notes and gives the failure. */
    private static int execute(ModuleWriter module) {
        FunctionWriter f = module.function(FunctionType.ints(2));
        int at = f.local(ValType.I32);
        int block = f.local(ValType.I32);
        int end = f.local(ValType.I32);
        int failure = f.local(ValType.I32);
        Code c = f.code;
        c.get(0).i32(HEADER * WORD).op(Op.I32_ADD).tee(at);
        c.get(0).memory(Op.I32_LOAD, COUNT).i32(WORD).op(Op.I32_MUL).op(Op.I32_ADD).set(end);
        c.block().loop();
        c.get(at).get(end).op(Op.I32_EQ).branchIf(1);
        c.get(at).memory(Op.I32_LOAD, 0).tee(block).get(1).get(block).memory(Op.I32_LOAD, 0).callTable(module.type(KernelWriter.KERNEL))
            .tee(failure).branchIf(1);
        c.get(at).i32(WORD).op(Op.I32_ADD).set(at).branch(0).end().end();
        c.get(0).get(at).get(0).op(Op.I32_SUB).i32(HEADER * WORD).op(Op.I32_SUB).i32(WORD).op(Op.I32_DIV_S).memory(Op.I32_STORE, FAILED);
        c.get(0).get(failure).memory(Op.I32_STORE, FAILURE);
        c.get(failure);
        return module.index(f);
    }
}
