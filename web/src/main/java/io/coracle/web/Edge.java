package io.coracle.web;

import org.teavm.interop.Import;

/** What {@code engine.js} gives the engine. Addresses and lengths are bytes; numbers lie in memory little-endian. */
final class Edge {
    private Edge() {}

    /** The memory of models and kernels. */
    static final class Models {
        private Models() {}

        @Import(module = "models", name = "u8")
        static native int u8(int at);

        @Import(module = "models", name = "i32")
        static native int i32(int at);

        @Import(module = "models", name = "setU8")
        static native void setU8(int at, int value);

        @Import(module = "models", name = "setI32")
        static native void setI32(int at, int value);

        @Import(module = "models", name = "copy")
        static native void copy(int to, int from, int length);

        @Import(module = "models", name = "fill")
        static native void fill(int at, int value, int length);
    }

    /** A memory through which arguments come and results go. */
    static final class Messages {
        private Messages() {}

        @Import(module = "messages", name = "u8")
        static native int u8(int at);

        @Import(module = "messages", name = "i32")
        static native int i32(int at);

        @Import(module = "messages", name = "setI32")
        static native void setI32(int at, int value);
    }

    /** Threads that share the memory of models. */
    @Import(module = "page", name = "threads")
    static native int threads();

    /** The size of the memory of models in pages of 64 KiB. */
    @Import(module = "page", name = "pages")
    static native int pages();

    /** Makes the memory of models larger; gives 0 when that is refused. */
    @Import(module = "page", name = "grow")
    static native int grow(int pages);

    /** Makes room for so many bytes of messages. */
    @Import(module = "page", name = "room")
    static native void room(int bytes);

    /** The first bytes of the messages are a module: 1 if the browser accepts it. */
    @Import(module = "page", name = "validates")
    static native int validates(int length);

    /** The first bytes of the messages are a module, which is instantiated here and in every worker; gives the instance's number. */
    @Import(module = "page", name = "instantiate")
    static native int instantiate(int length);

    /** The first bytes of the messages are the name of a function of an instance; gives the function's number. */
    @Import(module = "page", name = "function")
    static native int function(int instance, int length);

    @Import(module = "page", name = "call")
    static native int call(int function, int argument);

    /** The first bytes of the messages are a result, of a kind that {@link Wire} names. */
    @Import(module = "page", name = "give")
    static native void give(int kind, int length);

    /** Bytes in the memory of models are a result. */
    @Import(module = "page", name = "giveModels")
    static native void giveModels(int at, int length);
}
