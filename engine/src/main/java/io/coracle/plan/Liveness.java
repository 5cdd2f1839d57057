package io.coracle.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Drops nodes whose outputs nobody reads. */
final class Liveness {
    private Liveness() {}

    static List<Planned> keepUsed(List<Planned> body, Collection<Value> outputs) {
        Set<Value> read = Collections.newSetFromMap(new IdentityHashMap<>());
        read.addAll(outputs);
        List<Planned> kept = new ArrayList<>();
        for (int i = body.size() - 1; i >= 0; i--) {
            Planned planned = body.get(i);
            boolean used = false;
            for (Value output : planned.outputs()) {
                used |= read.contains(output);
            }
            if (used) {
                kept.add(planned);
                planned.inputs().forEach(input -> input.ifPresent(read::add));
            }
        }
        Collections.reverse(kept);
        return kept;
    }
}
