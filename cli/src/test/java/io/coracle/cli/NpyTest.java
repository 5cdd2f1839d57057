package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NpyTest {

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void everyElementTypeSurvivesWritingAndReading(DType dtype) throws IOException {
        Tensor tensor = Tensor.of(dtype, Shape.of(2, 3), 0d, 1, 1, 0, 1, 1);
        Tensor read = Npy.parse(write(tensor), "test");
        assertEquals(tensor.shape(), read.shape());
        assertArrayEquals(tensor.toDoubles(), read.toDoubles());
        if (List.of(DType.F32, DType.F16, DType.F64, DType.I8, DType.U8, DType.I64, DType.U64, DType.BOOL).contains(dtype)) {
            assertEquals(tensor, read);
        }
    }

    @Test
    void stringsSurviveWritingAndReading() throws IOException {
        Tensor tensor = Tensor.strings(Shape.of(3), "", "häß", "a😀b");
        assertEquals(tensor, Npy.parse(write(tensor), "test"));
    }

    @Test
    void scalarAndEmptyArraySurvive() throws IOException {
        for (Tensor tensor : List.of(Tensor.floats(Shape.SCALAR, 7), Tensor.floats(Shape.of(0, 4)), Tensor.longs(Shape.of(1), 5))) {
            assertEquals(tensor, Npy.parse(write(tensor), "test"));
        }
    }

    @Test
    void headerIsWhatNumpyWrites() {
        byte[] header = Npy.header("<f4", 2, 3);
        assertEquals(0, header.length % 64);
        String text = new String(header, 10, header.length - 10, StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, ), }"), text);
        assertTrue(text.endsWith("\n"));
    }

    @Test
    void columnsFirstAndBigEndianAreTurnedRound() {
        byte[] data = {0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6};
        Tensor read = Npy.parse(file("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", data), "test");
        assertEquals(Tensor.of(DType.I16, Shape.of(2, 3), 1L, 2, 3, 4, 5, 6), read);
    }

    @Test
    void damagedFilesAreErrorsThatSayWhatIsWrong() {
        assertMessage("is no .npy file", "hello".getBytes(StandardCharsets.UTF_8));
        assertMessage("not one of a plain array", file("{'shape': (2,)}", new byte[8]));
        assertMessage("bytes of data", file("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", new byte[8]));
        assertMessage("elements of type |O", file("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", new byte[8]));
        assertMessage("impossible shape", file("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", new byte[8]));
        assertMessage("impossible shape", file("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), }", new byte[8]));
        assertTrue(assertThrows(CliException.class, () -> Npy.read(Path.of("nowhere.npy"))).getMessage().contains("no such file"));
    }

    @Test
    void randomDamageIsNeverACrash() throws IOException {
        Random random = new Random(3);
        byte[] good = write(Tensor.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int i = 0; i < 3 && bad.length > 0; i++) {
                bad[random.nextInt(Math.min(bad.length, 80))] = (byte) random.nextInt();
            }
            try {
                Npy.parse(bad, "test");
            } catch (CliException e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
    }

    private static void assertMessage(String part, byte[] file) {
        String message = assertThrows(CliException.class, () -> Npy.parse(file, "test")).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static byte[] file(String header, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static byte[] write(Tensor tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, tensor);
        return out.toByteArray();
    }
}
