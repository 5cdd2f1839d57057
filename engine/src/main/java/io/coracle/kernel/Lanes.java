package io.coracle.kernel;

/**
 * A register of the interpreter: one array, that of its scalar type, holds the lanes; booleans are 0 or 1 in {@code ints}.
 * Arrays round what is stored into them, which Java compiled for the browser does nowhere else.
 */
final class Lanes {
    private static final int[] NO_INTS = {};
    private static final float[] NO_FLOATS = {};
    private static final long[] NO_LONGS = {};
    private static final double[] NO_DOUBLES = {};

    final Type type;
    final int[] ints;
    final float[] floats;
    final long[] longs;
    final double[] doubles;

    Lanes(Type type) {
        this.type = type;
        int n = type.lanes();
        ints = type.scalar() == Scalar.I32 || type.scalar() == Scalar.BOOL ? new int[n] : NO_INTS;
        floats = type.scalar() == Scalar.F32 ? new float[n] : NO_FLOATS;
        longs = type.scalar() == Scalar.I64 ? new long[n] : NO_LONGS;
        doubles = type.scalar() == Scalar.F64 ? new double[n] : NO_DOUBLES;
    }

    static Lanes of(int value) {
        Lanes lanes = new Lanes(Type.I32);
        lanes.ints[0] = value;
        return lanes;
    }

    int count() {
        return type.lanes();
    }

    void copyLane(int to, Lanes from, int lane) {
        switch (type.scalar()) {
            case I32, BOOL -> ints[to] = from.ints[lane];
            case F32 -> floats[to] = from.floats[lane];
            case I64 -> longs[to] = from.longs[lane];
            case F64 -> doubles[to] = from.doubles[lane];
        }
    }
}
