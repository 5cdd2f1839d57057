package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Local arrays for values between loops; what one loop no longer needs, the next one gets. */
final class ArrayPool {
    private final Names names;
    private final Map<Shape, List<Buffer>> idle = new HashMap<>();

    private record Shape(DType dtype, int size) {}

    ArrayPool(Names names) {
        this.names = names;
    }

    Buffer take(DType dtype, int size) {
        List<Buffer> free = idle.getOrDefault(new Shape(dtype, size), List.of());
        return free.isEmpty() ? names.local("stage", dtype, size) : free.removeLast();
    }

    void give(Buffer array) {
        idle.computeIfAbsent(new Shape(array.dtype(), array.size()), shape -> new ArrayList<>()).add(array);
    }
}
