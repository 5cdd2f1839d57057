package io.coracle.cli;

import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's {@code .npy} files (format 1.0 to 3.0): one array, of numbers, booleans or strings. Element types that NumPy does not
 * have are written as the next wider one that holds every value: bfloat16 and 8-bit floats as float32, 4-bit integers as 8-bit
 * ones.
 */
final class Npy {

    /** What NumPy aligns the header to. */
    private static final int ALIGNMENT = 64;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

    private Npy() {
    }

    /** Reads a file; a {@link CliException} says what is wrong with it. */
    static Tensor read(Path file) {
        try {
            return parse(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new CliException(file + ": there is no such file");
        } catch (IOException e) {
            throw new CliException(file + ": cannot be read (" + e.getMessage() + ")");
        } catch (OutOfMemoryError e) {
            throw new CliException(file + ": is larger than the memory; give more with CORACLE_JVM_OPTS=-Xmx8g");
        }
    }

    static Tensor parse(byte[] bytes, String name) {
        if (bytes.length < 10 || !startsWithMagic(bytes)) {
            throw new CliException(name + ": is no .npy file (it does not begin with \\x93NUMPY)");
        }
        int version = bytes[6];
        long length = version == 1 ? u16(bytes, 8) : bytes.length < 12 ? Long.MAX_VALUE : u16(bytes, 8) | (long) u16(bytes, 10) << 16;
        int start = version == 1 ? 10 : 12;
        if (version < 1 || version > 3 || length > bytes.length - start) {
            throw new CliException(name + ": the header of the .npy file is damaged");
        }
        String header = new String(bytes, start, (int) length, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        String descr = find(DESCR, header, name);
        boolean columns = find(ORDER, header, name).equals("True");
        Shape shape = shape(find(SHAPE, header, name), name);
        return elements(bytes, start + (int) length, new Layout(descr, shape, columns), name);
    }

    private record Layout(String descr, Shape shape, boolean columnsFirst) {
    }

    private static boolean startsWithMagic(byte[] bytes) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private static String find(Pattern pattern, String header, String name) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new CliException(name + ": the .npy header is not one of a plain array: " + header.strip());
        }
        return matcher.group(1);
    }

    private static Shape shape(String dims, String name) {
        try {
            return Shape.of(Pattern.compile(",").splitAsStream(dims).map(String::strip).filter(d -> !d.isEmpty())
                .mapToLong(Long::parseLong).toArray());
        } catch (IllegalArgumentException e) {
            throw new CliException(name + ": has the impossible shape (" + dims + ")");
        }
    }

