package io.coracle.jvm.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LargePagesTest {
    private static final long MATRIX = 384 * 384 * 4 + 4;

    private final LargePages pages = new LargePages();

    @BeforeEach
    void onlyWhereThereAreSuchPages() {
        try (Arena arena = Arena.ofConfined()) {
            assumeTrue(MachineCompiler.whyUnavailable().isEmpty() && pages.take(1, arena).isPresent(), "the system has no large pages to ask for");
        }
    }

    @Test
    void neighboursLieOneBehindTheOther() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment first = pages.take(MATRIX, arena).orElseThrow();
            MemorySegment second = pages.take(MATRIX, arena).orElseThrow();
            assertEquals(MATRIX, first.byteSize());
            assertEquals(0, first.address() % (2 << 20), "the first begins a page");
            assertEquals((MATRIX + 63) / 64 * 64, second.address() - first.address());
        }
    }

    @Test
    void memoryIsZeroAlsoWhereItWasUsedBefore() {
        try (Arena outer = Arena.ofConfined()) {
            pages.take(64, outer).orElseThrow();
            long before;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment used = pages.take(MATRIX, arena).orElseThrow();
                used.fill((byte) 7);
                before = used.address();
            }
            MemorySegment again = pages.take(2 * MATRIX, outer).orElseThrow();
            assertEquals(before, again.address(), "what was given back last is taken again");
            assertEquals(-1, again.mismatch(MemorySegment.ofArray(new byte[(int) (2 * MATRIX)])));
        }
    }

    @Test
    void whatIsLargerThanARegionGetsOneOfItsOwn() {
        long large = 100L << 20;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = pages.take(large, arena).orElseThrow();
            piece.set(ValueLayout.JAVA_BYTE, large - 1, (byte) 1);
            assertEquals(1, piece.get(ValueLayout.JAVA_BYTE, large - 1));
            assertTrue(pages.take(MATRIX, arena).isPresent());
        }
    }

    @Test
    void manyModelsOneAfterTheOtherNeedNoMoreAddressesThanOne() throws IOException {
        long before = addressesInUse();
        for (int model = 0; model < 64; model++) {
            try (Arena arena = Arena.ofConfined()) {
                assertTrue(pages.take(1L << 30, arena).isPresent());
            }
        }
        assertTrue(addressesInUse() - before < 8L << 30, "64 GB were taken and given back");
    }

    private static long addressesInUse() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(l -> l.startsWith("VmSize:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }
}
