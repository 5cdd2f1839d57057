package io.coracle.wasm;

/**
 * What runs emitted modules: one linear memory, one function table, and a way to instantiate. Addresses and lengths are bytes, below
 * 2 GiB. Calls come from one thread at a time, but for {@link #u8} and {@link #i32}, which come at any time; the {@link WasmBackend} alone
 * decides what lies where in the memory.
 *
 * <p><b>Imports.</b> Every module is instantiated with the same imports: {@code env.memory}, the linear memory, and {@code env.table},
 * a table of functions ({@code {element: 'anyfunc', initial: 0}}), which modules make longer. With one thread the memory is an ordinary one. With more it is
 * shared, and created with any maximum.
 *
 * <p><b>Threads.</b> A host with {@link #threads()} above 1 runs {@code threads() - 1} workers, numbered from 1. Each has the shared
 * memory, a table of its own, and does forever:
 * <ol>
 * <li>instantiate, in order, every module that {@link #instantiate} was called with and that it has not instantiated yet;
 * <li>call {@code work(number)}, an export of the <em>first</em> of them. It takes part in kernels, runs some of its own, and returns when there is a new module.
 * </ol>
 * In JavaScript: {@code onmessage = ({data}) => { instances.push(new WebAssembly.Instance(data, imports)); instances[0].exports.work(number); }}
 * does it, with a message for each module: messages wait while {@code work} runs. A worker that is late is not waited for; the calling
 * thread then does the work alone. Ending a worker while a kernel runs is not allowed; {@link WasmBackend#close} makes all of them return.
 */
public interface WasmHost {
    /** Threads that share a kernel, the calling one included: 1 without shared memory. */
    int threads();

    /** The memory's size in pages of 64 KiB. */
    int pages();

    /** Makes the memory larger; what lies in it stays where it is. Gives false when it is refused. */
    boolean grow(int pages);

    /** One byte, 0 to 255. */
    int u8(int at);

    /** A little-endian number at any address. */
    int i32(int at);

    /** Copies bytes out of the memory. */
    void read(int at, byte[] to, int start, int length);

    /** Copies bytes into the memory. */
    void write(int at, byte[] from, int start, int length);

    /** Copies bytes within the memory; both ranges may overlap. */
    void copy(int from, int to, int length);

    /** Makes bytes zero. */
    void clear(int at, int length);

    /** Whether the engine accepts a module: how the backend finds out which instructions there are. */
    boolean validates(byte[] module);

    /** Compiles a module and instantiates it with the memory and the table, here and in every worker. */
    Module instantiate(byte[] module);

    /** An instance of a module. */
    interface Module {
        /** The function that is exported with this name. It takes one i32 and gives one. */
        Function function(String name);
    }

    /** An exported function. */
    interface Function {
        int call(int argument);

        /**
         * Calls a function whose result says nothing. A host to which calls are dear may put these off until the memory is read or another
         * function is called, in order.
         */
        default void run(int argument) {
            call(argument);
        }
    }
}
