package io.coracle.wasm;

import io.coracle.format.onnx.OnnxReader;
import io.coracle.plan.Session;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.Tensor;
import io.coracle.wasm.code.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host on which modules do nothing: it keeps those that the backend emits on the JVM. */
public final class ModuleRecorder implements WasmHost {
    private final List<byte[]> modules = new ArrayList<>();
    private byte[] memory = new byte[1 << 16];

    /** The modules that running a model once makes, for a browser with these features, on one thread. */
    public static List<byte[]> modules(byte[] model, Map<String, Tensor> inputs, Features features) {
        ModuleRecorder host = new ModuleRecorder();
        WasmBackend backend = new WasmBackend(host, Optional.of(features));
        host.modules.clear(); // what it starts with
        try (Session session = new Session(OnnxReader.read(Bytes.of(model)).graph(), backend)) {
            session.run(inputs);
        }
        return host.modules;
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public int pages() {
        return memory.length >> 16;
    }

    @Override
    public boolean grow(int pages) {
        memory = Arrays.copyOf(memory, memory.length + (pages << 16));
        return true;
    }

    @Override
    public int u8(int at) {
        return memory[at] & 0xff;
    }

    @Override
    public int i32(int at) {
        return u8(at) | u8(at + 1) << 8 | u8(at + 2) << 16 | memory[at + 3] << 24;
    }

    @Override
    public void read(int at, byte[] to, int start, int length) {
        System.arraycopy(memory, at, to, start, length);
    }

    @Override
    public void write(int at, byte[] from, int start, int length) {
        System.arraycopy(from, start, memory, at, length);
    }

    @Override
    public void copy(int from, int to, int length) {
        System.arraycopy(memory, from, memory, to, length);
    }

    @Override
    public void clear(int at, int length) {
        Arrays.fill(memory, at, at + length, (byte) 0);
    }

    @Override
    public boolean validates(byte[] module) {
        return true;
    }

    @Override
    public Module instantiate(byte[] module) {
        modules.add(module.clone());
        return name -> argument -> 0;
    }
}
