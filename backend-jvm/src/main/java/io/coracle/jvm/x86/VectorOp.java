package io.coracle.jvm.x86;

/**
 * Vector instructions: how they are called and encoded. An instruction with a VEX and an EVEX form is one entry; an empty name says
 * that the form does not exist, or that it is another instruction to us.
 */
enum VectorOp {
    ADDPS("vaddps", "vaddps", 0, 1, 0x58, 0, Tuple.FULL),
    ADDSS("vaddss", "vaddss", 2, 1, 0x58, 0, Tuple.SCALAR4),
    ADDSD("vaddsd", "vaddsd", 3, 1, 0x58, 1, Tuple.SCALAR8),
    SUBPS("vsubps", "vsubps", 0, 1, 0x5C, 0, Tuple.FULL),
    SUBSS("vsubss", "vsubss", 2, 1, 0x5C, 0, Tuple.SCALAR4),
    SUBSD("vsubsd", "vsubsd", 3, 1, 0x5C, 1, Tuple.SCALAR8),
    MULPS("vmulps", "vmulps", 0, 1, 0x59, 0, Tuple.FULL),
    MULSS("vmulss", "vmulss", 2, 1, 0x59, 0, Tuple.SCALAR4),
    MULSD("vmulsd", "vmulsd", 3, 1, 0x59, 1, Tuple.SCALAR8),
    DIVPS("vdivps", "vdivps", 0, 1, 0x5E, 0, Tuple.FULL),
    DIVSS("vdivss", "vdivss", 2, 1, 0x5E, 0, Tuple.SCALAR4),
    DIVSD("vdivsd", "vdivsd", 3, 1, 0x5E, 1, Tuple.SCALAR8),
    MINPS("vminps", "vminps", 0, 1, 0x5D, 0, Tuple.FULL),
    MINSS("vminss", "vminss", 2, 1, 0x5D, 0, Tuple.SCALAR4),
    MINSD("vminsd", "vminsd", 3, 1, 0x5D, 1, Tuple.SCALAR8),
    MAXPS("vmaxps", "vmaxps", 0, 1, 0x5F, 0, Tuple.FULL),
    MAXSS("vmaxss", "vmaxss", 2, 1, 0x5F, 0, Tuple.SCALAR4),
    MAXSD("vmaxsd", "vmaxsd", 3, 1, 0x5F, 1, Tuple.SCALAR8),
    SQRTPS("vsqrtps", "vsqrtps", 0, 1, 0x51, 0, Tuple.FULL),
    SQRTSS("vsqrtss", "vsqrtss", 2, 1, 0x51, 0, Tuple.SCALAR4),
    SQRTSD("vsqrtsd", "vsqrtsd", 3, 1, 0x51, 1, Tuple.SCALAR8),
    FMADD213PS("vfmadd213ps", "vfmadd213ps", 1, 2, 0xA8, 0, Tuple.FULL),
    FMADD231PS("vfmadd231ps", "vfmadd231ps", 1, 2, 0xB8, 0, Tuple.FULL),
    FMADD213SS("vfmadd213ss", "vfmadd213ss", 1, 2, 0xA9, 0, Tuple.SCALAR4),
    FMADD231SS("vfmadd231ss", "vfmadd231ss", 1, 2, 0xB9, 0, Tuple.SCALAR4),
    ROUNDPS("vroundps", "vrndscaleps", 1, 3, 0x08, 0, Tuple.FULL),
    ROUNDSS("vroundss", "vrndscaless", 1, 3, 0x0A, 0, Tuple.SCALAR4),
    ROUNDSD("vroundsd", "vrndscalesd", 1, 3, 0x0B, 1, Tuple.SCALAR8),
    RANGEPS("", "vrangeps", 1, 3, 0x50, 0, Tuple.FULL),
    PAND("vpand", "vpandd", 1, 1, 0xDB, 0, Tuple.FULL),
    PANDN("vpandn", "vpandnd", 1, 1, 0xDF, 0, Tuple.FULL),
    POR("vpor", "vpord", 1, 1, 0xEB, 0, Tuple.FULL),
    PXOR("vpxor", "vpxord", 1, 1, 0xEF, 0, Tuple.FULL),
    PADDD("vpaddd", "vpaddd", 1, 1, 0xFE, 0, Tuple.FULL),
    PSUBD("vpsubd", "vpsubd", 1, 1, 0xFA, 0, Tuple.FULL),
    PMULLD("vpmulld", "vpmulld", 1, 2, 0x40, 0, Tuple.FULL),
    PMINSD("vpminsd", "vpminsd", 1, 2, 0x39, 0, Tuple.FULL),
    PMAXSD("vpmaxsd", "vpmaxsd", 1, 2, 0x3D, 0, Tuple.FULL),
    PABSD("vpabsd", "vpabsd", 1, 2, 0x1E, 0, Tuple.FULL),
    PMADDUBSW("vpmaddubsw", "vpmaddubsw", 1, 2, 0x04, 0, Tuple.WHOLE),
    PMADDWD("vpmaddwd", "vpmaddwd", 1, 1, 0xF5, 0, Tuple.WHOLE),
    PSLLVD("vpsllvd", "vpsllvd", 1, 2, 0x47, 0, Tuple.FULL),
    PSRLVD("vpsrlvd", "vpsrlvd", 1, 2, 0x45, 0, Tuple.FULL),
    PSRAVD("vpsravd", "vpsravd", 1, 2, 0x46, 0, Tuple.FULL),
    PSLLD("vpslld", "vpslld", 1, 1, 0x72, 0, Tuple.FULL, 6),
    PSRLD("vpsrld", "vpsrld", 1, 1, 0x72, 0, Tuple.FULL, 2),
    PSRAD("vpsrad", "vpsrad", 1, 1, 0x72, 0, Tuple.FULL, 4),
    PSLLW("vpsllw", "vpsllw", 1, 1, 0x71, 0, Tuple.WHOLE, 6),
    PSRLW("vpsrlw", "vpsrlw", 1, 1, 0x71, 0, Tuple.WHOLE, 2),
    PSRAW("vpsraw", "vpsraw", 1, 1, 0x71, 0, Tuple.WHOLE, 4),
    CMPPS("vcmpps", "", 0, 1, 0xC2, 0, Tuple.FULL),
    CMPPS_MASK("", "vcmpps", 0, 1, 0xC2, 0, Tuple.FULL),
    CMPSS("vcmpss", "", 2, 1, 0xC2, 0, Tuple.SCALAR4),
    PCMPEQD("vpcmpeqd", "", 1, 1, 0x76, 0, Tuple.FULL),
    PCMPGTD("vpcmpgtd", "", 1, 1, 0x66, 0, Tuple.FULL),
    PCMPD_MASK("", "vpcmpd", 1, 3, 0x1F, 0, Tuple.FULL),
    PCMPUD_MASK("", "vpcmpud", 1, 3, 0x1E, 0, Tuple.FULL),
    UCOMISS("vucomiss", "vucomiss", 0, 1, 0x2E, 0, Tuple.SCALAR4),
    UCOMISD("vucomisd", "vucomisd", 1, 1, 0x2E, 1, Tuple.SCALAR8),
    CVTDQ2PS("vcvtdq2ps", "vcvtdq2ps", 0, 1, 0x5B, 0, Tuple.FULL),
    CVTPS2DQ("vcvtps2dq", "vcvtps2dq", 1, 1, 0x5B, 0, Tuple.FULL),
    CVTTPS2DQ("vcvttps2dq", "vcvttps2dq", 2, 1, 0x5B, 0, Tuple.FULL),
    CVTSS2SD("vcvtss2sd", "vcvtss2sd", 2, 1, 0x5A, 0, Tuple.SCALAR4),
    CVTSD2SS("vcvtsd2ss", "vcvtsd2ss", 3, 1, 0x5A, 1, Tuple.SCALAR8),
    CVTSI2SS("vcvtsi2ss", "vcvtsi2ss", 2, 1, 0x2A, 0, Tuple.SCALAR4),
    CVTSI2SS_64("vcvtsi2ss", "vcvtsi2ss", 2, 1, 0x2A, 3, Tuple.SCALAR8),
    CVTSI2SD("vcvtsi2sd", "vcvtsi2sd", 3, 1, 0x2A, 0, Tuple.SCALAR4),
    CVTSI2SD_64("vcvtsi2sd", "vcvtsi2sd", 3, 1, 0x2A, 3, Tuple.SCALAR8),
    CVTTSS2SI("vcvttss2si", "vcvttss2si", 2, 1, 0x2C, 0, Tuple.SCALAR4),
    CVTTSS2SI_64("vcvttss2si", "vcvttss2si", 2, 1, 0x2C, 3, Tuple.SCALAR4),
    CVTTSD2SI("vcvttsd2si", "vcvttsd2si", 3, 1, 0x2C, 0, Tuple.SCALAR8),
    CVTTSD2SI_64("vcvttsd2si", "vcvttsd2si", 3, 1, 0x2C, 3, Tuple.SCALAR8),
    CVTPH2PS("vcvtph2ps", "vcvtph2ps", 1, 2, 0x13, 0, Tuple.HALF),
    CVTPS2PH("vcvtps2ph", "vcvtps2ph", 1, 3, 0x1D, 0, Tuple.HALF),
    MOVAPS("vmovaps", "vmovaps", 0, 1, 0x28, 0, Tuple.WHOLE),
    MOVUPS("vmovups", "vmovups", 0, 1, 0x10, 0, Tuple.WHOLE),
    MOVUPS_STORE("vmovups", "vmovups", 0, 1, 0x11, 0, Tuple.WHOLE),
    MOVSS("vmovss", "vmovss", 2, 1, 0x10, 0, Tuple.SCALAR4),
    MOVSS_STORE("vmovss", "vmovss", 2, 1, 0x11, 0, Tuple.SCALAR4),
    MOVSD("vmovsd", "vmovsd", 3, 1, 0x10, 1, Tuple.SCALAR8),
    MOVSD_STORE("vmovsd", "vmovsd", 3, 1, 0x11, 1, Tuple.SCALAR8),
    MOVD("vmovd", "vmovd", 1, 1, 0x6E, 0, Tuple.SCALAR4),
    MOVD_STORE("vmovd", "vmovd", 1, 1, 0x7E, 0, Tuple.SCALAR4),
    MOVQ("vmovq", "vmovq", 1, 1, 0x6E, 3, Tuple.SCALAR8),
    MOVQ_STORE("vmovq", "vmovq", 1, 1, 0x7E, 3, Tuple.SCALAR8),
    BROADCASTSS("vbroadcastss", "vbroadcastss", 1, 2, 0x18, 0, Tuple.SCALAR4),
    PBROADCASTD("vpbroadcastd", "vpbroadcastd", 1, 2, 0x58, 0, Tuple.SCALAR4),
    PBROADCASTD_GPR("", "vpbroadcastd", 1, 2, 0x7C, 0, Tuple.SCALAR4),
    MASKMOVPS("vmaskmovps", "", 1, 2, 0x2C, 0, Tuple.WHOLE),
    MASKMOVPS_STORE("vmaskmovps", "", 1, 2, 0x2E, 0, Tuple.WHOLE),
    BLENDVPS("vblendvps", "", 1, 3, 0x4A, 0, Tuple.WHOLE),
    BLENDMPS("", "vblendmps", 1, 2, 0x65, 0, Tuple.FULL),
    PMOVSXBD("vpmovsxbd", "vpmovsxbd", 1, 2, 0x21, 0, Tuple.QUARTER),
    PMOVZXBD("vpmovzxbd", "vpmovzxbd", 1, 2, 0x31, 0, Tuple.QUARTER),
    PMOVSXWD("vpmovsxwd", "vpmovsxwd", 1, 2, 0x23, 0, Tuple.HALF),
    PMOVZXWD("vpmovzxwd", "vpmovzxwd", 1, 2, 0x33, 0, Tuple.HALF),
    PMOVDB("", "vpmovdb", 2, 2, 0x31, 0, Tuple.QUARTER),
    PMOVDW("", "vpmovdw", 2, 2, 0x33, 0, Tuple.HALF),
    PSHUFB("vpshufb", "vpshufb", 1, 2, 0x00, 0, Tuple.WHOLE),
    PSHUFD("vpshufd", "vpshufd", 1, 1, 0x70, 0, Tuple.FULL),
    PUNPCKLDQ("vpunpckldq", "vpunpckldq", 1, 1, 0x62, 0, Tuple.FULL),
    PUNPCKLQDQ("vpunpcklqdq", "", 1, 1, 0x6C, 0, Tuple.FULL),
    EXTRACTI128("vextracti128", "vextracti32x4", 1, 3, 0x39, 0, Tuple.HALF),
    EXTRACTF64X4("", "vextractf64x4", 1, 3, 0x1B, 1, Tuple.HALF),
    PDPBUSD("", "vpdpbusd", 1, 2, 0x50, 0, Tuple.FULL),
    PDPBUSD_VEX("vpdpbusd", "", 1, 2, 0x50, 0, Tuple.FULL),
    DPBF16PS("", "vdpbf16ps", 2, 2, 0x52, 0, Tuple.FULL);

