package io.coracle.jvm.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Calls of code outside the JVM. There is one shape for all of them, six integers in and one out, because each further one costs
 * milliseconds at start; functions with fewer parameters ignore the rest.
 */
final class NativeCalls {
    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_LONG,
        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
        ValueLayout.JAVA_LONG));

    private NativeCalls() {}

    static Optional<MemorySegment> function(String name) {
        return Linker.nativeLinker().defaultLookup().find(name);
    }

    static Optional<MemorySegment> function(String library, String name) {
        return SymbolLookup.libraryLookup(library, Arena.global()).find(name);
    }

    static long call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, a, b, c, d, e, f);
        } catch (RuntimeException | Error problem) {
            throw problem;
        } catch (Throwable problem) {
            throw new IllegalStateException(problem);
        }
    }
}
