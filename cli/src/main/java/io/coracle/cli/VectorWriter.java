package io.coracle.cli;

import io.coracle.json.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes vectors one after the other in one of four formats. */
final class VectorWriter implements Pipeline.Sink<float[]>, AutoCloseable {

    /** The formats, as the option {@code --format} names them. */
    enum Format { jsonl, json, npy, f32 }

    private final Format format;
    private final int dimension;
    private final OutputStream out;
    /** A file whose start can still be written when everything else is; NumPy wants the number of rows there. */
    private final Optional<Path> file;
    /** Where the file goes in the end, when it is only there to count rows. */
    private final Optional<OutputStream> copyTo;
    private long rows;

    private VectorWriter(Format format, int dimension, OutputStream out, Optional<Path> file, Optional<OutputStream> copyTo) {
        this.format = format;
        this.dimension = dimension;
        this.out = out;
        this.file = file;
        this.copyTo = copyTo;
    }

    /** Opens a writer to a file, or to standard output when {@code file} is empty. */
    static VectorWriter open(Format format, Optional<Path> file, int dimension, Terminal terminal) throws IOException {
        OutputStream standard = PlainOutput.of(terminal.out());
        boolean spool = format == Format.npy && file.isEmpty();
        Optional<Path> target = spool ? Optional.of(Files.createTempFile("coracle", ".npy")) : file;
        OutputStream out = target.isEmpty() ? standard : new BufferedOutputStream(Files.newOutputStream(target.get()), 1 << 16);
        VectorWriter writer = new VectorWriter(format, dimension, out, target, spool ? Optional.of(standard) : Optional.empty());
        if (format == Format.npy) {
            out.write(Npy.header("<f4", 0, dimension));
        }
        return writer;
    }

    @Override
    public void accept(float[] vector) throws IOException {
        switch (format) {
            case jsonl -> {
                out.write(json(vector));
                out.write('\n');
            }
            case json -> {
                out.write((rows == 0 ? "[" : ",\n").getBytes(StandardCharsets.US_ASCII));
                out.write(json(vector));
            }
            case npy, f32 -> {
                ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(vector);
                out.write(bytes.array());
            }
        }
        rows++;
    }

    private static byte[] json(float[] vector) {
        JsonWriter json = new JsonWriter(new StringBuilder(12 * vector.length + 40));
        json.beginObject().name("n_embedding").value(vector.length).name("embedding").beginArray();
        for (float x : vector) {
            json.value(x);
        }
        return json.endArray().endObject().toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Writes what comes after the last vector. */
    void finish() throws IOException {
        if (format == Format.json) {
            out.write((rows == 0 ? "[]\n" : "]\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
        if (format == Format.npy) {
            if (rows > Integer.MAX_VALUE) {
                throw new CliException("more than 2^31 rows do not go into one .npy file");
            }
            try (RandomAccessFile start = new RandomAccessFile(file.orElseThrow().toFile(), "rw")) {
                start.write(Npy.header("<f4", (int) rows, dimension));
            }
            if (copyTo.isPresent()) {
                Files.copy(file.orElseThrow(), copyTo.get());
                copyTo.get().flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            out.close();
        }
        if (copyTo.isPresent()) {
            Files.deleteIfExists(file.orElseThrow());
        }
    }
}
