package io.coracle.jvm;

import java.util.OptionalInt;

/** Whether the Vector API can be used. It is an incubator module, which only the user's command line can enable. */
public final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    private VectorModule() {}

    /** 32-bit lanes of the processor's vectors, where the module is enabled and they are 8 or more. */
    public static OptionalInt lanes() {
        Module module = ModuleLayer.boot().findModule(NAME).orElse(null);
        if (module == null) {
            return OptionalInt.empty();
        }
        VectorModule.class.getModule().addReads(module);
        try {
            // The module may be absent when this is compiled, so nothing here can name its classes.
            Class<?> species = Class.forName(module, NAME + ".FloatVector");
            Object preferred = species.getField("SPECIES_PREFERRED").get(null);
            int lanes = (int) Class.forName(module, NAME + ".VectorSpecies").getMethod("length").invoke(preferred);
            return lanes >= 8 ? OptionalInt.of(Math.min(lanes, 16)) : OptionalInt.empty();
        } catch (ReflectiveOperationException e) {
            return OptionalInt.empty();
        }
    }
}
