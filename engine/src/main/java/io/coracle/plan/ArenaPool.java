package io.coracle.plan;

import io.coracle.backend.Backend;
import io.coracle.backend.Memory;
import io.coracle.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The memory of a model: its constants, and arenas for runs. Each concurrent run has an arena to itself, and plans that run one after
 * the other share it.
 */
final class ArenaPool implements AutoCloseable {
    private static final long SMALLEST = 1 << 20;
    /** More than the lengths that texts usually have: who embeds texts in the order of their lengths comes back to a plan last of all. */
    private static final int BOUND_PLANS = 256;

    private final Backend backend;
    private final ProvenCalls proven = new ProvenCalls();
    private final ConstantPool constants;
    private final ArrayDeque<Arena> idle = new ArrayDeque<>();
    private boolean closed;
    private int busy;

    private final Runnable released;

    /** @param released runs when all memory has been given back */
    ArenaPool(Backend backend, Runnable released) {
        this.backend = backend;
        this.constants = new ConstantPool(backend, proven);
        this.released = released;
    }

    /** Memory and the plans that were bound to it, least recently used first. */
    private static final class Arena {
        private final Memory memory;
        private final Map<Plan, Execution> bound = new LinkedHashMap<>();

        private Arena(Memory memory) {
            this.memory = memory;
        }

        private void close() {
            bound.values().forEach(Execution::close);
            memory.close();
        }
    }

    /** A run that has an arena and its inputs. It must be ended, once. */
    final class Run {
        private final Arena arena;
        private final Execution execution;

        private Run(Arena arena, Execution execution) {
            this.arena = arena;
            this.execution = execution;
        }

        /** As {@link Execution#begin}. */
        void begin() {
            execution.begin();
        }

        /** As {@link Execution#run}; the arena is free for others afterwards. */
        Map<String, Tensor> end(Predicate<String> wanted, boolean inPlace) {
            try {
                return execution.run(constants, wanted, inPlace);
            } finally {
                give(arena);
            }
        }
    }

    /**
     * Prepares a run of a plan. Throws {@link ModelException} when it needs more memory than the backend gives,
     * {@link IllegalStateException} when the pool is closed.
     */
    Run prepare(Plan plan, Map<String, Tensor> inputs) {
        if (plan.arenaBytes() > backend.memoryLimit()) {
            throw new ModelException("with these inputs the model needs " + plan.arenaBytes() + " bytes at a time, more than the limit of "
                + backend.memoryLimit());
        }
        Arena arena = take(plan);
        try {
            Execution execution = arena.bound.remove(plan);
            if (execution == null) {
                execution = new Execution(plan, arena.memory, backend, constants, proven);
                if (arena.bound.size() >= BOUND_PLANS) {
                    arena.bound.remove(arena.bound.keySet().iterator().next()).close();
                }
            }
            arena.bound.put(plan, execution);
            execution.give(inputs);
            return new Run(arena, execution);
        } catch (RuntimeException | Error e) {
            give(arena);
            throw e;
        }
    }

    /** An arena that is free, if possible one that knows the plan. */
    private synchronized Arena take(Plan plan) {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        busy++;
        for (Arena arena : idle) {
            if (arena.bound.containsKey(plan)) {
                idle.remove(arena);
                return arena;
            }
        }
        long bytes = plan.arenaBytes();
        Arena arena = idle.pollLast();
        if (arena != null && arena.memory.size() >= bytes) {
            return arena;
        }
        long size = SMALLEST;
        if (arena != null) {
            size = Math.max(size, arena.memory.size());
            arena.close();
        }
        while (size < bytes) {
            size += size / 2;
        }
        try {
            return new Arena(backend.allocate(size));
        } catch (RuntimeException | Error e) {
            busy--;
            throw e;
        }
    }

    private synchronized void give(Arena arena) {
        busy--;
        if (closed) {
            arena.close();
            releaseWhenIdle();
        } else {
            idle.addLast(arena);
        }
    }

    /** Gives all memory back: at once where no run is under way, otherwise when the last one ends. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Arena> all = new ArrayList<>(idle);
        idle.clear();
        all.forEach(Arena::close);
        releaseWhenIdle();
    }

    private void releaseWhenIdle() {
        if (busy == 0) {
            constants.close();
            released.run();
        }
    }
}
