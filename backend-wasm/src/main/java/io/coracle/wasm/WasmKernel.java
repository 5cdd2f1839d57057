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
    /** The exported function with the messages of its requirements. */
    Optional<Emitted> emitted = Optional.empty();

    record Emitted(WasmHost.Function function, List<String> messages) {}

    WasmKernel(Kernel kernel, WasmBackend backend) {
        this.kernel = kernel;
        this.backend = backend;
    }

    @Override
    public Call bind(List<Place> buffers, int[] arguments) {
        int[] words = new int[KernelWriter.words(kernel)];
        for (int i = 0; i < buffers.size(); i++) {
            words[i] = ((WasmMemory) buffers.get(i).memory()).address() + (int) buffers.get(i).offset();
        }
        System.arraycopy(arguments, 0, words, buffers.size(), arguments.length);
        return new Binding(words);
    }

    private final class Binding implements Call {
        private final int[] words;
        private int address;
        private int age = -1;

        Binding(int[] words) {
            this.words = words;
        }

        @Override
        public void run() {
            synchronized (backend) {
                Emitted code = emitted.isPresent() ? emitted.get() : backend.emit(WasmKernel.this);
                if (age != backend.blocks().age()) {
                    words[words.length - 1] = backend.scratch();
                    address = backend.blocks().place(words);
                    age = backend.blocks().age();
                }
                if (code.messages.isEmpty()) {
                    code.function.run(address);
                    return;
                }
                int failure = code.function.call(address);
                if (failure != 0) {
                    throw new KernelException(code.messages.get(failure - 1));
                }
            }
        }
    }
}
