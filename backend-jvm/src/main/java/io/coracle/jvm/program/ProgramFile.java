package io.coracle.jvm.program;

import io.coracle.tensor.TensorType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The programs of one model in a file: a header with a key and the signatures of all, and the programs behind it, each with a checksum. A
 * file that is damaged, of another version or for another key counts as one that is not there.
 *
 * <p>Programs are run as they are: who may write the file may run code as whoever reads it, as with a jar.
 */
public final class ProgramFile {
    private static final int MAGIC = 0x43507267;
    private static final int VERSION = 1;
    private static final int PREFIX = 16;
    private static final int LARGEST_HEADER = 1 << 20;
    /** More would be read for nothing at each start; the oldest go. */
    private static final int MOST_PROGRAMS = 64;

    private final Path file;
    private final long modelSize;
    private final long bodies;
    private final List<Entry> entries;

    /** Where a program lies, counted from the end of the header. */
    private record Entry(Program.Signature signature, long offset, int length, int checksum) {}

    private ProgramFile(Path file, long modelSize, long bodies, List<Entry> entries) {
        this.file = file;
        this.modelSize = modelSize;
        this.bodies = bodies;
        this.entries = List.copyOf(entries);
    }

    /**
     * What a file holds for a key; nothing when there is no such file.
     *
     * @param modelSize bytes of the model's file, which programs read
     */
    public static ProgramFile read(Path file, String key, long modelSize) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer prefix = read(channel, 0, PREFIX);
            if (prefix.getInt() == MAGIC && prefix.getInt() == VERSION) {
                int length = prefix.getInt();
                int checksum = prefix.getInt();
                if (length > 0 && length <= LARGEST_HEADER) {
                    ByteBuffer header = read(channel, PREFIX, length);
                    if (checksum(header.array()) == checksum) {
                        return new ProgramFile(file, modelSize, PREFIX + length, entries(new ProgramReader(header), key));
                    }
                }
            }
        } catch (IOException | IllegalArgumentException | BufferUnderflowException e) {
            // As if it were not there.
        }
        return new ProgramFile(file, modelSize, 0, List.of());
    }

    private static List<Entry> entries(ProgramReader header, String key) {
        List<Entry> entries = new ArrayList<>();
        if (header.text().equals(key)) {
            int count = header.number();
            for (int i = 0; i < count; i++) {
                entries.add(new Entry(header.signature(), header.wide(), header.number(), header.number()));
            }
        }
        return entries;
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        if (at < 0 || length < 0 || at > channel.size() - length) {
            throw new EOFException();
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }

    private static int checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    /** What its programs take and give. */
    public List<Program.Signature> signatures() {
        return entries.stream().map(Entry::signature).toList();
    }

    /** The program for inputs of these types, by name. */
    public Optional<Program> find(Map<String, TensorType> types) {
        for (Entry entry : entries) {
            if (entry.signature().types().equals(types)) {
                try {
                    return Optional.of(new ProgramReader(body(entry)).body(entry.signature(), modelSize));
                } catch (IOException | IllegalArgumentException | BufferUnderflowException | ArithmeticException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private ByteBuffer body(Entry entry) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer body = read(channel, bodies + entry.offset(), entry.length());
            if (checksum(body.array()) != entry.checksum()) {
                throw new IOException("damaged");
            }
            return body;
        }
    }

    /**
     * Adds programs to those that the file holds for this key. The file is replaced at once, so that readers and an interruption find the
     * old one or the new one.
     */
    public static void add(Path file, String key, long modelSize, List<Program> programs) throws IOException {
        ProgramFile old = read(file, key, modelSize);
        List<Program.Signature> signatures = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (Program program : programs) {
            ProgramWriter body = new ProgramWriter();
            body.body(program);
            signatures.add(program.signature());
            contents.add(body.finish());
        }
        for (Entry entry : old.entries) {
            if (signatures.size() < MOST_PROGRAMS && programs.stream().noneMatch(p -> p.signature().types().equals(entry.signature().types()))) {
                try {
                    contents.add(old.body(entry).array());
                    signatures.add(entry.signature());
                } catch (IOException e) {
                    // A damaged program is left out.
                }
            }
        }
        replace(file, header(key, signatures, contents), contents);
    }

    private static byte[] header(String key, List<Program.Signature> signatures, List<byte[]> contents) {
        ProgramWriter header = new ProgramWriter();
        header.text(key);
        header.number(contents.size());
        long offset = 0;
        for (int i = 0; i < contents.size(); i++) {
            header.signature(signatures.get(i));
            header.number(offset);
            header.number(contents.get(i).length);
            header.number(checksum(contents.get(i)));
            offset += contents.get(i).length;
        }
        return header.finish();
    }

    private static void replace(Path file, byte[] header, List<byte[]> contents) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path partial = Files.createTempFile(folder, file.getFileName().toString(), ".part");
        try {
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                write(channel, ByteBuffer.allocate(PREFIX).putInt(MAGIC).putInt(VERSION).putInt(header.length).putInt(checksum(header)).flip());
                write(channel, ByteBuffer.wrap(header));
                for (byte[] content : contents) {
                    write(channel, ByteBuffer.wrap(content));
                }
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
