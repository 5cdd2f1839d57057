package io.coracle.wasm.code;

/**
 * What an engine has beyond the 128-bit vectors that all have.
 *
 * @param fused whether {@code f32x4.relaxed_madd} rounds once
 * @param laneSelect whether there is {@code i32x4.relaxed_laneselect}
 * @param dot how four products of bytes are summed
 */
public record Features(boolean fused, boolean laneSelect, Dot dot) {
    /** What every engine has. */
    public static final Features BASELINE = new Features(false, false, Dot.WIDE);

    /** How four products of an unsigned and a signed byte are summed; all give the exact sum. */
    public enum Dot {
        /** With {@code i32x4.relaxed_dot_i8x16_i7x16_add_s}, which takes all eight bits here. */
        EIGHT_BITS,
        /** With {@code i16x8.relaxed_dot_i8x16_i7x16_s}, whose sums saturate, if the signed bytes are narrow; otherwise as {@link #WIDE}. */
        NARROW,
        /**
         * As {@link #SEVEN_BITS}, unless both sides are signed: {@code i32x4.relaxed_dot_i8x16_i7x16_add_s} takes all eight bits of those. Some
         * engines' first compilers add products in 16 bits, so -128 is allowed on one side only.
         */
        SIGNED,
        /** With {@code i32x4.relaxed_dot_i8x16_i7x16_add_s}, seven bits at a time. */
        SEVEN_BITS,
        /** As products of 16 bits. */
        WIDE
    }
}
