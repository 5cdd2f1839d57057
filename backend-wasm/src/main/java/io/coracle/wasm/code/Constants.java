package io.coracle.wasm.code;

/** Where constants of vectors lie in memory: loading one is cheaper, and shorter, than an instruction that carries 16 bytes. */
public interface Constants {
    /** The address of these 32 bits, or -1 when there is no room. */
    int address(int bits);
}
