package io.coracle.wasm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Scalarize;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Type;
import io.coracle.kernel.Unroll;
import io.coracle.wasm.format.Code;
import io.coracle.wasm.format.FunctionType;
import io.coracle.wasm.format.FunctionWriter;
import io.coracle.wasm.format.ModuleWriter;
import io.coracle.wasm.format.Op;
import io.coracle.wasm.format.ValType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Writes a kernel as functions of a module, which are called through the table. A call is a block of memory, one i32 after the other: the
 * kernel's entry in the table, the addresses of the buffers, the parameters. A kernel's function takes the block's address and the number
 * of the thread, and gives the number of the requirement that was broken, or 0.
 */
public final class KernelWriter {
    private static final int WORD = 4;
    private static final int ALIGNMENT = 64;
    /** What a kernel's function takes: the block, the thread. */
    static final FunctionType KERNEL = FunctionType.ints(2);
    /** Where the address of each thread's scratch memory stands, one word after the other. */
    public static final int SCRATCH = 64;
    /** What {@code share} takes: the block, the first round of the parallel loop, the round behind the last one, the thread. */
    private static final FunctionType SHARE = FunctionType.ints(4);
    /** The entry of the table at which threads are told to share a loop: table entry, block, rounds. */
    public static final int FORK = 0;
    static final FunctionType FORK_TYPE = FunctionType.ints(3);
    /** Calls of a share on one thread. Engines replace code by better code when it is called, not while it runs. */
    private static final int SHARES = 16;

    private final Kernel kernel;
    private final Features features;
    private final Constants constants;
    private final List<String> messages = new ArrayList<>();

    private KernelWriter(Kernel original, Features features, Constants constants) {
        this.features = features;
        this.constants = constants;
        Kernel unrolled = Unroll.apply(original);
        Kernel fitting = Scalarize.vectorsFit(unrolled, Vectors.LANES) ? unrolled : Scalarize.apply(unrolled);
        kernel = Rounds.apply(Halves.apply(fitting));
    }

    /**
     * A kernel's code.
     *
     * @param messages of its requirements, by number less one
     * @param scratch bytes of scratch memory that a thread needs
     * @param entries of the table that it takes
     */
    public record Written(List<String> messages, int scratch, int entries) {
        public Written {
            messages = List.copyOf(messages);
        }
    }

    /** Words of a call's block: the entry, the buffers, the parameters. */
    public static int words(Kernel kernel) {
        return 1 + kernel.buffers().size() + kernel.parameters().size();
    }

    /**
     * Adds a kernel to a module.
     *
     * @param entry of the table for the kernel; the one after it is for its share of a parallel loop
     * @param threads whether there are threads to share a loop with
     */
    public static Written write(Kernel kernel, ModuleWriter module, int entry, boolean threads, Features features, Constants constants) {
        return new KernelWriter(kernel, features, constants).write(module, entry, threads);
    }

    private Written write(ModuleWriter module, int entry, boolean threads) {
        FunctionWriter whole = module.function(KERNEL);
        module.place(entry, whole);
        if (kernel.parallelLoop().isEmpty()) {
            return new Body(whole, 1).write(kernel.body(), 1);
        }
        FunctionWriter share = module.function(SHARE);
        if (threads) {
            module.place(entry + 1, share);
        }
        new Body(whole, 1).distribute(module, module.index(share), threads ? OptionalInt.of(entry + 1) : OptionalInt.empty());
        return new Body(share, 3).write(kernel.body(), threads ? 2 : 1);
    }

