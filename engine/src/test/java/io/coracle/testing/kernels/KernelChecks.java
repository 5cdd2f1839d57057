package io.coracle.testing.kernels;

import io.coracle.kernel.Interpreter;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelException;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Runs kernels on the interpreter, and compares what they leave in memory with what a backend left. */
public final class KernelChecks {
    private KernelChecks() {}

    /** A buffer over an array. */
    record ArrayCells(byte[] bytes) implements Interpreter.Cells {
        @Override
        public long get(int byteIndex, int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (bytes[byteIndex + i] & 0xffL) << 8 * i;
            }
            return value;
        }

        @Override
        public void set(int byteIndex, int size, long bits) {
            for (int i = 0; i < size; i++) {
                bytes[byteIndex + i] = (byte) (bits >> 8 * i);
            }
        }
    }

    /** Numbers of all magnitudes, special ones among them; or small whole ones. */
    public static byte[] contents(DType dtype, int elements, boolean whole, Random random) {
        ArrayCells cells = new ArrayCells(new byte[(int) dtype.bytes(elements)]);
        int size = dtype.bits() / 8;
        for (int i = 0; i < elements; i++) {
            double number = whole ? random.nextInt(17) - 8 : switch (random.nextInt(12)) {
                case 0 -> random.nextInt(1000) - 500;
                case 1 -> 0.0;
                case 2 -> -0.0;
                case 3 -> Double.POSITIVE_INFINITY;
                case 4 -> Double.NaN;
                case 5 -> random.nextGaussian() * 1e-39;
                case 6 -> random.nextGaussian() * 1e20;
                default -> random.nextGaussian() * 3;
            };
            long bits = switch (dtype) {
                case F32 -> Float.floatToRawIntBits((float) number);
                case F64 -> Double.doubleToRawLongBits(number);
                case F16 -> Float.floatToFloat16((float) number);
                case BF16 -> Float.floatToRawIntBits((float) number) >>> 16;
                case BOOL -> random.nextInt(2);
                default -> whole || random.nextBoolean() ? (long) number : random.nextLong();
            };
            cells.set(i * size, size, bits);
        }
        return cells.bytes();
    }

    /** What the interpreter leaves in the buffers; the message of a failed requirement is added at the end. */
    public static List<Object> interpret(Kernel kernel, List<byte[]> contents, int[] arguments) {
        List<ArrayCells> cells = contents.stream().map(bytes -> new ArrayCells(bytes.clone())).toList();
        String failure = "";
        try {
            Interpreter.run(kernel, cells, arguments);
        } catch (KernelException e) {
            failure = e.getMessage();
        }
        List<Object> results = new ArrayList<>(cells.stream().map(ArrayCells::bytes).toList());
        results.add(failure);
        return results;
    }

    /** The first difference, or an empty string. NaN equals NaN. */
    public static String difference(Kernel kernel, List<Object> expected, List<Object> actual) {
        for (int b = 0; b < kernel.buffers().size(); b++) {
            DType dtype = kernel.buffers().get(b).dtype();
            ArrayCells x = new ArrayCells((byte[]) expected.get(b));
            ArrayCells y = new ArrayCells((byte[]) actual.get(b));
            int size = dtype.bits() / 8;
            for (int i = 0; i < x.bytes().length / size; i++) {
                long p = x.get(i * size, size);
                long q = y.get(i * size, size);
                if (p != q && !(isNaN(dtype, p) && isNaN(dtype, q))) {
                    return kernel.buffers().get(b) + "[" + i + "]: expected " + show(dtype, p) + ", got " + show(dtype, q);
                }
            }
        }
        boolean failed = !expected.getLast().equals("");
        return failed == !actual.getLast().equals("") ? "" : "requirement: expected \"" + expected.getLast() + "\", got \"" + actual.getLast() + "\"";
    }

    private static boolean isNaN(DType dtype, long bits) {
        return switch (dtype) {
            case F32 -> Float.isNaN(Float.intBitsToFloat((int) bits));
            case F64 -> Double.isNaN(Double.longBitsToDouble(bits));
            case F16 -> (bits & 0x7c00) == 0x7c00 && (bits & 0x3ff) != 0;
            case BF16 -> Float.isNaN(Float.intBitsToFloat((int) bits << 16));
            default -> false;
        };
    }

    private static String show(DType dtype, long bits) {
        return switch (dtype) {
            case F32 -> Float.intBitsToFloat((int) bits) + " (" + Long.toHexString(bits) + ")";
            case F64 -> Double.longBitsToDouble(bits) + " (" + Long.toHexString(bits) + ")";
            default -> Long.toHexString(bits);
        };
    }
}
