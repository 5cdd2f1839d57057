package io.coracle.jvm;

import io.coracle.backend.Backend;
import io.coracle.backend.InterpreterBackend;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chooses a backend for this process. {@code CORACLE_BACKEND} (or the system property {@code coracle.backend}) forces one of
 * {@code x86-64} (machine code), {@code vector} (bytecode that calls the Vector API), {@code bytecode} and {@code interpreter};
 * without it the first of these that can run is taken. {@code CORACLE_THREADS} ({@code coracle.threads}) limits the threads that share
 * one call.
 */
public final class JvmBackends {
    private static final int MOST_THREADS = 1024;
    private static final Map<String, Backend> SHARED = new ConcurrentHashMap<>();

    private JvmBackends() {}

    /**
     * The backend of this process, shared by all who ask and never closed. Throws {@link IllegalArgumentException} for a setting that
     * is unknown or out of range.
     */
    public static Backend standard() {
        return named(setting("coracle.backend").orElseGet(JvmBackends::fastest));
    }

    private static String fastest() {
        if (X86Backend.whyUnavailable().isEmpty()) {
            return "x86-64";
        }
        return VectorModule.lanes().isPresent() ? "vector" : "bytecode";
    }

    /** Which backend {@link #standard} is, and why it is that one. */
    public static String choice() {
        Optional<String> forced = setting("coracle.backend");
        if (forced.isPresent()) {
            return standard().name() + ": CORACLE_BACKEND asks for it";
        }
        return standard().name() + X86Backend.whyUnavailable().map(why -> ": no machine code, because " + why)
            .orElse(": the processor's own instructions");
    }

    /** Off-heap bytes that models of this process hold now: arenas and packed weights, not files that are mapped. */
    public static long memoryInUse() {
        return SegmentMemory.inUse();
    }

    /** A backend of this process by name, shared by all who ask and never closed. */
    public static Backend named(String name) {
        return SHARED.computeIfAbsent(name, n -> open(n, threads()));
    }

    /**
     * A backend of one's own.
     *
     * @param name {@code x86-64}, {@code vector}, {@code bytecode} or {@code interpreter}
     * @param threads that share one call
     * @throws IllegalStateException when this machine or JVM cannot run it; the message says why
     */
    public static Backend open(String name, int threads) {
        return switch (name) {
            case "x86-64" -> X86Backend.open(threads);
            case "interpreter" -> new InterpreterBackend();
            case "bytecode" -> JvmBackend.bytecode(threads);
            case "vector" -> JvmBackend.vector(threads);
            default -> throw new IllegalArgumentException(
                "unknown backend \"" + name + "\"; CORACLE_BACKEND takes x86-64, vector, bytecode or interpreter");
        };
    }

    /** Threads that share one call: the setting, or as many as there are processors. */
    public static int threads() {
        Optional<String> setting = setting("coracle.threads");
        if (setting.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(setting.get().strip());
            if (threads >= 1 && threads <= MOST_THREADS) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw new IllegalArgumentException("CORACLE_THREADS is \"" + setting.get() + "\"; expected a number from 1 to " + MOST_THREADS);
    }

    private static Optional<String> setting(String property) {
        String environment = property.toUpperCase(Locale.ROOT).replace('.', '_');
        return Optional.ofNullable(System.getProperty(property)).or(() -> Optional.ofNullable(System.getenv(environment)))
            .filter(value -> !value.isBlank());
    }
}