    private static void findAssigned(List<Stmt> body, Set<Var> assigned) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Assign(Var variable, Expr value) -> assigned.add(variable);
                case Stmt.For loop -> findAssigned(loop.body(), assigned);
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    findAssigned(then, assigned);
                    findAssigned(otherwise, assigned);
                }
                default -> {}
            }
        }
    }

    /** One function. */
    private final class Body {
        private static final int BLOCK = 0;
        private static final int FROM = 1;
        private static final int UNTIL = 2;

        private final FunctionWriter function;
        private final int thread;
        private final Expressions expressions;
        private final int failure;
        /** What the innermost loop accumulates. */
        private Extremes extremes;
        private int scratch;

        /** @param thread the parameter with the number of the thread */
        Body(FunctionWriter function, int thread) {
            this.function = function;
            this.thread = thread;
            Set<Var> assigned = new HashSet<>();
            findAssigned(kernel.body(), assigned);
            expressions = new Expressions(function, assigned, features, constants);
            extremes = Extremes.none(expressions);
            failure = function.local(ValType.I32);
            for (int i = 0; i < kernel.buffers().size(); i++) {
                expressions.addresses.base(kernel.buffers().get(i), word(i));
            }
            for (int i = 0; i < kernel.parameters().size(); i++) {
                expressions.bind(kernel.parameters().get(i), word(kernel.buffers().size() + i));
            }
        }

        private Code code() {
            return expressions.scope.code;
        }

        /** A local with a word of the block. */
        private int word(int index) {
            int local = function.local(ValType.I32);
            code().get(BLOCK).memory(Op.I32_LOAD, WORD * (1 + index)).set(local);
            return local;
        }

        Written write(List<Stmt> body, int entries) {
            locals();
            statements(body);
            code().get(failure);
            function.code.all(code());
            return new Written(messages, scratch, entries);
        }

        /** In the thread's scratch memory. */
        private void locals() {
            for (Buffer local : kernel.locals()) {
                scratch += size(local);
            }
            if (kernel.locals().isEmpty()) {
                return;
            }
            int start = function.local(ValType.I32);
            code().get(thread).i32(WORD).op(Op.I32_MUL).memory(Op.I32_LOAD, SCRATCH).set(start);
            int offset = 0;
            for (Buffer local : kernel.locals()) {
                int base = function.local(ValType.I32);
                code().get(start).i32(offset).op(Op.I32_ADD).set(base);
                expressions.addresses.base(local, base);
                offset += size(local);
            }
        }

        private static int size(Buffer local) {
            return (int) (local.dtype().bytes(local.size()) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }

        /** Counts the rounds of the parallel loop and has them run, by all threads or by this one. */
        void distribute(ModuleWriter module, int share, OptionalInt entry) {
            List<Stmt> names = kernel.body().subList(0, kernel.body().size() - 1);
            statements(names);
            Stmt.For loop = kernel.parallelLoop().orElseThrow();
            int start = function.local(ValType.I32);
            int rounds = function.local(ValType.I32);
            expressions.push(loop.start());
            code().set(start);
            expressions.push(loop.end());
            code().get(start).op(Op.I32_SUB).i32(loop.step() - 1).op(Op.I32_ADD).i32(loop.step()).op(Op.I32_DIV_S).set(rounds);
            if (entry.isPresent()) {
                // Other threads than the first one run whole kernels: the first one shares its own with those that have nothing to do.
                code().get(thread).op(Op.I32_EQZ).get(rounds).i32(1).op(Op.I32_GT_S).op(Op.I32_AND).ifTrue().i32(entry.getAsInt()).get(BLOCK)
                    .get(rounds).i32(FORK).callTable(module.type(FORK_TYPE)).op(Op.RETURN).end();
            }
            alone(share, rounds);
            code().get(failure);
            function.code.all(code());
        }

        private void alone(int share, int rounds) {
            int from = function.local(ValType.I32);
            int length = function.local(ValType.I32);
            int result = function.local(ValType.I32);
            Code code = code();
            code.get(rounds).i32(SHARES).op(Op.I32_DIV_S).i32(1).op(Op.I32_ADD).set(length);
            code.block().loop();
            code.get(from).get(rounds).op(Op.I32_GE_S).branchIf(1);
            code.get(BLOCK).get(from).get(from).get(length).op(Op.I32_ADD).tee(from).get(thread).call(share).set(result);
            code.get(failure).op(Op.I32_EQZ).ifTrue().get(result).set(failure).end();
            code.branch(0).end().end();
        }

        private void statements(List<Stmt> body) {
            for (Stmt stmt : body) {
                switch (stmt) {
                    case Stmt.Let(Var variable, Expr value) -> expressions.let(variable, value);
                    case Stmt.Assign assign -> {
                        if (!extremes.assign(assign)) {
                            expressions.assign(assign.variable(), assign.value());
                        }
                    }
                    case Stmt.Store store -> expressions.accesses.store(store);
                    case Stmt.Require(Expr condition, String message) -> require(condition, message);
                    case Stmt.For loop -> loop(loop);
                    case Stmt.If branch -> branch(branch);
                }
            }
        }

        private void require(Expr condition, String message) {
            messages.add(message);
            expressions.push(condition);
            code().op(Op.I32_EQZ).get(failure).op(Op.I32_EQZ).op(Op.I32_AND).ifTrue().i32(messages.size()).set(failure).end();
        }

        private void branch(Stmt.If branch) {
            int condition = expressions.inLocal(branch.condition());
            Scope before = expressions.scope;
            Code then = inside(before.inner(Scope.Kind.BRANCH), branch.then());
            Code otherwise = inside(before.inner(Scope.Kind.BRANCH), branch.otherwise());
            before.code.get(condition).ifTrue().all(then);
            if (!branch.otherwise().isEmpty()) {
                before.code.otherwise().all(otherwise);
            }
            before.code.end();
        }

        private Code inside(Scope inner, List<Stmt> body) {
            Scope before = expressions.scope;
            expressions.scope = inner;
            statements(body);
            expressions.scope = before;
            return inner.code;
        }

        private void loop(Stmt.For loop) {
            int counter = function.local(ValType.I32);
            int end = function.local(ValType.I32);
            expressions.push(loop.start());
            code().set(counter);
            expressions.push(loop.end());
            code().set(end);
            if (loop.mode() == Stmt.Mode.PARALLEL) {
                share(loop.step(), counter, end);
            }
            boolean runs = loop.mode() != Stmt.Mode.PARALLEL && loop.start() instanceof Expr.Const(Type a, long first)
                && loop.end() instanceof Expr.Const(Type b, long last) && (int) first < (int) last;
            Scope outside = expressions.scope;
            Scope before = outside.inner(runs ? Scope.Kind.BEFORE_LOOP : Scope.Kind.GUARD);
            Set<Var> changing = new HashSet<>();
            findAssigned(loop.body(), changing);
            Scope body = before.loop(loop.variable(), loop.step(), changing);
            Extremes around = extremes;
            extremes = new Extremes(loop, expressions);
            extremes.begin(code());
            expressions.scope = body;
            expressions.bind(loop.variable(), counter);
            statements(loop.body());
            expressions.scope = outside;
            if (!runs) {
                code().get(counter).get(end).op(Op.I32_LT_S).ifTrue();
            }
            code().all(before.code).loop().all(body.code).all(body.advance);
            // Compared by what is left, because the counter may pass the largest number.
            code().get(end).get(counter).op(Op.I32_SUB).get(counter).i32(loop.step()).op(Op.I32_ADD).set(counter)
                .i32(loop.step()).op(Op.I32_GT_U).branchIf(0).end();
            if (!runs) {
                code().end();
            }
            extremes.end(code());
            extremes = around;
        }

        /** Narrows a loop to the rounds that this function was called for. */
        private void share(int step, int counter, int end) {
            int until = function.local(ValType.I32);
            code().get(counter).get(UNTIL).i32(step).op(Op.I32_MUL).op(Op.I32_ADD).set(until)
                .get(counter).get(FROM).i32(step).op(Op.I32_MUL).op(Op.I32_ADD).set(counter)
                .get(until).get(end).get(until).get(end).op(Op.I32_LT_S).op(Op.SELECT).set(end);
        }
    }
}
