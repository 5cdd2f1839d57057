package io.coracle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells models apart without reading all of them: sizes, and samples spread over each file. */
final class Fingerprint {
    private static final int SAMPLES = 64;
    private static final int SAMPLE_BYTES = 4096;

    private Fingerprint() {}

    static String of(Path model, Path tokenizer, String settings) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            sample(model, digest);
            sample(tokenizer, digest);
            digest.update(settings.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void sample(Path file, MessageDigest digest) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(size).flip());
            ByteBuffer buffer = ByteBuffer.allocate(SAMPLE_BYTES);
            for (int i = 0; i < SAMPLES; i++) {
                channel.read(buffer.clear(), Math.max(0, size - SAMPLE_BYTES) / (SAMPLES - 1) * i);
                digest.update(buffer.flip());
            }
        }
    }
}
