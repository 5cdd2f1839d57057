package io.coracle.format.onnx;

import io.coracle.format.ModelFormatException;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads {@code TensorProto} and {@code SparseTensorProto}. Raw and external data stay where they are; numbers in typed fields
 * are converted. Nothing is allocated for elements before the file is known to hold them.
 */
final class TensorParser {
    /** A tensor and the name it goes by, which may be empty. */
    record Named(String name, Tensor tensor) {}

    private static final int MAX_RANK = 64;

    /** Sparse tensors may take so many bytes when they are written out, and as many again for each byte of the file. */
    private static final long DENSE_BYTES = 64L << 20;
    private static final long DENSE_GROWTH = 16;

    private final ExternalData external;
    private final Map<String, Bytes> opened = new HashMap<>();
    private long denseBytesLeft;

    TensorParser(ExternalData external, long fileSize) {
        this.external = external;
        this.denseBytesLeft = DENSE_BYTES + DENSE_GROWTH * fileSize;
    }

    Named tensor(ProtoReader in) {
        int start = in.position();
        String name = "";
        int type = 0;
        Dims dims = new Dims(in);
        Bytes raw = null;
        boolean isExternal = false;
        Map<String, String> location = new HashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> in.integers(dims::add);
                case 2 -> type = in.smallInteger();
                case 3 -> throw in.error("the tensor is split into segments, which no tool writes");
                case 8 -> name = in.string();
                case 9 -> raw = in.blob();
                case 13 -> in.message(entry -> ModelParser.entry(entry, location));
                case 14 -> isExternal = in.smallInteger() == 1;
                default -> in.skip();
            }
        }
        String label = "tensor \"" + name + "\"";
        Shape shape = dims.shape(start, label);
        int code = type;
        DType dtype = DType.ofCode(type).orElseThrow(() ->
            in.error(start, label + " has elements of " + DataTypes.describe(code) + ", which are not supported"));
        Tensor tensor;
        if (isExternal) {
            tensor = stored(in, start, label, dtype, shape, external(in, start, label, location, dtype.bytes(shape.size())));
        } else if (raw != null) {
            tensor = stored(in, start, label, dtype, shape, raw);
        } else {
            in.rewind(start);
            tensor = typed(in, start, label, dtype, shape);
        }
        return new Named(name, tensor);
    }

    /** The dense tensor that a sparse one stands for. */
    Named sparse(ProtoReader in) {
        int start = in.position();
        Named values = null;
        Tensor indices = null;
        Dims dims = new Dims(in);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> values = in.message(this::tensor);
                case 2 -> indices = in.message(this::tensor).tensor();
                case 3 -> in.integers(dims::add);
                default -> in.skip();
            }
        }
        if (values == null) {
            throw in.error(start, "a sparse tensor has no values");
        }
        String label = "sparse tensor \"" + values.name() + "\"";
        Shape shape = dims.shape(start, label);
        int count = values.tensor().size();
        if (indices == null && count > 0) {
            throw in.error(start, label + " has no indices");
        }
        return new Named(values.name(), dense(in, start, label, shape, values.tensor(),
            indices == null ? Tensor.longs(Shape.of(0)) : indices));
    }

    private Tensor dense(ProtoReader in, int start, String label, Shape shape, Tensor values, Tensor indices) {
        int count = values.size();
        DType dtype = values.dtype();
        if (dtype == DType.STRING || dtype.bits() < 8) {
            throw in.error(start, label + " has elements of " + dtype + ", which are not supported in sparse tensors");
        }
        denseBytesLeft -= dtype.bytes(shape.size());
        if (denseBytesLeft < 0 || dtype.bytes(shape.size()) > Integer.MAX_VALUE - 8) {
            throw in.error(start, label + " of shape " + shape + " with " + count
                + " values takes too much memory when it is written out");
        }
        boolean coordinates = indices.shape().rank() == 2;
        boolean fits = indices.dtype() == DType.I64 && (coordinates
            ? indices.shape().dim(0) == count && indices.shape().dim(1) == shape.rank()
            : indices.size() == count);
        if (!fits) {
            throw in.error(start, label + " has " + count + " values, but its indices are " + indices.type());
        }
        int width = dtype.bits() / 8;
        byte[] bytes = new byte[shape.size() * width];
        int[] strides = shape.strides();
        for (int i = 0; i < count; i++) {
            long position = 0;
            boolean inside = true;
            if (coordinates) {
                for (int axis = 0; axis < strides.length; axis++) {
                    long index = indices.longAt(i * strides.length + axis);
                    inside &= index >= 0 && index < shape.dim(axis);
                    position += inside ? index * strides[axis] : 0;
                }
            } else {
                position = indices.longAt(i);
            }
            if (!inside || position < 0 || position >= shape.size()) {
                throw in.error(start, label + ": index " + i + " lies outside shape " + shape);
            }
            values.bytes().copyTo((long) i * width, bytes, (int) position * width, width);
        }
        return Tensor.of(dtype, shape, Bytes.of(bytes));
    }

    private static Tensor stored(ProtoReader in, int start, String label, DType dtype, Shape shape, Bytes bytes) {
        if (dtype == DType.STRING) {
            throw in.error(start, label + " stores strings as raw bytes");
        }
        long expected = dtype.bytes(shape.size());
        if (bytes.size() != expected) {
            throw in.error(start, label + " of " + dtype + shape + " needs " + expected + " bytes, the file gives " + bytes.size());
        }
        return Tensor.of(dtype, shape, bytes);
    }

    private Bytes external(ProtoReader in, int start, String label, Map<String, String> properties, long expected) {
        String location = properties.get("location");
        if (location == null || location.isEmpty()) {
            throw in.error(start, label + " lies in another file but does not say which");
        }
        Bytes file = opened.get(location);
        if (file == null) {
            file = external.open(location);
            opened.put(location, file);
        }
        long offset = number(in, start, label, properties.getOrDefault("offset", "0"));
        long length = number(in, start, label, properties.getOrDefault("length", Long.toString(expected)));
        if (offset > file.size() || length > file.size() - offset) {
            throw in.error(start, label + " lies at bytes " + offset + " to " + offset + " + " + length + " of \"" + location
                + "\", which has " + file.size());
        }
        return file.slice(offset, length);
    }

    private static long number(ProtoReader in, int start, String label, String text) {
        long value = 0;
        boolean valid = !text.isEmpty() && text.length() <= 18;
        for (int i = 0; valid && i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            valid = digit >= 0 && digit <= 9;
            value = value * 10 + digit;
        }
        if (!valid) {
            throw in.error(start, label + ": offset or length of its external data is \"" + text + "\"");
        }
        return value;
    }

    private static Tensor typed(ProtoReader in, int start, String label, DType dtype, Shape shape) {
        // Which field holds which type: onnx.proto, comments of TensorProto's *_data fields.
        int field = switch (dtype) {
            case F32 -> 4;
            case STRING -> 6;
            case I64 -> 7;
            case F64 -> 10;
            case U32, U64 -> 11;
            default -> 5;
        };
        int stored = dtype.bits() == 0 ? shape.size() : (int) (dtype.bytes(shape.size()) / Math.max(1, dtype.bits() / 8));
        int shortest = dtype == DType.F32 ? 4 : dtype == DType.F64 ? 8 : 1;
        if ((long) stored * shortest > in.remaining()) {
            throw in.error(start, label + " of " + dtype + shape + " needs " + stored + " values, more than the file holds");
        }
        if (dtype.bytes(shape.size()) > Integer.MAX_VALUE - 8) {
            throw in.error(start, label + " of " + dtype + shape + " is too large to be stored as single numbers");
        }
        Filling filling = new Filling(dtype, stored);
        while (in.next()) {
            if (in.field() != field) {
                in.skip();
            } else {
                switch (dtype) {
                    case F32 -> in.fixed32s(filling);
                    case F64 -> in.fixed64s(filling);
                    case STRING -> filling.add(in.string());
                    default -> in.integers(filling);
                }
            }
        }
        if (filling.count != stored) {
            throw in.error(start, label + " of " + dtype + shape + " needs " + stored + " values, the file gives " + filling.count);
        }
        return dtype == DType.STRING ? Tensor.strings(shape, filling.strings) : Tensor.of(dtype, shape, Bytes.of(filling.bytes));
    }

    /** Collects little-endian elements, or strings, and counts also those that find no place. */
    private static final class Filling implements ProtoReader.FixedSink, ProtoReader.IntegerSink {
        private final int width;
        private final int capacity;
        private final byte[] bytes;
        private final String[] strings;
        private int count; // each takes a byte of a file that has at most 2 GiB

        Filling(DType dtype, int capacity) {
            this.width = Math.max(1, dtype.bits() / 8);
            this.capacity = capacity;
            this.bytes = new byte[dtype == DType.STRING ? 0 : capacity * width];
            this.strings = new String[dtype == DType.STRING ? capacity : 0];
        }

        @Override
        public void add(long bits) {
            if (count < capacity) {
                int at = count * width;
                for (int i = 0; i < width; i++) {
                    bytes[at + i] = (byte) (bits >> 8 * i);
                }
            }
            count++;
        }

        @Override
        public void accept(long value) {
            add(value);
        }

        @Override
        public void acceptSmall(int value) {
            if (count < capacity) {
                int at = count * width;
                for (int i = 0; i < width; i++) {
                    bytes[at + i] = (byte) (i < 4 ? value >> 8 * i : value >> 31);
                }
            }
            count++;
        }

        @Override
        public void add(Bytes numbers, int width) {
            long fitting = Math.min(numbers.size(), Math.max(0L, capacity - count) * width);
            numbers.copyTo(0, bytes, Math.min(count, capacity) * width, (int) fitting);
            count += (int) (numbers.size() / width);
        }

        void add(String text) {
            if (count < capacity) {
                strings[count] = text;
            }
            count++;
        }
    }

    /** Extents as they are read. */
    private static final class Dims {
        private final ProtoReader in;
        private long[] dims = new long[8];
        private int rank;

        Dims(ProtoReader in) {
            this.in = in;
        }

        void add(long extent) {
            if (rank == MAX_RANK) {
                throw in.error("a tensor has more than " + MAX_RANK + " dimensions");
            }
            if (rank == dims.length) {
                dims = Arrays.copyOf(dims, 2 * rank);
            }
            dims[rank++] = extent;
        }

        Shape shape(int start, String label) {
            try {
                return Shape.of(Arrays.copyOf(dims, rank));
            } catch (IllegalArgumentException e) {
                throw new ModelFormatException("onnx: offset " + start + ": " + label + ": " + e.getMessage(), e);
            }
        }
    }
}