    /** How much memory an operand takes, which scales the displacement of EVEX. */
    enum Tuple {
        /** The whole vector, or one element for every lane. */
        FULL,
        /** The whole vector. */
        WHOLE, HALF, QUARTER, SCALAR4, SCALAR8;

        int bytes(Width width, boolean broadcast) {
            return switch (this) {
                case FULL -> broadcast ? 4 : width.bytes();
                case WHOLE -> width.bytes();
                case HALF -> width.bytes() / 2;
                case QUARTER -> width.bytes() / 4;
                case SCALAR4 -> 4;
                case SCALAR8 -> 8;
            };
        }
    }

    final String vex;
    final String evex;
    /** 0 none, 1 66, 2 F3, 3 F2. */
    final int prefix;
    /** 1 0F, 2 0F38, 3 0F3A. */
    final int map;
    final int opcode;
    final int evexW;
    final int vexW;
    final Tuple tuple;
    /** What stands in place of a register, or -1. */
    final int extension;

    VectorOp(String vex, String evex, int prefix, int map, int opcode, int w, Tuple tuple) {
        this(vex, evex, prefix, map, opcode, w, tuple, -1);
    }

    /** @param w 1 for W in EVEX only, 3 for W in both forms */
    VectorOp(String vex, String evex, int prefix, int map, int opcode, int w, Tuple tuple, int extension) {
        this.vex = vex;
        this.evex = evex;
        this.prefix = prefix;
        this.map = map;
        this.opcode = opcode;
        this.evexW = w & 1;
        this.vexW = w >> 1;
        this.tuple = tuple;
        this.extension = extension;
    }

    boolean hasVex() {
        return !vex.isEmpty();
    }

    boolean hasEvex() {
        return !evex.isEmpty();
    }
}
