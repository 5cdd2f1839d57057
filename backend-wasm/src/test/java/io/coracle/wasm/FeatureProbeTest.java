package io.coracle.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.wasm.code.Features;
import io.coracle.wasm.code.Features.Dot;
import io.coracle.wasm.code.Probe;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

/** What the probe makes of engines as the specification of relaxed SIMD allows them to be. */
class FeatureProbeTest {
    /** Endive's memory, and instructions that give what a test says. */
    private record Engine(EndiveHost memory, boolean accepts, int madd, IntBinaryOperator pairOfProducts) implements WasmHost {
        @Override
        public int threads() {
            return 1;
        }

        @Override
        public int pages() {
            return memory.pages();
        }

        @Override
        public boolean grow(int pages) {
            return memory.grow(pages);
        }

        @Override
        public int u8(int at) {
            return memory.u8(at);
        }

        @Override
        public int i32(int at) {
            return memory.i32(at);
        }

        @Override
        public void read(int at, byte[] to, int start, int length) {
            memory.read(at, to, start, length);
        }

        @Override
        public void write(int at, byte[] from, int start, int length) {
            memory.write(at, from, start, length);
        }

        @Override
        public void copy(int from, int to, int length) {
            memory.copy(from, to, length);
        }

        @Override
        public void clear(int at, int length) {
            memory.clear(at, length);
        }

        @Override
        public boolean validates(byte[] module) {
            return accepts;
        }

        @Override
        public Module instantiate(byte[] module) {
            return name -> name.equals("madd") ? argument -> madd : this::dot;
        }

        private int dot(int at) {
            return i32(at + 8) + pairOfProducts.applyAsInt(i32(at), i32(at + 4)) + pairOfProducts.applyAsInt(i32(at) >> 16, i32(at + 4) >> 16);
        }
    }

    private static Features features(boolean accepts, int madd, IntBinaryOperator pairOfProducts) {
        return FeatureProbe.run(new Engine(new EndiveHost(), accepts, madd, pairOfProducts), 128);
    }

    private static int unsigned(int signed, int unsigned) {
        return (byte) signed * (unsigned & 255) + (byte) (signed >> 8) * (unsigned >> 8 & 255);
    }

    private static int bothSigned(int signed, int other) {
        return (byte) signed * (byte) other + (byte) (signed >> 8) * (byte) (other >> 8);
    }

    private static int saturated(int signed, int unsigned) {
        return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, unsigned(signed, unsigned)));
    }

    @Test
    void allEightBitsAreUsedWhereTheyAreExact() {
        assertEquals(new Features(true, true, Dot.EIGHT_BITS), features(true, Probe.FUSED, FeatureProbeTest::unsigned));
    }

    @Test
    void bothSidesAreSignedWhereTheEighthBitIsASign() {
        assertEquals(Dot.SIGNED, features(true, Probe.FUSED, FeatureProbeTest::bothSigned).dot());
    }

    @Test
    void itDoesNotMatterThatTheSumOfTheLargestSignedProductsWrapsIn16Bits() {
        assertEquals(Dot.SIGNED, features(true, Probe.FUSED, (a, b) -> (short) bothSigned(a, b)).dot());
    }

    @Test
    void sevenBitsAreUsedWhereTheEighthIsWrong() {
        assertEquals(Dot.SEVEN_BITS, features(true, Probe.FUSED, (a, b) -> unsigned(a, b & 0x7f7f)).dot());
    }

    @Test
    void narrowBytesAreMultipliedFasterWhereSumsOfTwoSaturate() {
        assertEquals(Dot.NARROW, features(true, Probe.FUSED, FeatureProbeTest::saturated).dot());
    }

    @Test
    void anEngineThatIsWrongIsNotTrusted() {
        assertEquals(Dot.WIDE, features(true, Probe.FUSED, (a, b) -> unsigned(a, b) + 1).dot());
    }

    @Test
    void aMultiplyAddThatRoundsTwiceIsNotFused() {
        assertEquals(false, features(true, Float.floatToRawIntBits(0x1p-11f), FeatureProbeTest::unsigned).fused());
    }

    @Test
    void enginesWithoutRelaxedInstructionsGetTheBaseline() {
        assertEquals(Features.BASELINE, features(false, 0, FeatureProbeTest::unsigned));
    }
}
