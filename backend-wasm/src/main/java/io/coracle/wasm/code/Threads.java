package io.coracle.wasm.code;

import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.FunctionType;
import io.coracle.wasm.format.FunctionWriter;
import io.coracle.wasm.format.ModuleWriter;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;
import java.util.List;

/**
 * The module with which threads share loops. It puts a function at the table's entry {@link KernelWriter#FORK} that has a loop run by all
 * threads, and exports {@code work(thread)}, in which a worker waits for its share, and {@code leave}, which makes workers return.
 *
 * <p>Each worker has a word of state. The calling thread turns idle into asked, the worker that into working and back into idle. Nobody
 * waits for a worker that is away, or has not begun when all is done: it is busy with other things. Rounds of a loop are taken a few at a time from a common counter. A worker looks at its word for a while before it sleeps,
 * because the next loop of a model comes within microseconds.
 */
public final class Threads {
    /** Bytes that threads keep their state in. */
    public static final int BYTES = 4096;
    /** The most threads there is room for. */
    public static final int MOST = 32;

    private static final int LINE = 64;
    private static final int AWAY = 0;
    private static final int IDLE = 1;
    private static final int ASLEEP = 2;
    private static final int ASKED = 3;
    private static final int LEAVING = 4;
    private static final int WORKING = 5;

    private static final int ENTRY = 0;
    private static final int BLOCK = 4;
    private static final int ROUNDS = 8;
    private static final int LENGTH = 12;
    private static final int FAILURE = 16;
    private static final int NEXT = LINE;
    private static final int STATES = 2 * LINE;

    /** Shares of a loop that a thread gets: enough to even out what others cost it. */
    private static final int SHARES = 4;
    /** About 50 µs. */
    private static final int SPINS = 50_000;

    private final ModuleWriter module = new ModuleWriter(true, true);
    private final int control;
    private final int threads;

    private Threads(int control, int threads) {
        this.control = control;
        this.threads = threads;
    }

    /**
     * The module.
     *
     * @param control the address of {@link #BYTES} bytes of zeros
     */
    public static byte[] module(int control, int threads) {
        return new Threads(control, threads).write();
    }

    private byte[] write() {
        int shares = shares();
        FunctionWriter fork = module.function(KernelWriter.FORK_TYPE);
        fork(fork, shares);
        module.place(KernelWriter.FORK, fork);
        FunctionWriter work = module.function(FunctionType.ints(1));
        work(work, shares);
        module.export("work", work);
        FunctionWriter leave = module.function(FunctionType.ints(1));
        leave(leave);
        module.export("leave", leave);
        return module.toArray();
    }

    private int state(int thread) {
        return control + STATES + LINE * thread;
    }

