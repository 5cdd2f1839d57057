package io.coracle.kernel;

/** The type of an expression: one or more lanes of a scalar. */
public record Type(Scalar scalar, int lanes) {
    public static final Type F32 = new Type(Scalar.F32, 1);
    public static final Type F64 = new Type(Scalar.F64, 1);
    public static final Type I32 = new Type(Scalar.I32, 1);
    public static final Type I64 = new Type(Scalar.I64, 1);
    public static final Type BOOL = new Type(Scalar.BOOL, 1);

    public Type {
        if (lanes < 1) {
            throw new IllegalArgumentException("a value needs at least one lane, got " + lanes);
        }
    }

    public Type lanes(int count) {
        return count == lanes ? this : new Type(scalar, count);
    }

    public Type scalar(Scalar other) {
        return other == scalar ? this : new Type(other, lanes);
    }

    @Override
    public String toString() {
        String name = switch (scalar) {
            case F32 -> "f32";
            case F64 -> "f64";
            case I32 -> "i32";
            case I64 -> "i64";
            case BOOL -> "bool";
        };
        return lanes == 1 ? name : name + "x" + lanes;
    }
}
