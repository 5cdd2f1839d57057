package io.coracle.jvm.code;

import java.lang.foreign.MemorySegment;

/** What a call gives to a kernel's code: a segment for each buffer, or arrays of chunks instead, and a value for each parameter. */
public final class Bindings {
    final MemorySegment[] segments;
    final Object[] chunks;
    final int[] arguments;
    /** The message of a requirement that did not hold. */
    private volatile String failure = "";

    /**
     * @param segments by the place of the buffer in the kernel's list
     * @param chunks the same; only for packed buffers that are read from arrays
     * @param arguments in the kernel's order
     */
    public Bindings(MemorySegment[] segments, Object[] chunks, int[] arguments) {
        this.segments = segments;
        this.chunks = chunks;
        this.arguments = arguments;
    }

    /** Notes that a requirement did not hold. */
    void fail(String message) {
        if (failure.isEmpty()) {
            failure = message;
        }
    }

    /** The first failure since this was last asked, or an empty string. */
    public String takeFailure() {
        String message = failure;
        if (!message.isEmpty()) {
            failure = "";
        }
        return message;
    }
}
