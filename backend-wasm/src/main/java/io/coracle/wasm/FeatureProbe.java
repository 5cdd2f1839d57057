package io.coracle.wasm;

import io.coracle.wasm.code.Features;
import io.coracle.wasm.code.Features.Dot;
import io.coracle.wasm.code.Probe;

/** Finds out at start what a host's engine can do, by running what differs between engines. */
final class FeatureProbe {
    private static final int[] SIGNED = {0x7f7f7f7f, 0x80808080, 0x80807f7f, 0x01ff7f80, 0xff02fe7f, 0x7f017f01};
    private static final int[] SYMMETRIC = {0x7f7f7f7f, 0x81818181, 0x81817f7f, 0x01ff7f81, 0xff02fe7f, 0x7f017f01};
    private static final int[] NARROW = {0x40404040, 0xc0c0c0c0, 0xc0c04040, 0x01ff40c0, 0xff02fe40, 0x40014001};
    private static final int[] SEVEN_BITS = {0x7f7f7f7f, 0x7f7f0000, 0x01407f02, 0x7f007f00};
    private static final int[] EIGHT_BITS = {0xffffffff, 0x80808080, 0xffff0000, 0x80ff01fe, 0xff00ff00};
    private static final int START = 1000;

    private final WasmHost host;
    private final boolean shared;
    private final int address;

    private FeatureProbe(WasmHost host, int address) {
        this.host = host;
        this.shared = host.threads() > 1;
        this.address = address;
    }

    /** @param address of twelve bytes that may be written */
    static Features run(WasmHost host, int address) {
        FeatureProbe probe = new FeatureProbe(host, address);
        return new Features(probe.isFused(), host.validates(Probe.laneSelect(probe.shared)), probe.dot());
    }

    private boolean isFused() {
        byte[] module = Probe.multiplyAdd(shared);
        return host.validates(module) && host.instantiate(module).function("madd").call(Probe.FACTOR) == Probe.FUSED;
    }

    private Dot dot() {
        byte[] module = Probe.dot(shared);
        if (!host.validates(module)) {
            return Dot.WIDE;
        }
        WasmHost.Function dot = host.instantiate(module).function("dot");
        if (!isExact(dot, SIGNED, SEVEN_BITS, 0)) {
            return Dot.WIDE;
        }
        if (isExact(dot, SIGNED, EIGHT_BITS, 0)) {
            return Dot.EIGHT_BITS;
        }
        if (isExact(dot, SYMMETRIC, EIGHT_BITS, Byte.MIN_VALUE)) {
            return Dot.SIGNED;
        }
        return isExact(host.instantiate(Probe.narrowDot(shared)).function("dot"), NARROW, EIGHT_BITS, 0) ? Dot.NARROW : Dot.SEVEN_BITS;
    }

    /** @param least what the smallest byte of the second side counts: 0 where they are unsigned */
    private boolean isExact(WasmHost.Function dot, int[] signedWords, int[] words, int least) {
        for (int signed : signedWords) {
            for (int word : words) {
                host.write(address, words(signed, word, START), 0, 12);
                int sum = START;
                for (int i = 0; i < 4; i++) {
                    int value = ((word >> 8 * i) - least & 255) + least;
                    sum += (byte) (signed >> 8 * i) * value;
                }
                if (dot.call(address) != sum) {
                    return false;
                }
            }
        }
        return true;
    }

    static byte[] words(int... words) {
        byte[] bytes = new byte[4 * words.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (words[i >> 2] >> 8 * (i & 3));
        }
        return bytes;
    }
}
