package io.coracle.jvm.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.jvm.x86.Assembler.Alu;
import io.coracle.jvm.x86.Assembler.Shift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the assembler writes, read back by the disassembler of GNU binutils. */
class AssemblerTest {
    private static final Pattern LINE = Pattern.compile("^\\s*[0-9a-f]+:\\t([0-9a-f ]+)\\t(.*)$");
    private static final List<Mem> PLACES = List.of(Mem.at(Gpr.RAX, 0), Mem.at(Gpr.RBP, 0), Mem.at(Gpr.RSP, 64), Mem.at(Gpr.R12, -128),
        Mem.at(Gpr.R13, 0), Mem.at(Gpr.RDI, 4), Mem.at(Gpr.RSI, Gpr.RCX, 4, 0), Mem.at(Gpr.R9, Gpr.R14, 8, 8192),
        Mem.at(Gpr.RBP, Gpr.R12, 2, -64), Mem.at(Gpr.RDX, 1000));

    @TempDir
    private Path folder;
    private final Assembler asm = new Assembler();
    private final List<String> expected = new ArrayList<>();

    @Test
    void everyVectorInstructionIsWhatItIsCalled() throws Exception {
        for (VectorOp op : VectorOp.values()) {
            Shape shape = Shape.of(op);
            for (Width width : shape.widths(op)) {
                for (int[] registers : new int[][] {{1, 2, 3}, {9, 15, 14}, {0, 8, 7}, {17, 30, 22}, {31, 16, 9}, {2, 5, 27}}) {
                    shape.write(this, op, width, registers);
                }
            }
        }
        check();
    }

    @Test
    void masksAndBroadcastsAreEncoded() throws Exception {
        Vec a = new Vec(3);
        Vec b = new Vec(20);
        Mask k = new Mask(5);
        asm.masked(VectorOp.ADDPS, Width.Z, a, 4, b, k, false);
        expected.add("vaddps zmm3{k5},zmm4,zmm20");
        asm.masked(VectorOp.MOVUPS, Width.Z, a, 0, Mem.at(Gpr.RAX, 128), k, true);
        expected.add("vmovups zmm3{k5}{z},[rax+0x80]");
        asm.masked(VectorOp.MOVUPS_STORE, Width.Z, a, 0, Mem.at(Gpr.RAX, Gpr.R8, 1, 65), k, false);
        expected.add("vmovups [rax+r8*1+0x41]{k5},zmm3");
        asm.masked(VectorOp.PMOVDB, Width.Z, b, 0, Mem.at(Gpr.RAX, 16), k, false);
        expected.add("vpmovdb [rax+0x10]{k5},zmm20");
        asm.vector(VectorOp.FMADD231PS, Width.Z, a, 4, new Mem(Gpr.RAX, Gpr.RBX, 4, 8, -1, true));
        expected.add("vfmadd231ps zmm3,zmm4,[rax+rbx*4+0x8]");
        asm.masked(VectorOp.CVTPS2PH, Width.Z, a, 0, Mem.at(Gpr.RCX, 32), k, false, 0);
        expected.add("vcvtps2ph [rcx+0x20]{k5},zmm3,0x0");
        asm.masked(VectorOp.BLENDMPS, Width.Z, a, 1, b, k, false);
        expected.add("vblendmps zmm3{k5},zmm1,zmm20");
        asm.maskMove(k, Gpr.R9);
        expected.add("kmovw k5,r9d");
        asm.maskMove(k, new Mask(2));
        expected.add("kmovw k5,k2");
        asm.maskMove(k, Mem.at(Gpr.RSP, 8));
        expected.add("kmovw k5,[rsp+0x8]");
        asm.maskStore(Gpr.RDX, k);
        expected.add("kmovw edx,k5");
        asm.maskStore(Mem.at(Gpr.RSP, 8), k);
        expected.add("kmovw [rsp+0x8],k5");
        asm.maskNot(k, new Mask(1));
        expected.add("knotw k5,k1");
        int[] opcodes = {0x41, 0x42, 0x45, 0x47};
        String[] names = {"kandw", "kandnw", "korw", "kxorw"};
        for (int i = 0; i < names.length; i++) {
            asm.maskOp(opcodes[i], k, new Mask(2), new Mask(3));
            expected.add(names[i] + " k5,k2,k3");
        }
        check();
    }

