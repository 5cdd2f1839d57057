package io.coracle.jvm.x86;

import io.coracle.kernel.Kernel;
import java.util.List;
import java.util.Locale;

/**
 * A kernel as bytes of code, which may lie anywhere. The code is a function of four pointers and integers: the block of arguments, the
 * first iteration of the parallel loop, the one behind the last, and scratch memory.
 *
 * <p>The block holds a status word (the number of the {@link #messages message} of the first requirement that did not hold, counted
 * from 1, or 0), the addresses of the buffers from {@link #BUFFERS} on, and behind them the parameters, 8 bytes each.
 *
 * @param buffers how many it has
 * @param parameters how many it has
 * @param scratch bytes of scratch memory that a call needs
 */
public record MachineCode(byte[] bytes, int buffers, int parameters, List<String> messages, int scratch) {
    static final int STATUS = 0;
    static final int BUFFERS = 8;
    private static final int BYTES_A_LINE = 16;

    public MachineCode {
        messages = List.copyOf(messages);
    }

    static int parameters(Kernel kernel) {
        return firstParameter(kernel.buffers().size());
    }

    /** The code as an assembler takes it: directives {@code .byte}, sixteen bytes a line. */
    public String print() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            text.append(i % BYTES_A_LINE == 0 ? "    .byte " : ",").append(String.format(Locale.ROOT, "0x%02x", bytes[i]));
            if (i % BYTES_A_LINE == BYTES_A_LINE - 1 || i == bytes.length - 1) {
                text.append('\n');
            }
        }
        return text.toString();
    }

    int firstParameter() {
        return firstParameter(buffers);
    }

    int blockSize() {
        return firstParameter() + 8 * parameters;
    }

    private static int firstParameter(int buffers) {
        return BUFFERS + 8 * buffers;
    }
}
