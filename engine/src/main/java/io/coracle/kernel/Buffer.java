package io.coracle.kernel;

import io.coracle.tensor.DType;

/**
 * Memory that a kernel reads or writes, indexed by element.
 *
 * @param id distinguishes buffers of one kernel, counted from 0
 * @param size elements of a {@link Role#LOCAL} buffer, or of a chunk of a {@link Role#PACKED} one; 0 for the others, whose size a
 *     call decides
 */
public record Buffer(int id, String name, DType dtype, Role role, int size) {
    /** Who owns a buffer and what a kernel does with it. */
    public enum Role {
        /** Given by the caller, only read. */
        INPUT,
        /**
         * Weights in a layout that a kernel of ours has packed; only read. A backend may keep them where it reads fastest, for example
         * each chunk in an array of its own: a kernel reads them in vector loops {@code v} at {@code base + v + constant}, where
         * {@code base} is a multiple of the chunk and the loop stays inside it.
         */
        PACKED,
        /** Given by the caller, written and possibly read back. */
        OUTPUT,
        /** Scratch memory of one thread while it runs the kernel; contents at the start are undefined. */
        LOCAL
    }

    public boolean isWritten() {
        return role == Role.OUTPUT || role == Role.LOCAL;
    }

    @Override
    public String toString() {
        return name + "#" + id;
    }
}
