package io.coracle.plan;

import io.coracle.backend.Backend;
import io.coracle.backend.CompiledKernel.Place;
import io.coracle.backend.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The constants of one model in a backend's memory: each is brought there, or prepared, when a plan first needs it. */
final class ConstantPool implements AutoCloseable {
    private final Backend backend;
    private final ProvenCalls proven;
    private final Map<Constant, Memory> memories = new HashMap<>();

    ConstantPool(Backend backend, ProvenCalls proven) {
        this.backend = backend;
        this.proven = proven;
    }

    synchronized Memory get(Constant constant) {
        Memory memory = memories.get(constant);
        if (memory == null) {
            memory = switch (constant) {
                case Constant.Literal literal -> backend.constant(literal.tensor().bytes());
                case Constant.Prepared prepared -> prepare(prepared);
            };
            memories.put(constant, memory);
        }
        return memory;
    }

    private Memory prepare(Constant.Prepared prepared) {
        List<Place> places = new ArrayList<>();
        List<Memory> passing = new ArrayList<>();
        for (Constant from : prepared.from()) {
            Memory memory = memories.get(from);
            if (memory == null && from instanceof Constant.Prepared step) {
                // Only a step on the way: no plan reads it, so it is not kept.
                memory = prepare(step);
                passing.add(memory);
            }
            places.add(new Place(memory == null ? get(from) : memory, 0, from.bytes()));
        }
        Memory memory = backend.allocate(prepared.bytes());
        places.add(new Place(memory, 0, prepared.bytes()));
        proven.check(prepared.kernel(), places, prepared.arguments(), "preparing weights");
        backend.compile(prepared.kernel()).bind(places, prepared.arguments()).run();
        passing.forEach(Memory::close);
        return memory;
    }

    @Override
    public synchronized void close() {
        memories.values().forEach(Memory::close);
        memories.clear();
    }
}
