package io.coracle.jvm.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** What the processor can do, as it says itself, and as the operating system allows. */
final class CpuFeatures {
    private static final int BASIC = 1;
    private static final int EXTENDED = 7;
    /** State of vector registers that the system saves: 128 and 256 bits; masks and 512 bits. */
    private static final int YMM_STATE = 0x06;
    private static final int ZMM_STATE = 0xE6;

    private CpuFeatures() {}

    /** The levels of this machine, the best first. */
    static List<Isa> detect() throws ExecutableMemory.Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment routine = ExecutableMemory.of(cpuidRoutine(ExecutableMemory.isWindows()), arena);
            MemorySegment answer = arena.allocate(ValueLayout.JAVA_INT, 8);
            int[] highest = ask(routine, answer, 0, 0);
            int[] basic = ask(routine, answer, BASIC, 0);
            int saves = basic[4];
            boolean avx = has(basic[2], 27) && has(basic[2], 28) && has(basic[2], 12) && has(basic[2], 29) && (saves & YMM_STATE) == YMM_STATE;
            if (!avx || highest[0] < EXTENDED) {
                return List.of();
            }
            int[] extended = ask(routine, answer, EXTENDED, 0);
            int[] second = ask(routine, answer, EXTENDED, 1);
            if (!has(extended[1], 5) || !has(extended[1], 8)) {
                return List.of();
            }
            boolean avx512 = has(extended[1], 16) && has(extended[1], 17) && has(extended[1], 30) && has(extended[1], 31)
                && (saves & ZMM_STATE) == ZMM_STATE;
            List<Isa> levels = new ArrayList<>();
            if (avx512) {
                boolean vnni = has(extended[2], 11);
                if (vnni && has(second[0], 5)) {
                    levels.add(Isa.AVX512_BF16);
                }
                if (vnni) {
                    levels.add(Isa.AVX512_VNNI);
                }
                levels.add(Isa.AVX512);
            }
            if (has(second[0], 4)) {
                levels.add(Isa.AVX2_VNNI);
            }
            levels.add(Isa.AVX2);
            return levels;
        }
    }

    private static boolean has(int bits, int bit) {
        return (bits >> bit & 1) != 0;
    }

    /** eax, ebx, ecx and edx of a leaf, and which state the system saves (0 where it does not say). */
    private static int[] ask(MemorySegment routine, MemorySegment answer, int leaf, int part) {
        NativeCalls.call(routine, answer.address(), leaf, part, 0, 0, 0);
        int[] result = new int[5];
        for (int i = 0; i < result.length; i++) {
            result[i] = answer.getAtIndex(ValueLayout.JAVA_INT, i);
        }
        return result;
    }

    /** Code that stores the answer to {@code cpuid} for (address, leaf, part). */
    static byte[] cpuidRoutine(boolean windows) {
        Assembler asm = new Assembler();
        asm.push(Gpr.RBX);
        asm.move(true, Gpr.R10, windows ? Gpr.RCX : Gpr.RDI);
        asm.move(true, Gpr.RAX, windows ? Gpr.RDX : Gpr.RSI);
        asm.move(true, Gpr.RCX, windows ? Gpr.R8 : Gpr.RDX);
        asm.cpuid();
        asm.store(4, Mem.at(Gpr.R10, 0), Gpr.RAX);
        asm.store(4, Mem.at(Gpr.R10, 4), Gpr.RBX);
        asm.store(4, Mem.at(Gpr.R10, 8), Gpr.RCX);
        asm.store(4, Mem.at(Gpr.R10, 12), Gpr.RDX);
        // Only where the system has turned it on may xgetbv be asked.
        CodeBuffer.Label end = new CodeBuffer.Label();
        asm.move(Gpr.RAX, 1);
        asm.move(Gpr.RCX, 0);
        asm.cpuid();
        asm.move(Gpr.RAX, 0);
        asm.shift(Assembler.Shift.SHR, false, Gpr.RCX, 27);
        asm.alu(Assembler.Alu.AND, false, Gpr.RCX, 1);
        asm.jumpIf(Condition.E, end);
        asm.move(Gpr.RCX, 0);
        asm.readExtendedControl();
        asm.bind(end);
        asm.store(4, Mem.at(Gpr.R10, 16), Gpr.RAX);
        asm.pop(Gpr.RBX);
        asm.returns();
        return asm.finish();
    }
}