    /** Runs shares of the present loop until none is left. Takes the thread's number. */
    private int shares() {
        FunctionWriter f = module.function(new FunctionType(FunctionType.ints(1).parameters(), List.of()));
        int from = f.local(ValType.I32);
        int failure = f.local(ValType.I32);
        Code c = f.code;
        c.block().loop();
        c.i32(control).i32(control).memory(Op.I32_LOAD, LENGTH).atomic(Op.I32_ATOMIC_RMW_ADD, NEXT).tee(from)
            .i32(control).memory(Op.I32_LOAD, ROUNDS).op(Op.I32_GE_S).branchIf(1);
        c.i32(control).memory(Op.I32_LOAD, BLOCK).get(from).get(from).i32(control).memory(Op.I32_LOAD, LENGTH).op(Op.I32_ADD).get(0)
            .i32(control).memory(Op.I32_LOAD, ENTRY).callTable(module.type(FunctionType.ints(4))).tee(failure).ifTrue();
        c.i32(control).i32(0).get(failure).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, FAILURE).op(Op.DROP).end();
        c.branch(0).end().end();
        return module.index(f);
    }

    private void fork(FunctionWriter f, int shares) {
        Code c = f.code;
        c.i32(control).get(0).memory(Op.I32_STORE, ENTRY);
        c.i32(control).get(1).memory(Op.I32_STORE, BLOCK);
        c.i32(control).get(2).memory(Op.I32_STORE, ROUNDS);
        c.i32(control).get(2).i32(SHARES * threads - 1).op(Op.I32_ADD).i32(SHARES * threads).op(Op.I32_DIV_S).memory(Op.I32_STORE, LENGTH);
        c.i32(control).i32(0).memory(Op.I32_STORE, FAILURE);
        c.i32(control).i32(0).atomic(Op.I32_ATOMIC_STORE, NEXT);
        for (int thread = 1; thread < threads; thread++) {
            wake(c, thread, ASKED);
        }
        c.i32(0).call(shares);
        for (int thread = 1; thread < threads; thread++) {
            c.i32(0).i32(ASKED).i32(IDLE).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, state(thread)).op(Op.DROP);
            c.loop().i32(0).atomic(Op.I32_ATOMIC_LOAD, state(thread)).i32(WORKING).op(Op.I32_EQ).branchIf(0).end();
        }
        c.i32(control).atomic(Op.I32_ATOMIC_LOAD, FAILURE);
    }

    /** Gives a worker that is idle another state, and wakes it if it sleeps. */
    private void wake(Code c, int thread, int to) {
        c.i32(0).atomic(Op.I32_ATOMIC_LOAD, state(thread)).i32(AWAY).op(Op.I32_NE).ifTrue();
        c.i32(0).i32(to).atomic(Op.I32_ATOMIC_RMW_XCHG, state(thread)).i32(ASLEEP).op(Op.I32_EQ).ifTrue();
        c.i32(0).i32(1).atomic(Op.MEMORY_ATOMIC_NOTIFY, state(thread)).op(Op.DROP).end().end();
    }

    private void leave(FunctionWriter f) {
        for (int thread = 1; thread < threads; thread++) {
            wake(f.code, thread, LEAVING);
        }
        f.code.i32(0);
    }

    private void work(FunctionWriter f, int shares) {
        int state = f.local(ValType.I32);
        int seen = f.local(ValType.I32);
        int spins = f.local(ValType.I32);
        Code c = f.code;
        c.get(0).i32(LINE).op(Op.I32_MUL).i32(control + STATES).op(Op.I32_ADD).set(state);
        c.get(state).i32(IDLE).atomic(Op.I32_ATOMIC_STORE, 0);
        c.loop();
        c.i32(SPINS).set(spins);
        c.block().loop();
        c.get(state).atomic(Op.I32_ATOMIC_LOAD, 0).tee(seen).i32(IDLE).op(Op.I32_NE).branchIf(1);
        c.get(spins).i32(1).op(Op.I32_SUB).tee(spins).branchIf(0).end().end();
        c.get(seen).i32(IDLE).op(Op.I32_EQ).ifTrue();
        c.get(state).i32(IDLE).i32(ASLEEP).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, 0).op(Op.DROP).end();
        c.get(seen).i32(ASKED).op(Op.I32_NE).ifTrue();
        c.get(state).i32(ASLEEP).i64(-1).atomic(Op.MEMORY_ATOMIC_WAIT32, 0).op(Op.DROP).end();
        c.get(state).atomic(Op.I32_ATOMIC_LOAD, 0).set(seen);
        c.get(seen).i32(LEAVING).op(Op.I32_EQ).ifTrue();
        away(c, state);
        c.end();
        c.get(seen).i32(ASKED).op(Op.I32_EQ).ifTrue();
        c.get(state).i32(ASKED).i32(WORKING).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, 0).i32(ASKED).op(Op.I32_EQ).ifTrue();
        // A module that this worker has not seen yet: it goes to fetch it, and the others do without.
        c.i32(control).memory(Op.I32_LOAD, ENTRY).tableGet().op(Op.REF_IS_NULL).ifTrue();
        away(c, state);
        c.end();
        c.get(0).call(shares).get(state).i32(IDLE).atomic(Op.I32_ATOMIC_STORE, 0).end().end();
        c.branch(0).end().op(Op.UNREACHABLE);
    }

    private static void away(Code c, int state) {
        c.get(state).i32(AWAY).atomic(Op.I32_ATOMIC_STORE, 0).i32(0).op(Op.RETURN);
    }
}