    @Test
    void generalInstructionsWorkOnAllRegistersAndPlaces() throws Exception {
        for (Gpr g : Gpr.values()) {
            Gpr other = Gpr.values()[(g.ordinal() * 7 + 3) % 16];
            for (boolean wide : new boolean[] {false, true}) {
                String name = called(g, wide);
                String second = called(other, wide);
                for (Alu op : Alu.values()) {
                    String mnemonic = op.name().toLowerCase(Locale.ROOT);
                    asm.alu(op, wide, g, other);
                    expected.add(mnemonic + " " + name + "," + second);
                    asm.alu(op, wide, g, 5);
                    expected.add(mnemonic + " " + name + ",0x5");
                    asm.alu(op, wide, g, 70000);
                    expected.add(mnemonic + " " + name + ",0x11170");
                }
                asm.multiply(wide, g, other);
                expected.add("imul " + name + "," + second);
                asm.multiply(wide, g, other, 100);
                expected.add("imul " + name + "," + second + ",0x64");
                asm.multiply(wide, g, other, 1000);
                expected.add("imul " + name + "," + second + ",0x3e8");
                asm.move(wide, g, other);
                expected.add("mov " + name + "," + second);
                asm.not(wide, g);
                expected.add("not " + name);
                asm.negate(wide, g);
                expected.add("neg " + name);
                asm.divide(wide, true, g);
                expected.add("idiv " + name);
                asm.divide(wide, false, g);
                expected.add("div " + name);
                asm.test(wide, g, other);
                expected.add("test " + second + "," + name);
                for (Shift shift : Shift.values()) {
                    asm.shift(shift, wide, g, 7);
                    expected.add(shift.name().toLowerCase(Locale.ROOT) + " " + name + ",0x7");
                    asm.shift(shift, wide, g, other, Gpr.R11);
                    expected.add(shift.name().toLowerCase(Locale.ROOT) + "x " + name + "," + second + "," + called(Gpr.R11, wide));
                }
                for (Condition condition : List.of(Condition.E, Condition.L, Condition.G, Condition.S)) {
                    asm.moveIf(condition, wide, g, other);
                    expected.add("cmov" + condition.name().toLowerCase(Locale.ROOT) + " " + name + "," + second);
                }
            }
            asm.extend(g, other);
            expected.add("movsxd " + called(g, true) + "," + called(other, false));
            asm.extend(1, true, g, Mem.at(other == Gpr.RSP ? Gpr.RAX : other, 3));
            expected.add("movsx " + called(g, false) + "," + text(Mem.at(other == Gpr.RSP ? Gpr.RAX : other, 3)));
            asm.extend(2, false, g, Mem.at(Gpr.RDX, 3));
            expected.add("movzx " + called(g, false) + ",[rdx+0x3]");
            asm.push(g);
            expected.add("push " + called(g, true));
            asm.pop(g);
            expected.add("pop " + called(g, true));
            asm.move(g, 77);
            expected.add("mov " + called(g, false) + ",0x4d");
            asm.move(g, -2);
            expected.add("mov " + called(g, true) + ",0xfffffffffffffffe");
            asm.move(g, 0x1234_5678_9abcL);
            expected.add("movabs " + called(g, true) + ",0x123456789abc");
        }
        for (Mem place : PLACES) {
            asm.move(true, Gpr.R10, place);
            expected.add("mov r10," + text(place));
            asm.alu(Alu.ADD, false, Gpr.RCX, place);
            expected.add("add ecx," + text(place));
            asm.alu(Alu.CMP, false, place, 9);
            expected.add("cmp " + text(place) + ",0x9");
            asm.store(8, place, Gpr.R9);
            expected.add("mov " + text(place) + ",r9");
            asm.store(4, place, Gpr.RBX);
            expected.add("mov " + text(place) + ",ebx");
            asm.store(2, place, Gpr.R15);
            expected.add("mov " + text(place) + ",r15w");
            asm.store(1, place, Gpr.RDI);
            expected.add("mov " + text(place) + ",dil");
            asm.address(true, Gpr.R8, place);
            expected.add("lea r8," + text(place));
            asm.prefetch(place);
            expected.add("prefetcht0 " + text(place));
        }
        check();
    }

