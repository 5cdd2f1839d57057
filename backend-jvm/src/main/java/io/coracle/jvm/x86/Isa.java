package io.coracle.jvm.x86;

import io.coracle.kernel.ByteProducts;
import io.coracle.kernel.Target;

/** The levels of instruction sets that code is made for. Each includes AVX2, FMA, F16C and BMI2. */
enum Isa {
    AVX2(false, false, false), AVX2_VNNI(false, true, false),
    /** F, BW, DQ and VL. */
    AVX512(true, false, false), AVX512_VNNI(true, true, false),
    /** With VNNI. */
    AVX512_BF16(true, true, true);

    final boolean masks;
    final boolean dot4;
    final boolean dot2;

    Isa(boolean masks, boolean dot4, boolean dot2) {
        this.masks = masks;
        this.dot4 = dot4;
        this.dot2 = dot2;
    }

    /** The whole of a vector register. */
    Width width() {
        return masks ? Width.Z : Width.Y;
    }

    /** 32-bit lanes of a vector register. */
    int lanes() {
        return width().bytes() / 4;
    }

    int registers() {
        return masks ? 32 : 16;
    }

    String label() {
        return switch (this) {
            case AVX2 -> "avx2";
            case AVX2_VNNI -> "avx2-vnni";
            case AVX512 -> "avx512";
            case AVX512_VNNI -> "avx512-vnni";
            case AVX512_BF16 -> "avx512-bf16";
        };
    }

    Target target(int threads) {
        return new Target("x86-" + label(), lanes(), registers(), threads, true, dot4 ? ByteProducts.ALL : ByteProducts.NARROW, dot2, false, true, false);
    }
}
