package io.coracle.wasm;

import io.coracle.backend.CompiledKernel;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelException;
import io.coracle.wasm.code.KernelWriter;
import java.util.List;
import java.util.Optional;

/** A kernel that has code, or will have when one of those that were asked for is first run. */
final class WasmKernel implements CompiledKernel {
    final Kernel kernel;
    private final WasmBackend backend;
    private Optional<Emitted> emitted = Optional.empty();

    /**
     * Where a kernel's code is.
     *
     * @param entry of the table
     * @param last the highest entry that its module has
     * @param messages of its requirements
     */
    record Emitted(int entry, int last, List<String> messages) {}

    WasmKernel(Kernel kernel, WasmBackend backend) {
        this.kernel = kernel;
        this.backend = backend;
    }

    void emitted(Emitted code) {
        emitted = Optional.of(code);
    }

    /** Its code, which is written now if it has none. */
    Emitted code() {
        if (emitted.isEmpty()) {
            backend.emit();
        }
        return emitted.orElseThrow();
    }

    @Override
    public Binding bind(List<Place> buffers, int[] arguments) {
        int[] words = new int[KernelWriter.words(kernel)];
        for (int i = 0; i < buffers.size(); i++) {
            words[1 + i] = ((WasmMemory) buffers.get(i).memory()).address() + (int) buffers.get(i).offset();
        }
        System.arraycopy(arguments, 0, words, 1 + buffers.size(), arguments.length);
        return new Binding(words);
    }

    /** A call. Its words are those of a block (see {@link KernelWriter}). */
    final class Binding implements Call {
        private final int[] words;

        private Binding(int[] words) {
            this.words = words;
        }

        Emitted code() {
            return WasmKernel.this.code();
        }

        /** The words of its block, once there is code. */
        int[] words() {
            words[0] = code().entry();
            return words;
        }

        @Override
        public void run() {
            synchronized (backend) {
                List<String> messages = code().messages();
                int failure = backend.call(words(), !messages.isEmpty());
                if (failure != 0) {
                    throw new KernelException(messages.get(failure - 1));
                }
            }
        }
    }
}
