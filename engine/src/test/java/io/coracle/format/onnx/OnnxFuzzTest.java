package io.coracle.format.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.coracle.format.ModelFormatException;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged and hostile files give a typed error or a graph that keeps the reader's promises; nothing else, and quickly. */
@Timeout(120)
class OnnxFuzzTest {
    private static final int MUTANTS = 10_000;
    private static final long SECONDS_PER_FILE = 5;
    private final Random random = new Random(Long.getLong("coracle.fuzz.seed", 20261120));
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private int rejected;

    @Test
    void tenThousandMutantsOfSmallModels() {
        List<byte[]> seeds = seeds();
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = seeds.get(i % seeds.size());
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                mutant = mutate(mutant);
            }
            read(Bytes.of(mutant), i);
        }
        assertTrue(rejected > MUTANTS / 4 && rejected < MUTANTS, rejected + " of " + MUTANTS + " were rejected");
    }

    @Test
    void mutantsOfMiniLm() throws IOException {
        byte[] file;
        try (var in = OnnxFuzzTest.class.getResourceAsStream("/all-minilm-l6-v2-q.onnx")) {
            file = in.readAllBytes();
        }
        List<Integer> structure = structure(file);
        int length = file.length;
        for (int i = 0; i < 2_000; i++) {
            int at = structure.get(random.nextInt(structure.size()));
            byte before = file[at];
            file[at] = interesting(before);
            read(i % 10 == 0 ? Bytes.of(file).slice(0, random.nextInt(1, length)) : Bytes.of(file), i);
            file[at] = before;
        }
        assertTrue(rejected > 500, rejected + " of 2000 were rejected");
    }

    private void read(Bytes file, int number) {
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        try {
            GraphChecks.check(OnnxReader.read(file).graph());
        } catch (ModelFormatException e) {
            rejected++;
            assertTrue(e.getMessage().startsWith("onnx: "), e.getMessage());
        } catch (RuntimeException | Error e) {
            throw new AssertionError("mutant " + number, e);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
        assertTrue(System.nanoTime() - start < SECONDS_PER_FILE * 1_000_000_000L, "mutant " + number + " took too long");
        assertTrue(allocated < (128L << 20) + 64 * file.size(), "mutant " + number + " of " + file.size() + " bytes took " + allocated);
    }

    private byte[] mutate(byte[] file) {
        byte[] mutant = file.clone();
        int at = random.nextInt(mutant.length);
        switch (random.nextInt(6)) {
            case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> mutant[at] = interesting(mutant[at]);
            case 2 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
            case 3 -> {
                // A hostile length or count in place of a short one.
                byte[] huge = {-1, -1, -1, -1, (byte) (random.nextBoolean() ? 7 : 0x7f)};
                mutant = splice(mutant, at, 1, huge);
            }
            case 4 -> mutant = splice(mutant, at, Math.min(random.nextInt(1, 9), mutant.length - at), new byte[0]);
            default -> {
                int from = random.nextInt(mutant.length);
                int length = Math.min(random.nextInt(1, 64), mutant.length - from);
                mutant = splice(mutant, at, 0, Arrays.copyOfRange(mutant, from, from + length));
            }
        }
        return mutant.length == 0 ? new byte[1] : mutant;
    }

    private byte interesting(byte before) {
        byte[] values = {0, 1, 0x7f, -1, -128, (byte) (before + 1), (byte) (before ^ 8), (byte) random.nextInt()};
        return values[random.nextInt(values.length)];
    }

    private static byte[] splice(byte[] file, int at, int remove, byte[] insert) {
        byte[] result = new byte[file.length - remove + insert.length];
        System.arraycopy(file, 0, result, 0, at);
        System.arraycopy(insert, 0, result, at, insert.length);
        System.arraycopy(file, at + remove, result, at + insert.length, file.length - at - remove);
        return result;
    }

    /** Where a file's structure lies, as opposed to its weights: the bytes that the reader looks at. */
    private static List<Integer> structure(byte[] file) {
        List<Integer> places = new ArrayList<>();
        Bytes recording = new Bytes() {
            @Override
            public long size() {
                return file.length;
            }

            @Override
            public int u8(long at) {
                return file[(int) at] & 0xff;
            }

            @Override
            public Bytes slice(long from, long length) {
                return Bytes.of(file).slice(from, length);
            }

            @Override
            public void copyTo(long from, byte[] to, int at, int length) {
                for (int i = 0; i < Math.min(length, 512); i++) {
                    places.add((int) from + i);
                }
                System.arraycopy(file, (int) from, to, at, length);
            }
        };
        OnnxReader.read(recording);
        return places;
    }

    private static List<byte[]> seeds() {
        Consumer<ModelBytes> branch = b -> b.node("Neg", List.of("x"), List.of("t")).node("Abs", List.of("t"), List.of("y")).output("y");
        return List.of(
            ModelBytes.model(g -> g.input("x").initializer("w", 1, new long[] {2}, w -> w.out.blob(9, Bytes.of(new byte[8])))
                .initializer("i", 7, new long[] {3}, w -> w.out.blob(7, Bytes.of((byte) 1, (byte) 2, (byte) 3)))
                .initializer("s", 8, new long[] {2}, w -> w.string(6, "one").string(6, "two"))
                .initializer("q", 22, new long[] {3}, w -> w.integer(5, 0xf1).integer(5, 2))
                .node("Add", List.of("x", "w"), List.of("a")).node("Relu", List.of("a"), List.of("y")).output("y")),
            ModelBytes.model(g -> g.input("x").node(1, "", "If", List.of("x"), List.of("y"), n -> n
                .message(5, a -> a.string(1, "then_branch").message(6, branch).integer(20, 5))
                .message(5, a -> a.string(1, "else_branch").message(6, branch).integer(20, 5))).output("y")),
            ModelBytes.model(g -> g.input("x").node(1, "own", "F", List.of("x"), List.of("t"), _ -> { })
                    .node(1, "own", "G", List.of("t"), List.of("y"), _ -> { }).output("y"),
                m -> m.function("F", List.of("a"), List.of("b"), f -> f.node(7, "own", "G", List.of("a"), List.of("b"), _ -> { }))
                    .function("G", List.of("a"), List.of("b"), f -> f.node(7, "", "Neg", List.of("a"), List.of("c"), _ -> { })
                        .node(7, "", "Elu", List.of("c"), List.of("b"), n -> n.message(5, a -> a.string(1, "alpha").integer(20, 1).string(21, "alpha"))))),
            ModelBytes.model(g -> g.message(15, sparse -> sparse
                .message(1, values -> values.integer(1, 2).integer(2, 6).integer(5, 7).integer(5, 8).string(8, "w"))
                .message(2, indices -> indices.integer(1, 2).integer(1, 2).integer(2, 7).integer(7, 0).integer(7, 1).integer(7, 1).integer(7, 2))
                .integer(3, 2).integer(3, 3)).output("w")),
            OnnxWriter.write(OnnxModel.of(OnnxWriterTest.sample(), 18)),
            OnnxWriter.write(OnnxModel.of(OnnxReader.read(Bytes.of(ModelBytes.model(g -> g.input("x").node("Tanh", List.of("x"), List.of("y"))
                .output("y")))).graph().with(List.of(), Map.of("y", Tensor.of(DType.F16, Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6))), 13)));
    }
}
