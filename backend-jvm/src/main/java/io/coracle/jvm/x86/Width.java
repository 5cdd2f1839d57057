package io.coracle.jvm.x86;

/** How many bytes of a vector register an instruction works on. Scalar instructions are written as {@link #X}. */
enum Width {
    X, Y, Z;

    int bytes() {
        return 16 << ordinal();
    }
}