    @Test
    void jumpsReachTheirLabelsAndConstantsLieBehindTheCode() throws Exception {
        CodeBuffer.Label forward = new CodeBuffer.Label();
        CodeBuffer.Label back = new CodeBuffer.Label();
        asm.bind(back);
        asm.jumpIf(Condition.GE, forward);
        expected.add("jge 0x16");
        asm.vector(VectorOp.MOVUPS, Width.X, new Vec(1), 0, Mem.constant(asm.constant(1, 2, 3, 4), false));
        expected.add("vmovups xmm1,[rip+0x32]");
        asm.set(Condition.NE, Gpr.RSI);
        expected.add("setne sil");
        expected.add("movzx esi,sil");
        asm.bind(forward);
        asm.jump(back);
        expected.add("jmp 0x0");
        asm.cpuid();
        expected.add("cpuid");
        asm.readExtendedControl();
        expected.add("xgetbv");
        asm.zeroUpper();
        expected.add("vzeroupper");
        asm.signToRdx(true);
        expected.add("cqo");
        asm.returns();
        expected.add("ret");
        byte[] code = asm.finish();
        assertEquals(64 + 16, code.length);
        assertEquals(4, code[64 + 12]);
        assertEquals(expected, disassemble(code).subList(0, expected.size()));
    }

    @Test
    void paddingIsWholeInstructions() throws Exception {
        for (int i = 1; i < 40; i++) {
            asm.returns();
            asm.align(16);
        }
        List<String> lines = disassemble(asm.finish());
        assertEquals(39, lines.stream().filter(line -> line.equals("ret")).count());
        assertEquals(List.of(), lines.stream().filter(line -> !line.equals("ret") && !line.contains("nop") && !line.startsWith("xchg")).toList());
    }

