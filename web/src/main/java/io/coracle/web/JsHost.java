package io.coracle.web;

import io.coracle.wasm.WasmHost;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSMethod;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.DataView;
import org.teavm.jso.typedarrays.Int8Array;

/** A browser's WebAssembly, through the few lines of JavaScript in {@code host.js}. */
final class JsHost implements WasmHost {
    private final Edge edge;
    /** The memory as arrays; JavaScript makes them useless when the memory grows. */
    private Int8Array bytes;
    private DataView numbers;

    /** What {@code host.js} gives. */
    interface Edge extends JSObject {
        @JSProperty
        int getThreads();

        @JSMethod
        int pages();

        @JSMethod
        boolean grow(int pages);

        @JSMethod
        Int8Array bytes();

        @JSMethod
        boolean validates(Int8Array module);

        /** The exports of an instance. */
        @JSMethod
        JSObject instantiate(Int8Array module);
    }

    @JSFunctor
    private interface Exported extends JSObject {
        int call(int argument);
    }

    JsHost(Edge edge) {
        this.edge = edge;
        look();
    }

    private void look() {
        bytes = edge.bytes();
        numbers = new DataView(bytes.getBuffer());
    }

    @Override
    public int threads() {
        return edge.getThreads();
    }

    @Override
    public int pages() {
        return edge.pages();
    }

    @Override
    public boolean grow(int pages) {
        boolean grown = edge.grow(pages);
        look();
        return grown;
    }

    @Override
    public int u8(int at) {
        return bytes.get(at) & 0xff;
    }

    @Override
    public int i32(int at) {
        return numbers.getInt32(at, true);
    }

    @Override
    public void read(int at, byte[] to, int start, int length) {
        copy(bytes, at, Int8Array.fromJavaArray(to), start, length);
    }

    @Override
    public void write(int at, byte[] from, int start, int length) {
        copy(Int8Array.fromJavaArray(from), start, bytes, at, length);
    }

    @JSBody(params = {"from", "at", "to", "start", "length"}, script = "to.set(from.subarray(at, at + length), start);")
    private static native void copy(Int8Array from, int at, Int8Array to, int start, int length);

    @Override
    public void copy(int from, int to, int length) {
        copyWithin(bytes, to, from, length);
    }

    @JSBody(params = {"bytes", "to", "from", "length"}, script = "bytes.copyWithin(to, from, from + length);")
    private static native void copyWithin(Int8Array bytes, int to, int from, int length);

    @Override
    public void clear(int at, int length) {
        clear(bytes, at, length);
    }

    @JSBody(params = {"bytes", "at", "length"}, script = "bytes.fill(0, at, at + length);")
    private static native void clear(Int8Array bytes, int at, int length);

    @Override
    public boolean validates(byte[] module) {
        return edge.validates(Int8Array.fromJavaArray(module));
    }

    @Override
    public Module instantiate(byte[] module) {
        JSObject exports = edge.instantiate(Int8Array.fromJavaArray(module));
        return name -> {
            Exported function = exported(exports, name);
            return function::call;
        };
    }

    /** The same elements as a Java array. Parameters of what is exported would be copied, one by one. */
    @JSBody(params = "elements", script = "return elements;")
    @JSByRef
    static native byte[] array(Int8Array elements);

    @JSBody(params = {"exports", "name"}, script = "return exports[name];")
    private static native Exported exported(JSObject exports, String name);
}
