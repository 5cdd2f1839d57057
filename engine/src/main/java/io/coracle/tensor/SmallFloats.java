package io.coracle.tensor;

/** The 8-bit and 4-bit floating point formats of ONNX ("Float stored in 8 bits", "Float stored in 4 bits"). */
final class SmallFloats {
    /** Exponent and mantissa widths, exponent bias, and how infinity and NaN are spelled. */
    private record Format(int exponentBits, int mantissaBits, int bias, boolean infinity, boolean unsignedZero, double largest) {}

    private static final Format E4M3FN = new Format(4, 3, 7, false, false, 448);
    private static final Format E4M3FNUZ = new Format(4, 3, 8, false, true, 240);
    private static final Format E5M2 = new Format(5, 2, 15, true, false, 57344);
    private static final Format E5M2FNUZ = new Format(5, 2, 16, false, true, 57344);
    private static final Format E2M1 = new Format(2, 1, 1, false, false, 6);

    private SmallFloats() {}

    private static Format format(DType dtype) {
        return switch (dtype) {
            case F8E4M3FN -> E4M3FN;
            case F8E4M3FNUZ -> E4M3FNUZ;
            case F8E5M2 -> E5M2;
            case F8E5M2FNUZ -> E5M2FNUZ;
            case F4E2M1 -> E2M1;
            default -> throw new IllegalArgumentException(dtype + " is not a small float");
        };
    }

    static float toFloat(DType dtype, int bits) {
        if (dtype == DType.F8E8M0) {
            return bits == 255 ? Float.NaN : (float) power(bits - 127);
        }
        Format f = format(dtype);
        int width = f.exponentBits + f.mantissaBits;
        int magnitude = bits & (1 << width) - 1;
        boolean negative = (bits >> width & 1) != 0;
        if (f.unsignedZero && negative && magnitude == 0) {
            return Float.NaN;
        }
        if (dtype == DType.F8E4M3FN && magnitude == 0x7f) {
            return Float.NaN;
        }
        if (f.infinity && magnitude >= 0x7c) {
            return magnitude > 0x7c ? Float.NaN : negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        }
        int exponent = magnitude >> f.mantissaBits;
        int mantissa = magnitude & (1 << f.mantissaBits) - 1;
        double value = exponent == 0
            ? mantissa * power(1 - f.bias - f.mantissaBits)
            : ((1 << f.mantissaBits) + mantissa) * power(exponent - f.bias - f.mantissaBits);
        return (float) (negative ? -value : value);
    }

    /** Rounds to nearest, ties to even, and saturates to the largest finite value, as ONNX casts do by default. */
    static int fromDouble(DType dtype, double x) {
        if (dtype == DType.F8E8M0) {
            return scaleExponent(x);
        }
        Format f = format(dtype);
        int width = f.exponentBits + f.mantissaBits;
        boolean negative = x < 0 || 1 / x < 0;
        int sign = negative ? 1 << width : 0;
        if (Double.isNaN(x)) {
            return f.unsignedZero ? 1 << width : dtype == DType.F4E2M1 ? 0 : (1 << width) - 1;
        }
        double magnitude = Math.min(Math.abs(x), f.largest);
        int code = 0;
        if (magnitude > 0) {
            int exponent = Math.max((int) (Double.doubleToRawLongBits(magnitude) >> 52) - 1023, 1 - f.bias);
            int units = (int) Numbers.rint(magnitude * power(f.mantissaBits - exponent));
            // A significand that rounds up to the next power of two carries into the exponent by itself.
            code = (exponent + f.bias - 1 << f.mantissaBits) + units;
        }
        return f.unsignedZero && code == 0 ? 0 : sign | code;
    }

    private static int scaleExponent(double x) {
        if (Double.isNaN(x)) {
            return 255;
        }
        double magnitude = Math.abs(x);
        if (magnitude >= power(127)) {
            return 254;
        }
        int code = 0;
        while (code < 254 && power(code - 127) < magnitude) {
            code++;
        }
        return code;
    }

    private static double power(int exponent) {
        return Double.longBitsToDouble((long) (exponent + 1023) << 52);
    }
}