    private void check() throws Exception {
        List<String> actual = disassemble(asm.finish());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), actual.get(i));
        }
    }

    /** Which operands an instruction has. */
    private enum Shape {
        /** register, second, rm. */
        THREE,
        THREE_IMMEDIATE, TWO, TWO_IMMEDIATE,
        /** rm, register. */
        STORE, STORE_IMMEDIATE,
        /** rm, second, register. */
        MASKED_STORE,
        /** second, rm, count. */
        SHIFT,
        /** mask, second, rm, predicate. */
        COMPARE_TO_MASK;

        static Shape of(VectorOp op) {
            return switch (op) {
                case ROUNDPS, PSHUFD -> TWO_IMMEDIATE;
                case ROUNDSS, ROUNDSD, RANGEPS, CMPPS, CMPSS, BLENDVPS -> THREE_IMMEDIATE;
                case CMPPS_MASK, PCMPD_MASK, PCMPUD_MASK -> COMPARE_TO_MASK;
                case MOVUPS_STORE, MOVD_STORE, MOVQ_STORE, MOVSS_STORE, MOVSD_STORE, PMOVDB, PMOVDW -> STORE;
                case CVTPS2PH, EXTRACTI128, EXTRACTF64X4 -> STORE_IMMEDIATE;
                case MASKMOVPS_STORE -> MASKED_STORE;
                case SQRTPS, PABSD, UCOMISS, UCOMISD, CVTDQ2PS, CVTPS2DQ, CVTTPS2DQ, CVTTSS2SI, CVTTSS2SI_64, CVTTSD2SI, CVTTSD2SI_64,
                    CVTPH2PS, MOVAPS, MOVUPS, MOVSS, MOVSD, MOVD, MOVQ, BROADCASTSS, PBROADCASTD, PBROADCASTD_GPR, PMOVSXBD, PMOVZXBD,
                    PMOVSXWD, PMOVZXWD -> TWO;
                default -> op.extension >= 0 ? SHIFT : THREE;
            };
        }

        List<Width> widths(VectorOp op) {
            return switch (op) {
                case EXTRACTI128 -> List.of(Width.Y);
                case EXTRACTF64X4 -> List.of(Width.Z);
                case BROADCASTSS, PBROADCASTD -> List.of(Width.Y, Width.Z);
                default -> (op.tuple == VectorOp.Tuple.SCALAR4 || op.tuple == VectorOp.Tuple.SCALAR8) && op != VectorOp.PBROADCASTD_GPR
                    ? List.of(Width.X) : List.of(Width.values());
            };
        }

        void write(AssemblerTest test, VectorOp op, Width width, int[] r) {
            String reg = register(registerBank(op), width, r[0]);
            String second = register("v", width, r[1]);
            List<Operand> last = new ArrayList<>();
            if (op != VectorOp.MASKMOVPS && op != VectorOp.MASKMOVPS_STORE && op != VectorOp.MOVSS && op != VectorOp.MOVSD
                && op != VectorOp.MOVSS_STORE && op != VectorOp.MOVSD_STORE) {
                last.add(lastBank(op).equals("v") ? new Vec(r[2]) : Gpr.values()[r[2] & 15]);
            }
            if (op != VectorOp.PBROADCASTD_GPR && this != SHIFT) {
                last.add(PLACES.get((op.ordinal() + r[0]) % PLACES.size()));
                last.add(PLACES.get((op.ordinal() * 3 + r[1] + 1) % PLACES.size()));
            }
            Operand first = switch (registerBank(op)) {
                case "v" -> new Vec(r[0]);
                case "k" -> new Mask(r[0] & 7);
                default -> Gpr.values()[r[0] & 15];
            };
            for (Operand rm : last) {
                boolean named = this == THREE || this == THREE_IMMEDIATE || this == MASKED_STORE || this == COMPARE_TO_MASK;
                boolean high = r[0] > 15 && first instanceof Vec || named && r[1] > 15 || rm instanceof Vec && r[2] > 15;
                boolean evex = high || width == Width.Z || !op.hasVex();
                if (!(evex ? op.hasEvex() : op.hasVex())) {
                    continue;
                }
                String name = evex ? op.evex : op.vex;
                String place = rm instanceof Mem m ? text(m) : register(lastBank(op), lastWidth(op, width), r[2]);
                switch (this) {
                    case THREE -> test.add(name + " " + reg + "," + second + "," + place, () -> test.asm.vector(op, width, first, r[1], rm));
                    case THREE_IMMEDIATE -> {
                        int immediate = op == VectorOp.BLENDVPS ? 0x40 : 1;
                        String tail = op == VectorOp.BLENDVPS ? register("v", width, 4) : "0x1";
                        test.add(comparison(name, op) + " " + reg + "," + second + "," + place + (comparison(name, op).equals(name) ? "," + tail : ""),
                            () -> test.asm.vector(op, width, first, r[1], rm, immediate));
                    }
                    case TWO -> test.add(name + " " + reg + "," + place, () -> test.asm.vector(op, width, first, 0, rm));
                    case TWO_IMMEDIATE -> test.add(name + " " + reg + "," + place + ",0x1", () -> test.asm.vector(op, width, first, 0, rm, 1));
                    case STORE -> test.add(name + " " + place + "," + reg, () -> test.asm.vector(op, width, first, 0, rm));
                    case STORE_IMMEDIATE ->
                        test.add(name + " " + place + "," + reg + ",0x1", () -> test.asm.vector(op, width, first, 0, rm, 1));
                    case MASKED_STORE -> test.add(name + " " + place + "," + second + "," + reg,
                        () -> test.asm.vector(op, width, first, r[1], rm));
                    case SHIFT -> test.add(name + " " + reg + "," + place + ",0x9",
                        () -> test.asm.vectorShift(op, width, (Vec) first, rm, 9));
                    case COMPARE_TO_MASK -> test.add(comparison(name, op) + " " + reg + "," + second + "," + place,
                        () -> test.asm.vector(op, width, first, r[1], rm, 1));
                }
            }
        }

        /** The disassembler names the predicate 1, less than. */
        private static String comparison(String name, VectorOp op) {
            return switch (op) {
                case CMPPS, CMPPS_MASK -> "vcmpltps";
                case CMPSS -> "vcmpltss";
                case PCMPD_MASK -> "vpcmpltd";
                case PCMPUD_MASK -> "vpcmpltud";
                default -> name;
            };
        }

        private static String registerBank(VectorOp op) {
            return switch (op) {
                case CMPPS_MASK, PCMPD_MASK, PCMPUD_MASK -> "k";
                case CVTTSS2SI, CVTTSD2SI -> "r";
                case CVTTSS2SI_64, CVTTSD2SI_64 -> "R";
                default -> "v";
            };
        }

        private static String lastBank(VectorOp op) {
            return switch (op) {
                case CVTSI2SS, CVTSI2SD, MOVD, MOVD_STORE, PBROADCASTD_GPR -> "r";
                case CVTSI2SS_64, CVTSI2SD_64, MOVQ, MOVQ_STORE -> "R";
                default -> "v";
            };
        }

        private static Width lastWidth(VectorOp op, Width width) {
            return switch (op.tuple) {
                case FULL, WHOLE -> width;
                case HALF -> width == Width.Z ? Width.Y : Width.X;
                case QUARTER, SCALAR4, SCALAR8 -> Width.X;
            };
        }

        private static String register(String bank, Width width, int number) {
            return switch (bank) {
                case "k" -> "k" + (number & 7);
                case "r" -> called(Gpr.values()[number & 15], false);
                case "R" -> called(Gpr.values()[number & 15], true);
                default -> width.name().toLowerCase(Locale.ROOT) + "mm" + number;
            };
        }
    }

    private void add(String text, Runnable write) {
        write.run();
        expected.add(text);
    }

    private static String called(Gpr g, boolean wide) {
        String name = g.name().toLowerCase(Locale.ROOT);
        return wide ? name : g.ordinal() >= 8 ? name + "d" : "e" + name.substring(1);
    }

    private static String text(Mem m) {
        String text = "[" + called(m.base(), true) + (m.isIndexed() ? "+" + called(m.index(), true) + "*" + m.scale() : "");
        int d = m.displacement();
        boolean shown = d != 0 || (m.base().ordinal() & 7) == 5;
        return text + (shown ? (d < 0 ? "-0x" + Integer.toHexString(-d) : "+0x" + Integer.toHexString(d)) : "") + "]";
    }

    private List<String> disassemble(byte[] code) throws IOException, InterruptedException {
        Path file = folder.resolve("code.bin");
        Files.write(file, code);
        Process process;
        try {
            process = new ProcessBuilder("objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", file.toString())
                .redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, "objdump of GNU binutils is not installed");
            throw e;
        }
        List<String> lines = new ArrayList<>();
        for (String line : new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n")) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                lines.add(matcher.group(2).replaceAll("#.*$", "").replaceAll("(BYTE|WORD|DWORD|QWORD|XMMWORD|YMMWORD|ZMMWORD) (PTR|BCST) ", "")
                    .replaceAll("\\{(1to\\d+|vex)}", "").strip().replaceAll("\\s+", " "));
            }
        }
        process.waitFor();
        return lines;
    }
}
