package io.coracle.wasm.code;

import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.FunctionType;
import io.coracle.wasm.format.FunctionWriter;
import io.coracle.wasm.format.ModuleWriter;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;
import java.util.List;
import java.util.function.Consumer;

/**
 * What threads do together: they share the parallel loop of one kernel, or each runs a sequence of its own. Puts a function at the table's
 * entry {@link KernelWriter#FORK} that has a loop run by all threads that are idle; exports {@code begin(sequence)}, which lets an idle
 * thread run a sequence, {@code run(sequence)}, which runs it or waits until it has been run, {@code work(thread)}, in which a worker waits
 * for something to do, and {@code leave}, which makes workers return.
 *
 * <p>Each worker has a word of state. The calling thread turns idle into asked, the worker that into working and back into idle. Nobody
 * waits for a worker that is away, or has not begun when all is done: it is busy with other things. Rounds of a loop are taken a few at a
 * time from a common counter. A worker looks around for a while before it sleeps, because the next loop of a model comes within
 * microseconds.
 *
 * <p>Sequences stand in a queue, from which workers that are idle take them; so does the calling thread while it waits for one. It is the
 * only one that puts them there. A worker leaves those that call kernels of a module that it has not seen yet, and goes to fetch it.
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
    /** Running sequences. */
    private static final int OCCUPIED = 6;

    private static final int ENTRY = 0;
    private static final int BLOCK = 4;
    private static final int ROUNDS = 8;
    private static final int LENGTH = 12;
    private static final int FAILURE = 16;
    private static final int NEXT = LINE;
    private static final int STATES = 2 * LINE;
    /** How many sequences were taken from the queue, and put into it. */
    private static final int TAKEN = STATES + MOST * LINE;
    private static final int PUT = TAKEN + LINE;
    private static final int QUEUE = PUT + LINE;
    /** Sequences that there is room for; a power of two. */
    private static final int ROOM = 64;

    /** States of a sequence. */
    private static final int QUEUED = 1;
    private static final int DONE = 2;
    /** What is taken where there is nothing to take, or nothing that a worker has the kernels of. */
    private static final int NOTHING = 0;
    private static final int UNKNOWN = -1;

    /** Shares of a loop that a thread gets: enough to even out what others cost it. */
    private static final int SHARES = 4;
    /** About 50 µs. */
    private static final int SPINS = 30_000;

    private final ModuleWriter module;
    private final int execute;
    private final int control;
    private final int threads;

    /** @param execute the function that runs a sequence on a thread */
    Threads(ModuleWriter module, int execute, int control, int threads) {
        this.module = module;
        this.execute = execute;
        this.control = control;
        this.threads = threads;
    }

    void write() {
        int shares = shares();
        int take = take();
        FunctionWriter fork = module.function(KernelWriter.FORK_TYPE);
        fork(fork, shares);
        module.place(KernelWriter.FORK, fork);
        export("begin", this::begin);
        export("run", f -> run(f, take));
        export("work", f -> work(f, shares, take));
        export("leave", this::leave);
    }

    private void export(String name, Consumer<FunctionWriter> body) {
        FunctionWriter function = module.function(FunctionType.ints(1));
        body.accept(function);
        module.export(name, function);
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
            exchange(c, thread, IDLE, ASKED).i32(ASLEEP).op(Op.I32_EQ).ifTrue();
            wake(c, thread, ASKED);
            c.end();
        }
        c.i32(0).call(shares);
        for (int thread = 1; thread < threads; thread++) {
            exchange(c, thread, ASKED, IDLE).op(Op.DROP);
            c.loop().i32(0).atomic(Op.I32_ATOMIC_LOAD, state(thread)).i32(WORKING).op(Op.I32_EQ).branchIf(0).end();
        }
        c.i32(control).atomic(Op.I32_ATOMIC_LOAD, FAILURE);
    }

    /** Gives a worker another state if it has a certain one; leaves the one that it had on the stack. */
    private Code exchange(Code c, int thread, int from, int to) {
        return c.i32(0).i32(from).i32(to).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, state(thread));
    }

    /** Gives a worker another state and wakes it, if it is still asleep. */
    private void wake(Code c, int thread, int to) {
        exchange(c, thread, ASLEEP, to).i32(ASLEEP).op(Op.I32_EQ).ifTrue();
        c.i32(0).i32(1).atomic(Op.MEMORY_ATOMIC_NOTIFY, state(thread)).op(Op.DROP).end();
    }

    private void leave(FunctionWriter f) {
        Code c = f.code;
        for (int thread = 1; thread < threads; thread++) {
            c.i32(0).atomic(Op.I32_ATOMIC_LOAD, state(thread)).i32(AWAY).op(Op.I32_NE).ifTrue();
            c.i32(0).i32(LEAVING).atomic(Op.I32_ATOMIC_RMW_XCHG, state(thread)).i32(ASLEEP).op(Op.I32_EQ).ifTrue();
            c.i32(0).i32(1).atomic(Op.MEMORY_ATOMIC_NOTIFY, state(thread)).op(Op.DROP).end().end();
        }
        c.i32(0);
    }

    /** Whether nothing waits in the queue. */
    private Code queueIsEmpty(Code c) {
        return c.i32(control).atomic(Op.I32_ATOMIC_LOAD, TAKEN).i32(control).atomic(Op.I32_ATOMIC_LOAD, PUT).op(Op.I32_EQ);
    }

    /** The address of a place in the queue, less {@link #QUEUE}, from its number on the stack. */
    private Code place(Code c) {
        return c.i32(ROOM - 1).op(Op.I32_AND).i32(4).op(Op.I32_MUL).i32(control).op(Op.I32_ADD);
    }

    /** Where the queue is full, the sequence is run when it is asked for. */
    private void begin(FunctionWriter f) {
        Code c = f.code;
        c.i32(control).atomic(Op.I32_ATOMIC_LOAD, PUT).i32(control).atomic(Op.I32_ATOMIC_LOAD, TAKEN).op(Op.I32_SUB).i32(ROOM).op(Op.I32_LT_U)
            .ifTrue();
        c.get(0).i32(QUEUED).atomic(Op.I32_ATOMIC_STORE, Sequences.STATE);
        place(c.i32(control).atomic(Op.I32_ATOMIC_LOAD, PUT)).get(0).memory(Op.I32_STORE, QUEUE);
        c.i32(control).i32(1).atomic(Op.I32_ATOMIC_RMW_ADD, PUT).op(Op.DROP);
        c.block();
        for (int thread = 1; thread < threads; thread++) {
            c.i32(0).atomic(Op.I32_ATOMIC_LOAD, state(thread)).i32(ASLEEP).op(Op.I32_EQ).ifTrue();
            wake(c, thread, IDLE);
            c.branch(1).end();
        }
        c.end().end().i32(0);
    }

    /** A sequence from the queue. Takes the thread's number: the first thread has all kernels. */
    private int take() {
        FunctionWriter f = module.function(FunctionType.ints(1));
        int number = f.local(ValType.I32);
        int sequence = f.local(ValType.I32);
        Code c = f.code;
        c.loop();
        c.i32(control).atomic(Op.I32_ATOMIC_LOAD, TAKEN).tee(number).i32(control).atomic(Op.I32_ATOMIC_LOAD, PUT).op(Op.I32_EQ).ifTrue()
            .i32(NOTHING).op(Op.RETURN).end();
        place(c.get(number)).memory(Op.I32_LOAD, QUEUE).set(sequence);
        c.get(0).ifTrue().get(sequence).memory(Op.I32_LOAD, Sequences.LAST_ENTRY).table(Op.TABLE_SIZE).op(Op.I32_GE_U).ifTrue()
            .i32(UNKNOWN).op(Op.RETURN).end().end();
        // Nobody puts another sequence into this place before the counter has passed it.
        c.i32(control).get(number).get(number).i32(1).op(Op.I32_ADD).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, TAKEN).get(number).op(Op.I32_NE)
            .branchIf(0).end();
        c.get(sequence);
        return module.index(f);
    }

    private void runTaken(Code c, int sequence, int thread) {
        c.get(sequence).get(thread).call(execute).op(Op.DROP).get(sequence).i32(DONE).atomic(Op.I32_ATOMIC_STORE, Sequences.STATE);
    }

    private void run(FunctionWriter f, int take) {
        int first = f.local(ValType.I32);
        int taken = f.local(ValType.I32);
        Code c = f.code;
        c.get(0).atomic(Op.I32_ATOMIC_LOAD, Sequences.STATE).op(Op.I32_EQZ).ifTrue().get(0).i32(0).call(execute).op(Op.RETURN).end();
        c.block().loop();
        c.get(0).atomic(Op.I32_ATOMIC_LOAD, Sequences.STATE).i32(DONE).op(Op.I32_EQ).branchIf(1);
        c.get(first).call(take).tee(taken).ifTrue();
        runTaken(c, taken, first);
        c.end().branch(0).end().end();
        c.get(0).i32(0).atomic(Op.I32_ATOMIC_STORE, Sequences.STATE).get(0).memory(Op.I32_LOAD, Sequences.FAILURE);
    }

    private void work(FunctionWriter f, int shares, int take) {
        int state = f.local(ValType.I32);
        int seen = f.local(ValType.I32);
        int spins = f.local(ValType.I32);
        int taken = f.local(ValType.I32);
        Code c = f.code;
        c.get(0).i32(LINE).op(Op.I32_MUL).i32(control + STATES).op(Op.I32_ADD).set(state);
        c.get(state).i32(IDLE).atomic(Op.I32_ATOMIC_STORE, 0);
        c.loop();
        c.i32(SPINS).set(spins);
        c.block().loop();
        c.get(state).atomic(Op.I32_ATOMIC_LOAD, 0).tee(seen).i32(IDLE).op(Op.I32_NE).branchIf(1);
        queueIsEmpty(c).op(Op.I32_EQZ).branchIf(1);
        c.get(spins).i32(1).op(Op.I32_SUB).tee(spins).branchIf(0).end().end();
        c.get(seen).i32(IDLE).op(Op.I32_EQ).ifTrue();
        c.get(spins).op(Op.I32_EQZ).ifTrue();
        // Asleep before the queue is looked at once more: who puts something into it looks for sleepers afterwards.
        c.get(state).i32(IDLE).i32(ASLEEP).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, 0).op(Op.DROP);
        queueIsEmpty(c).ifTrue().get(state).i32(ASLEEP).i64(-1).atomic(Op.MEMORY_ATOMIC_WAIT32, 0).op(Op.DROP).end();
        c.get(state).i32(ASLEEP).i32(IDLE).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, 0).op(Op.DROP);
        c.otherwise();
        sequences(c, state, taken, take);
        c.end().end();
        c.get(state).atomic(Op.I32_ATOMIC_LOAD, 0).set(seen);
        c.get(seen).i32(LEAVING).op(Op.I32_EQ).ifTrue();
        away(c, state);
        c.end();
        c.get(seen).i32(ASKED).op(Op.I32_EQ).ifTrue();
        c.get(state).i32(ASKED).i32(WORKING).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, 0).i32(ASKED).op(Op.I32_EQ).ifTrue();
        // A module that this worker has not seen yet: it goes to fetch it, and the others do without.
        c.i32(control).memory(Op.I32_LOAD, ENTRY).table(Op.TABLE_SIZE).op(Op.I32_GE_U).ifTrue();
        away(c, state);
        c.end();
        c.get(0).call(shares).get(state).i32(IDLE).atomic(Op.I32_ATOMIC_STORE, 0).end().end();
        c.branch(0).end().op(Op.UNREACHABLE);
    }

    /** Runs sequences from the queue until it is empty or this worker shall leave. */
    private void sequences(Code c, int state, int taken, int take) {
        c.get(state).i32(IDLE).i32(OCCUPIED).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, 0).i32(IDLE).op(Op.I32_EQ).ifTrue();
        c.block().loop();
        c.get(0).call(take).tee(taken).op(Op.I32_EQZ).branchIf(1);
        c.get(taken).i32(UNKNOWN).op(Op.I32_EQ).ifTrue();
        away(c, state);
        c.end();
        runTaken(c, taken, 0);
        c.get(state).atomic(Op.I32_ATOMIC_LOAD, 0).i32(OCCUPIED).op(Op.I32_EQ).branchIf(0).end().end();
        c.get(state).i32(OCCUPIED).i32(IDLE).atomic(Op.I32_ATOMIC_RMW_CMPXCHG, 0).op(Op.DROP).end();
    }

    private static void away(Code c, int state) {
        c.get(state).i32(AWAY).atomic(Op.I32_ATOMIC_STORE, 0).i32(0).op(Op.RETURN);
    }
}
