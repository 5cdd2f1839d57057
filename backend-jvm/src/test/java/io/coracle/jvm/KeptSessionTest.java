package io.coracle.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxReader;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.jvm.program.Program;
import io.coracle.jvm.program.ProgramFile;
import io.coracle.jvm.x86.MachineCode;
import io.coracle.plan.ModelException;
import io.coracle.plan.Session;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptSessionTest {
    private static final int WORDS = 50;
    private static final int WIDTH = 64;
    /** Where the header of a file of programs begins: with the length of its key. */
    private static final int HEADER = 16;

    @TempDir
    private Path folder;
    private Path modelFile;
    private X86Backend backend;
    private int openings;

    @BeforeEach
    void writeModel() throws IOException {
        assumeTrue(X86Backend.whyUnavailable().isEmpty(), () -> X86Backend.whyUnavailable().get());
        backend = X86Backend.open(2);
        modelFile = Files.write(folder.resolve("model.onnx"), model());
    }

    /** vectors = softmax(table[ids] · weights). */
    private static byte[] model() {
        ValueInfo ids = new ValueInfo("ids", new ValueInfo.Tensor(DType.I64, true, List.of(new ValueInfo.Dimension.Named("count"))));
        ValueInfo vectors = new ValueInfo("vectors", new ValueInfo.Tensor(DType.F32, true,
            List.of(new ValueInfo.Dimension.Named("count"), new ValueInfo.Dimension.Fixed(WIDTH))));
        List<Node> nodes = List.of(new Node("look up", "", "Gather", 17, List.of("table", "ids"), List.of("rows"), Map.of()),
            new Node("multiply", "", "MatMul", 17, List.of("rows", "weights"), List.of("products"), Map.of()),
            new Node("squash", "", "Softmax", 17, List.of("products"), List.of("vectors"), Map.of()));
        Map<String, Tensor> constants = Map.of("table", numbers(WORDS, WIDTH, 1), "weights", numbers(WIDTH, WIDTH, 2));
        return OnnxWriter.write(OnnxModel.of(new Graph("test", List.of(ids), List.of(vectors), nodes, constants), 17));
    }

    private static Tensor numbers(int rows, int columns, int seed) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7919 + seed * 31) % 101 / 101f - 0.5f;
        }
        return Tensor.floats(Shape.of(rows, columns), values);
    }

    private KeptSession session() throws IOException {
        return session(this::open);
    }

    private KeptSession session(Supplier<KeptSession.Opened> opening) throws IOException {
        return new KeptSession(folder.resolve("programs"), modelFile, "", backend, opening);
    }

    private KeptSession.Opened open() {
        openings++;
        Arena arena = Arena.ofShared();
        try {
            SegmentBytes file = SegmentBytes.map(modelFile, arena);
            Graph graph = OnnxReader.read(file, _ -> { throw new AssertionError("the model is one file"); }).graph();
            return new KeptSession.Opened(new Session(graph, backend, arena::close), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tensor run(KeptSession session, long... ids) {
        return session.run(Map.of("ids", Tensor.longs(Shape.of(ids.length), ids)), Set.of("vectors")).get("vectors");
    }

    private Path programs() throws IOException {
        try (var files = Files.list(folder.resolve("programs"))) {
            return files.toList().getFirst();
        }
    }

    /** Runs once so that the program for three ids is kept. */
    private Tensor keptForThree() throws IOException {
        try (KeptSession first = session()) {
            return run(first, 1, 2, 3);
        }
    }

    @Test
    void whatOneProcessRanTheNextRunsWithoutTheModel() throws IOException {
        Tensor expected = keptForThree();
        assertEquals(1, openings);
        try (KeptSession second = session(() -> { throw new AssertionError("the model was opened"); })) {
            assertEquals("ids", second.inputs().getFirst().name());
            assertEquals("float32[?, " + WIDTH + "]", second.outputs().getFirst().type().toString());
            assertEquals(expected, run(second, 1, 2, 3));
            assertEquals(expected, run(second, 1, 2, 3), "a program runs more than once");
        }
    }

    @Test
    void inputsOfAnotherTypeOpenTheModelAndAreKeptToo() throws IOException {
        keptForThree();
        Tensor two;
        try (KeptSession second = session()) {
            run(second, 1, 2, 3);
            assertEquals(1, openings);
            two = run(second, 4, 5);
            assertEquals(2, openings);
        }
        try (KeptSession third = session()) {
            assertEquals(two, run(third, 4, 5));
            run(third, 1, 2, 3);
            assertEquals(2, openings);
        }
    }

    @Test
    void dataThatTheModelRefusesAreRefusedInTheSameWords() throws IOException {
        keptForThree();
        try (KeptSession kept = session()) {
            String message = assertThrows(ModelException.class, () -> run(kept, 1, WORDS, 3)).getMessage();
            try (Session session = open().session()) {
                Map<String, Tensor> inputs = Map.of("ids", Tensor.longs(Shape.of(3), 1, WORDS, 3));
                assertEquals(assertThrows(ModelException.class, () -> session.run(inputs)).getMessage(), message);
            }
            assertEquals(3, run(kept, 1, 2, 3).shape().dim(0), "the next run is not concerned");
        }
    }

    @Test
    void aModelThatWasReplacedIsOpened() throws IOException {
        keptForThree();
        Files.setLastModifiedTime(modelFile, FileTime.fromMillis(1_000_000));
        try (KeptSession second = session()) {
            run(second, 1, 2, 3);
            assertEquals(2, openings);
        }
    }

    @Test
    void aDamagedFileIsAsGoodAsNoneAndIsMended() throws IOException {
        Tensor expected = keptForThree();
        byte[] whole = Files.readAllBytes(programs());
        for (int at = 0; at < whole.length; at += 1 + whole.length / 200) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(programs(), damaged);
            checkOpens(expected);
            Files.write(programs(), Arrays.copyOf(whole, at));
            checkOpens(expected);
        }
    }

    private void checkOpens(Tensor expected) throws IOException {
        int before = openings;
        try (KeptSession session = session()) {
            assertEquals(expected, run(session, 1, 2, 3));
        }
        assertEquals(before + 1, openings);
        try (KeptSession session = session()) {
            assertEquals(expected, run(session, 1, 2, 3));
        }
        assertEquals(before + 1, openings);
    }

    /** Puts another program in the place of the one that is kept. */
    private void replaceKept(UnaryOperator<Program> change) throws IOException {
        String contents = new String(Files.readAllBytes(programs()), StandardCharsets.ISO_8859_1);
        int keyBytes = ByteBuffer.wrap(contents.getBytes(StandardCharsets.ISO_8859_1)).getInt(HEADER);
        String key = contents.substring(HEADER + Integer.BYTES, HEADER + Integer.BYTES + keyBytes);
        long modelSize = Files.size(modelFile);
        ProgramFile kept = ProgramFile.read(programs(), key, modelSize);
        Program program = kept.find(kept.signatures().getFirst().types()).orElseThrow();
        ProgramFile.add(programs(), key, modelSize, List.of(change.apply(program)));
    }

    @Test
    void aProgramThatGetsNoMemoryIsLeftForTheModel() throws IOException {
        Tensor expected = keptForThree();
        replaceKept(p -> new Program(p.signature(), 1L << 60, p.data(), p.codes(), p.constants(), p.calls()));
        try (KeptSession second = session()) {
            assertEquals(expected, run(second, 1, 2, 3));
            assertEquals(2, openings);
        }
    }

    @Test
    void aProgramWhoseConstantsCannotBeMadeGivesItsMemoryBack() throws IOException {
        Tensor expected = keptForThree();
        replaceKept(p -> {
            List<MachineCode> refusing = p.codes().stream().map(code ->
                new MachineCode(refusing(), code.buffers(), code.parameters(), List.of("refused"), code.scratch())).toList();
            return new Program(p.signature(), p.arenaBytes(), p.data(), refusing, p.constants(), p.calls());
        });
        long before = SegmentMemory.inUse();
        try (KeptSession second = session()) {
            assertEquals(expected, run(second, 1, 2, 3));
            assertEquals(2, openings);
        }
        assertEquals(before, SegmentMemory.inUse());
    }

    /** Code that does nothing but say that its first requirement does not hold, in the first argument's status word. */
    private static byte[] refusing() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return new byte[] {(byte) 0xC7, (byte) (windows ? 0x01 : 0x07), 1, 0, 0, 0, (byte) 0xC3};
    }

    @Test
    void manyThreadsMayRunItAtOnce() throws Exception {
        Tensor expected = keptForThree();
        try (KeptSession session = session(); ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Tensor>> runs = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                runs.add(() -> run(session, 1, 2, 3));
            }
            for (Future<Tensor> result : threads.invokeAll(runs)) {
                assertEquals(expected, result.get());
            }
        }
    }

    @Test
    void aFolderThatCannotBeWrittenKeepsNothing() throws IOException {
        Files.writeString(folder.resolve("programs"), "a file where the folder should be");
        Tensor first = keptForThree();
        assertEquals(first, keptForThree());
        assertEquals(2, openings);
    }

    @Test
    void aClosedSessionSaysSo() throws IOException {
        KeptSession session = session();
        session.close();
        assertEquals("the model is closed", assertThrows(IllegalStateException.class, () -> run(session, 1)).getMessage());
        assertFalse(Files.exists(folder.resolve("programs")));
    }
}
