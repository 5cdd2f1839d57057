package io.coracle.web;

import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import org.teavm.jso.typedarrays.Int8Array;

/** A tensor on its way between the worker and the engine: {@code {name, type, dims, bytes, strings}}. */
abstract class JsTensor implements JSObject {
    @JSProperty
    abstract String getName();

    /** The element type as {@link DType} writes it. */
    @JSProperty
    abstract String getType();

    @JSProperty
    abstract int[] getDims();

    /** The elements, little-endian; empty for strings. */
    @JSProperty
    abstract Int8Array getBytes();

    /** The elements of a tensor of strings; empty for others. */
    @JSProperty
    abstract JSArray<JSString> getStrings();

    /** Throws {@link IllegalArgumentException} when type, dimensions and data do not fit each other. */
    static Tensor toTensor(JsTensor from) {
        DType dtype = dtype(from.getType());
        Shape shape = Shape.of(from.getDims());
        if (dtype != DType.STRING) {
            return Tensor.of(dtype, shape, Bytes.of(from.getBytes().copyToJavaArray()));
        }
        String[] strings = new String[from.getStrings().getLength()];
        for (int i = 0; i < strings.length; i++) {
            strings[i] = from.getStrings().get(i).stringValue();
        }
        return Tensor.strings(shape, strings);
    }

    private static DType dtype(String name) {
        for (DType dtype : DType.values()) {
            if (dtype.toString().equals(name)) {
                return dtype;
            }
        }
        throw new IllegalArgumentException("there is no element type \"" + name + "\"");
    }

    static JsTensor of(String name, Tensor tensor) {
        JSArray<JSString> strings = new JSArray<>();
        if (tensor.dtype() == DType.STRING) {
            tensor.toStrings().forEach(string -> strings.push(JSString.valueOf(string)));
        }
        int[] dims = new int[tensor.shape().rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = tensor.shape().dim(i);
        }
        return create(name, tensor.dtype().toString(), dims, Int8Array.fromJavaArray(tensor.bytes().toArray()), strings);
    }

    @JSBody(params = {"name", "type", "dims", "bytes", "strings"}, script = "return {name: name, type: type, dims: Array.from(dims), bytes: bytes, strings: strings};")
    private static native JsTensor create(String name, String type, int[] dims, Int8Array bytes, JSArray<JSString> strings);
}
