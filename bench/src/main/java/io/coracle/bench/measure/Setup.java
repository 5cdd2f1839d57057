package io.coracle.bench.measure;

import java.util.List;

/**
 * One way to run Coracle: a backend and what the JVM's command line needs for it. Flags hold for a whole process, so each set-up is
 * measured in a process of its own, with the peers beside it.
 */
public record Setup(String backend, List<String> jvmOptions) {
    /** What a user gets who sets nothing. */
    public static final String DEFAULT = "default";

    /** The set-up of a backend by the name that {@code CORACLE_BACKEND} takes, or {@link #DEFAULT}. */
    public static Setup of(String backend) {
        return switch (backend) {
            case DEFAULT -> new Setup(backend, List.of());
            case "vector" -> new Setup(backend, List.of("-Dcoracle.backend=vector", "--add-modules", "jdk.incubator.vector"));
            default -> new Setup(backend, List.of("-Dcoracle.backend=" + backend));
        };
    }
}
