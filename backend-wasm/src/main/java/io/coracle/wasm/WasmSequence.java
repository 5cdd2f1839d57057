package io.coracle.wasm;

import io.coracle.backend.Sequence;
import io.coracle.kernel.KernelException;
import io.coracle.wasm.code.Sequences;
import java.util.List;

/** Calls that lie in the linear memory, one behind the other, so that all of them are one call for the host. */
final class WasmSequence implements Sequence {
    private static final int NOWHERE = -1;

    private final WasmBackend backend;
    private final List<WasmKernel.Binding> calls;
    private boolean canFail;
    private int address = NOWHERE;
    private int bytes;

    WasmSequence(WasmBackend backend, List<WasmKernel.Binding> calls) {
        this.backend = backend;
        this.calls = calls;
    }

    /** Writes header, addresses and blocks; see {@link Sequences}. */
    private void place() {
        int first = Sequences.HEADER + calls.size();
        int size = first;
        int lastEntry = 0;
        for (WasmKernel.Binding call : calls) {
            size += call.words().length;
            lastEntry = Math.max(lastEntry, call.code().last());
            canFail |= !call.code().messages().isEmpty();
        }
        int[] words = new int[size];
        words[Sequences.COUNT / Integer.BYTES] = calls.size();
        words[Sequences.LAST_ENTRY / Integer.BYTES] = lastEntry;
        bytes = size * Integer.BYTES;
        address = backend.take(bytes);
        int next = first;
        for (int i = 0; i < calls.size(); i++) {
            int[] block = calls.get(i).words();
            words[Sequences.HEADER + i] = address + next * Integer.BYTES;
            System.arraycopy(block, 0, words, next, block.length);
            next += block.length;
        }
        backend.write(address, words);
    }

    @Override
    public void begin() {
        synchronized (backend) {
            if (backend.begin().isPresent()) {
                if (address == NOWHERE) {
                    place();
                }
                backend.begin().get().run(address);
            }
        }
    }

    @Override
    public void run() {
        synchronized (backend) {
            if (address == NOWHERE) {
                place();
            }
            if (!canFail) {
                backend.run().run(address);
                return;
            }
            int failure = backend.run().call(address);
            if (failure != 0) {
                int index = backend.word(address + Sequences.FAILED);
                throw new Broken(index, new KernelException(calls.get(index).code().messages().get(failure - 1)));
            }
        }
    }

    @Override
    public void close() {
        synchronized (backend) {
            if (address != NOWHERE) {
                backend.give(address, bytes);
                address = NOWHERE;
            }
        }
    }
}