    private static Tensor elements(byte[] bytes, int from, Layout layout, String name) {
        String descr = layout.descr();
        boolean bigEndian = descr.startsWith(">");
        String kind = descr.replaceFirst("^[<>|=]", "");
        if (kind.matches("[US][0-9]{1,9}")) {
            return strings(bytes, from, layout, name);
        }
        DType dtype = switch (kind) {
            case "f4" -> DType.F32;
            case "f2" -> DType.F16;
            case "f8" -> DType.F64;
            case "i1" -> DType.I8;
            case "u1" -> DType.U8;
            case "i2" -> DType.I16;
            case "u2" -> DType.U16;
            case "i4" -> DType.I32;
            case "u4" -> DType.U32;
            case "i8" -> DType.I64;
            case "u8" -> DType.U64;
            case "b1" -> DType.BOOL;
            default -> throw new CliException(name + ": holds elements of type " + descr + "; numbers, booleans and strings are read");
        };
        int width = dtype.bits() / 8;
        byte[] data = raw(bytes, from, layout, width, name);
        if (bigEndian) {
            for (int i = 0; i < data.length; i += width) {
                for (int low = i, high = i + width - 1; low < high; low++, high--) {
                    byte swap = data[low];
                    data[low] = data[high];
                    data[high] = swap;
                }
            }
        }
        if (dtype == DType.BOOL) {
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) (data[i] != 0 ? 1 : 0);
            }
        }
        return Tensor.of(dtype, layout.shape(), Bytes.of(data));
    }

    private static Tensor strings(byte[] bytes, int from, Layout layout, String name) {
        boolean wide = layout.descr().contains("U");
        boolean bigEndian = layout.descr().startsWith(">");
        long width = Long.parseLong(layout.descr().replaceAll("[^0-9]", "")) * (wide ? 4 : 1);
        byte[] data = raw(bytes, from, layout, width, name);
        String[] strings = new String[layout.shape().size()];
        for (int i = 0; i < strings.length; i++) {
            String padded = new String(data, (int) (i * width), (int) width,
                !wide ? StandardCharsets.UTF_8 : bigEndian ? StandardCharsets.UTF_32BE : StandardCharsets.UTF_32LE);
            int end = padded.length();
            while (end > 0 && padded.charAt(end - 1) == 0) {
                end--;
            }
            strings[i] = padded.substring(0, end);
        }
        return Tensor.strings(layout.shape(), strings);
    }

    /** The elements' bytes with the last axis contiguous. */
    private static byte[] raw(byte[] bytes, int from, Layout layout, long width, String name) {
        long size = layout.shape().size() * width;
        if (size != bytes.length - from) {
            throw new CliException(name + ": has " + (bytes.length - from) + " bytes of data; an array " + layout.descr()
                + layout.shape() + " has " + size);
        }
        byte[] data = new byte[(int) size];
        if (!layout.columnsFirst()) {
            System.arraycopy(bytes, from, data, 0, data.length);
            return data;
        }
        int[] dims = layout.shape().toArray();
        int[] index = new int[dims.length];
        for (int to = 0; to < layout.shape().size(); to++) {
            long at = 0;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                at = at * dims[axis] + index[axis];
            }
            System.arraycopy(bytes, (int) (from + at * width), data, (int) (to * width), (int) width);
            for (int axis = dims.length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return data;
    }

    private static int u16(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }

    /** Writes a tensor as a file of format 1.0. */
    static void write(OutputStream out, Tensor tensor) throws IOException {
        switch (tensor.dtype()) {
            case STRING -> writeStrings(out, tensor);
            case BF16, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0, F4E2M1 -> write(out, converted(DType.F32, tensor));
            case I4, I2 -> write(out, converted(DType.I8, tensor));
            case U4, U2 -> write(out, converted(DType.U8, tensor));
            case F32 -> write(out, "<f4", tensor);
            case F16 -> write(out, "<f2", tensor);
            case F64 -> write(out, "<f8", tensor);
            case I8 -> write(out, "|i1", tensor);
            case U8 -> write(out, "|u1", tensor);
            case I16 -> write(out, "<i2", tensor);
            case U16 -> write(out, "<u2", tensor);
            case I32 -> write(out, "<i4", tensor);
            case U32 -> write(out, "<u4", tensor);
            case I64 -> write(out, "<i8", tensor);
            case U64 -> write(out, "<u8", tensor);
            case BOOL -> write(out, "|b1", tensor);
        }
    }

    private static Tensor converted(DType dtype, Tensor tensor) {
        return Tensor.of(dtype, tensor.shape(), tensor.toDoubles());
    }

    private static void write(OutputStream out, String descr, Tensor tensor) throws IOException {
        out.write(header(descr, tensor.shape().toArray()));
        byte[] buffer = new byte[1 << 16];
        for (long at = 0; at < tensor.bytes().size(); at += buffer.length) {
            int some = (int) Math.min(buffer.length, tensor.bytes().size() - at);
            tensor.bytes().copyTo(at, buffer, 0, some);
            out.write(buffer, 0, some);
        }
    }

    private static void writeStrings(OutputStream out, Tensor tensor) throws IOException {
        int longest = 1;
        for (String string : tensor.toStrings()) {
            longest = Math.max(longest, string.codePointCount(0, string.length()));
        }
        out.write(header("<U" + longest, tensor.shape().toArray()));
        for (String string : tensor.toStrings()) {
            byte[] encoded = string.getBytes(StandardCharsets.UTF_32LE);
            out.write(encoded);
            out.write(new byte[4 * longest - encoded.length]);
        }
    }

    /** The header of an array whose elements follow. Headers of arrays up to rank 3 have all the same length, 128 bytes. */
    static byte[] header(String descr, int... shape) {
        StringBuilder text = new StringBuilder("{'descr': '").append(descr).append("', 'fortran_order': False, 'shape': (");
        for (int dim : shape) {
            text.append(dim).append(", ");
        }
        text.append("), }");
        int length = MAGIC.length + 4 + text.length() + 1;
        int padded = Math.max(2 * ALIGNMENT, (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        text.append(" ".repeat(padded - length)).append('\n');
        byte[] header = new byte[padded];
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[6] = 1;
        header[8] = (byte) text.length();
        header[9] = (byte) (text.length() >>> 8);
        System.arraycopy(text.toString().getBytes(StandardCharsets.ISO_8859_1), 0, header, 10, text.length());
        return header;
    }
}
