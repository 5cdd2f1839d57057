package io.coracle.plan;

import io.coracle.backend.Backend;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.kernel.Vectorize;
import io.coracle.op.KernelSource;
import io.coracle.op.Operand;
import io.coracle.op.Operator;
import io.coracle.op.elementwise.ElementwiseKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model's operators lower to on its target. Equal kernels become one object, equal operators one recipe. */
final class KernelCache {
    private static final int KEPT_RECIPES = 1024;
    private static final int KEPT_SOURCES = 1024;

    private final Backend backend;
    private final Target target;
    private final Map<Kernel, Kernel> kernels = new HashMap<>();
    private final Map<List<Object>, Kernel> sources = new LinkedHashMap<>();
    private final Map<Recipe.Key, Recipe> recipes = new LinkedHashMap<>();

    KernelCache(Backend backend) {
        this.backend = backend;
        this.target = backend.target();
    }

    Target target() {
        return target;
    }

    /** The kernel as the target runs it. */
    synchronized Kernel get(Kernel kernel) {
        Kernel found = kernels.get(kernel);
        if (found == null) {
            found = Vectorize.apply(kernel, target);
            kernels.put(kernel, found);
            backend.expect(found);
        }
        return found;
    }

    /** The same, of a kernel that is written only if no equal one was. */
    synchronized Kernel get(KernelSource source) {
        Kernel found = sources.get(source.key());
        if (found != null) {
            assert found == get(source.write()) : "the key says too little: " + source.key();
            return found;
        }
        Kernel written = get(source.write());
        if (sources.size() >= KEPT_SOURCES) {
            sources.remove(sources.keySet().iterator().next());
        }
        sources.put(source.key(), written);
        return written;
    }

    /** The kernel calls of a node whose operator is elementwise or lowered. */
    synchronized Recipe recipe(Planned planned) {
        Recipe.Key key = Recipe.Key.of(planned, target);
        Recipe recipe = recipes.get(key);
        if (recipe != null) {
            return recipe;
        }
        Recorder recorder = new Recorder(planned, this);
        switch (planned.operator()) {
            case Operator.Elementwise elementwise ->
                ElementwiseKernel.lower(recorder, elementwise, given(recorder, planned), recorder.output(0));
            case Operator.Lowered lowered -> lowered.lower(recorder);
            default -> throw new IllegalArgumentException("not made of kernels: " + planned.operator());
        }
        if (recorder.isReusable()) {
            if (recipes.size() >= KEPT_RECIPES) {
                recipes.remove(recipes.keySet().iterator().next());
            }
            recipes.put(key, recorder.recipe());
        }
        return recorder.recipe();
    }

    private static List<Operand> given(Recorder recorder, Planned planned) {
        List<Operand> operands = new ArrayList<>();
        for (int i = 0; i < planned.inputs().size(); i++) {
            if (recorder.has(i)) {
                operands.add(recorder.input(i));
            }
        }
        return operands;
    }
}
