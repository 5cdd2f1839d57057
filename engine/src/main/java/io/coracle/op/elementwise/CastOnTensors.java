package io.coracle.op.elementwise;

import io.coracle.op.OperatorException;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Numbers;
import io.coracle.tensor.Tensor;
import java.util.Locale;

/** Conversions from and to element types that kernels do not hold: strings, floats of 8 bits and less, integers of 4 bits and less. */
final class CastOnTensors {
    private CastOnTensors() {}

    static Tensor convert(Tensor x, DType to, boolean saturate, String rounding) {
        if (x.dtype() == to) {
            return x;
        }
        if (to == DType.STRING) {
            return toStrings(x);
        }
        if (x.dtype() == DType.STRING) {
            return fromStrings(x, to);
        }
        if (!to.isFloat() && !x.dtype().isFloat()) {
            return Tensor.of(to, x.shape(), x.toLongs());
        }
        double[] values = x.toDoubles();
        if (to == DType.F8E8M0 && !rounding.equals("up")) {
            for (int i = 0; i < values.length; i++) {
                values[i] = powerOfTwo(values[i], rounding.equals("nearest"));
            }
        }
        Tensor converted = Tensor.of(to, x.shape(), values);
        return saturate ? converted : withOverflow(converted, values);
    }

    /** The power of two below a number, or the nearer of its neighbours. */
    private static double powerOfTwo(double value, boolean nearest) {
        if (!(Math.abs(value) >= 0x1p-127) || Double.isInfinite(value)) {
            return value;
        }
        double below = Double.longBitsToDouble(Double.doubleToRawLongBits(Math.abs(value)) & 0x7ff0_0000_0000_0000L);
        return nearest && Math.abs(value) >= 1.5 * below ? 2 * below : below;
    }

    private static Tensor withOverflow(Tensor converted, double[] values) {
        byte[] codes = converted.bytes().toArray();
        for (int i = 0; i < values.length; i++) {
            double magnitude = Math.abs(values[i]);
            int sign = values[i] < 0 ? 0x80 : 0;
            switch (converted.dtype()) {
                case F8E4M3FN -> codes[i] = magnitude > 464 ? (byte) (sign | 0x7f) : codes[i];
                case F8E4M3FNUZ -> codes[i] = magnitude >= 248 ? (byte) 0x80 : codes[i];
                case F8E5M2 -> codes[i] = magnitude >= 61440 ? (byte) (sign | 0x7c) : codes[i];
                case F8E5M2FNUZ -> codes[i] = magnitude >= 61440 ? (byte) 0x80 : codes[i];
                default -> {
                    return converted;
                }
            }
        }
        return Tensor.of(converted.dtype(), converted.shape(), Bytes.of(codes));
    }

    private static Tensor toStrings(Tensor x) {
        String[] texts = new String[x.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = switch (x.dtype()) {
                case F64 -> text(Double.toString(x.doubleAt(i)));
                case BOOL -> x.longAt(i) != 0 ? "1" : "0";
                case U64 -> Long.toUnsignedString(x.longAt(i));
                default -> x.dtype().isFloat() ? text(Float.toString(Numbers.round(x.doubleAt(i)))) : Long.toString(x.longAt(i));
            };
        }
        return Tensor.strings(x.shape(), texts);
    }

    /** Java writes 1.0E10 where C writes 1e+10, and Infinity where ONNX writes INF. */
    private static String text(String java) {
        if (java.endsWith("Infinity")) {
            return java.startsWith("-") ? "-INF" : "INF";
        }
        int e = java.indexOf('E');
        String digits = e < 0 ? java : java.substring(0, e);
        if (digits.endsWith(".0")) {
            digits = digits.substring(0, digits.length() - 2);
        }
        if (e < 0) {
            return digits;
        }
        int exponent = Integer.parseInt(java.substring(e + 1));
        String magnitude = Integer.toString(Math.abs(exponent));
        return digits + (exponent < 0 ? "e-" : "e+") + (magnitude.length() < 2 ? "0" : "") + magnitude;
    }

    private static Tensor fromStrings(Tensor x, DType to) {
        if (to.isInteger()) {
            long[] values = new long[x.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = parseLong(x.stringAt(i).trim());
            }
            return Tensor.of(to, x.shape(), values);
        }
        double[] values = new double[x.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = parseDouble(x.stringAt(i).trim());
        }
        return Tensor.of(to, x.shape(), values);
    }

    private static long parseLong(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return (long) parseDouble(text);
        }
    }

    private static double parseDouble(String text) {
        String sign = text.startsWith("-") ? "-" : "";
        String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        switch (rest.toLowerCase(Locale.ROOT)) {
            case "inf", "infinity" -> {
                return sign.isEmpty() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            }
            case "nan" -> {
                return Double.NaN;
            }
            default -> {
                try {
                    return Double.parseDouble(sign + rest);
                } catch (NumberFormatException e) {
                    throw new OperatorException("the string \"" + text + "\" is not a number", e);
                }
            }
        }
    }
}
