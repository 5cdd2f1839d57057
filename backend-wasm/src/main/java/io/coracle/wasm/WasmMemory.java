package io.coracle.wasm;

import io.coracle.backend.Memory;
import io.coracle.tensor.Bytes;

/** A part of a host's linear memory. */
public final class WasmMemory implements Memory {
    private static final int CHUNK = 1 << 20;

    private final WasmHost host;
    private final Object lock;
    private final int address;
    private final int size;
    private final Runnable release;
    private boolean released;

    /**
     * Memory at an address.
     *
     * @param lock held while the host is asked for anything
     * @param release gives the part back; called once at most
     */
    WasmMemory(WasmHost host, Object lock, int address, int size, Runnable release) {
        this.host = host;
        this.lock = lock;
        this.address = address;
        this.size = size;
        this.release = release;
    }

    /** Where it begins in the linear memory. It stays there when the memory grows. */
    public int address() {
        return address;
    }

    @Override
    public long size() {
        return size;
    }

    private void check(long at, long length) {
        if (at < 0 || length < 0 || at > size - length) {
            throw new IndexOutOfBoundsException("bytes " + at + " to " + (at + length) + " of a memory of " + size);
        }
    }

    /**
     * These bytes as they are now and will be, without copying. {@link WasmBackend#constant} uses slices of them where they lie, so a
     * model whose file was put here is not copied. Reading them after {@link #close} gives anything.
     */
    public Bytes bytes() {
        return new LinearBytes(host, address, size);
    }

    @Override
    public void write(long at, Bytes from) {
        check(at, from.size());
        synchronized (lock) {
            writeNow(address + (int) at, from);
        }
    }

    private void writeNow(int to, Bytes from) {
        if (from instanceof LinearBytes linear && linear.host == host) {
            host.copy(linear.address, to, (int) linear.size());
            return;
        }
        byte[] chunk = new byte[(int) Math.min(CHUNK, from.size())];
        for (int done = 0; done < from.size(); done += chunk.length) {
            int length = (int) Math.min(chunk.length, from.size() - done);
            from.copyTo(done, chunk, 0, length);
            host.write(to + done, chunk, 0, length);
        }
    }

    @Override
    public Bytes read(long at, long length) {
        check(at, length);
        byte[] copy = new byte[(int) length];
        synchronized (lock) {
            host.read(address + (int) at, copy, 0, copy.length);
        }
        return Bytes.of(copy);
    }

    @Override
    public Bytes view(long at, long length) {
        check(at, length);
        return new LinearBytes(host, address + (int) at, (int) length);
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (!released) {
                released = true;
                release.run();
            }
        }
    }
}
