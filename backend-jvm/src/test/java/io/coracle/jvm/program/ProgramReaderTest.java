package io.coracle.jvm.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.jvm.program.Program.Call;
import io.coracle.jvm.program.Program.Constant;
import io.coracle.jvm.program.Program.Signature;
import io.coracle.jvm.program.Program.Slot;
import io.coracle.jvm.x86.MachineCode;
import io.coracle.plan.Location;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.TensorType;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProgramReaderTest {
    private static final long MODEL_SIZE = 1000;
    private static final TensorType ROW = new TensorType(DType.F32, Shape.of(4));
    private static final Location IN_ARENA = new Location(Location.ARENA, 0, 16);

    /** x goes through a kernel that also reads a part of the model, a literal, and what another kernel made of that part. */
    private static Program program(Location output) {
        Signature signature = new Signature(List.of(new Slot("x", ROW, IN_ARENA)), List.of(new Slot("y", ROW, output)));
        List<MachineCode> codes = List.of(new MachineCode(new byte[] {1, 2, 3}, 2, 0, List.of(), 0),
            new MachineCode(new byte[] {4, 5}, 5, 1, List.of("an element is too large"), 64));
        List<Constant> constants = List.of(new Constant.InModel(900, 100), new Constant.Literal(64, 8),
            new Constant.Prepared(200, new Call("preparing", 0, List.of(new Location(0, 0, 100), new Location(2, 0, 200)), new int[0], 1, false)));
        Call call = new Call("the node", 1, List.of(IN_ARENA, new Location(0, 50, 50), new Location(1, 0, 8), new Location(2, 0, 200), output),
            new int[] {-7}, 12, true);
        return new Program(signature, 64, new byte[72], codes, constants, List.of(call));
    }

    private static byte[] bytes(Program program) {
        ProgramWriter writer = new ProgramWriter();
        writer.signature(program.signature());
        writer.body(program);
        return writer.finish();
    }

    private static Program read(byte[] bytes) {
        ProgramReader reader = new ProgramReader(ByteBuffer.wrap(bytes));
        return reader.body(reader.signature(), MODEL_SIZE);
    }

    @Test
    void whatIsWrittenIsRead() {
        Program written = program(new Location(Location.ARENA, 48, 16));
        Program read = read(bytes(written));
        assertEquals(written.signature(), read.signature());
        assertEquals(written.arenaBytes(), read.arenaBytes());
        assertArrayEquals(written.data(), read.data());
        assertEquals(written.constants().subList(0, 2), read.constants().subList(0, 2));
        assertArrayEquals(bytes(written), bytes(read));
    }

    @Test
    void aPlaceOutsideItsMemoryIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> read(bytes(program(new Location(Location.ARENA, 49, 16)))));
        assertThrows(IllegalArgumentException.class, () -> read(bytes(program(new Location(Location.ARENA, -1, 16)))));
        assertThrows(IllegalArgumentException.class, () -> read(bytes(program(new Location(3, 0, 16)))));
        assertThrows(IllegalArgumentException.class, () -> read(bytes(program(new Location(2, 190, 16)))));
        assertThrows(IllegalArgumentException.class, () -> read(bytes(program(new Location(Location.ARENA, Long.MAX_VALUE, 16)))));
    }

    @Test
    void anyOtherBytesAreRefusedOrReadAsAProgram() {
        byte[] whole = bytes(program(new Location(Location.ARENA, 48, 16)));
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int k = random.nextInt(1, 4); k > 0; k--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                read(damaged);
            } catch (IllegalArgumentException | BufferUnderflowException | ArithmeticException e) {
                refused++;
            }
        }
        assertTrue(refused > 5_000, refused + " were refused");
    }
}
