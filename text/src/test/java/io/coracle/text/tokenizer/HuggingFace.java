package io.coracle.text.tokenizer;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The oracle: Hugging Face's own tokenizers library (Rust, version 0.21.4) as bundled in the DJL artifact.
 *
 * <p>It is called through DJL's thin JNI class, because the class above it reconfigures truncation and padding.
 * Nothing is downloaded: the native library lies in the jar, and DJL is told to stay offline.
 */
public final class HuggingFace implements AutoCloseable {

    private final long handle;

    /** Reads a {@code tokenizer.json}. Truncation and padding are in force as the file says. */
    public HuggingFace(String json) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("DJL_CACHE_DIR", System.getProperty("java.io.tmpdir") + "/coracle-djl");
        LibUtils.checkStatus(); // loads the native library
        handle = TokenizersLibrary.LIB.createTokenizerFromString(json);
    }

    /**
     * What the library gives for a text.
     *
     * @param spans code point ranges of the original, flattened start, end, start, end …; -1 for none
     */
    public record Result(int[] ids, int[] typeIds, String[] tokens, int[] words, int[] attention, int[] special, int[] spans,
                         Result[] overflow) {
    }

    public Result encode(String text, boolean specialTokens) {
        return take(TokenizersLibrary.LIB.encode(handle, text, specialTokens));
    }

    public Result encodePair(String first, String second, boolean specialTokens) {
        return take(TokenizersLibrary.LIB.encodeDual(handle, first, second, specialTokens));
    }

    /** Many texts in one call, which is the faster way; ids and spans only. */
    public Result[] encodeAll(String[] texts, boolean specialTokens) {
        long[] encodings = TokenizersLibrary.LIB.batchEncode(handle, texts, specialTokens);
        return Arrays.stream(encodings).mapToObj(this::take).toArray(Result[]::new);
    }

    public String decode(int[] ids, boolean skipSpecialTokens) {
        return TokenizersLibrary.LIB.decode(handle, Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
    }

    @Override
    public void close() {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
    }

    private Result take(long encoding) {
        TokenizersLibrary lib = TokenizersLibrary.LIB;
        try {
            CharSpan[] spans = lib.getTokenCharSpans(encoding);
            int[] flat = new int[2 * spans.length];
            for (int i = 0; i < spans.length; i++) {
                flat[2 * i] = spans[i] == null ? -1 : spans[i].getStart();
                flat[2 * i + 1] = spans[i] == null ? -1 : spans[i].getEnd();
            }
            long[] overflowing = lib.getOverflowing(encoding);
            return new Result(ints(lib.getTokenIds(encoding)), ints(lib.getTypeIds(encoding)), lib.getTokens(encoding),
                    ints(lib.getWordIds(encoding)), ints(lib.getAttentionMask(encoding)), ints(lib.getSpecialTokenMask(encoding)),
                    flat, Arrays.stream(overflowing).mapToObj(this::take).toArray(Result[]::new));
        } finally {
            lib.deleteEncoding(encoding);
        }
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
    }

    /** A tokenizer whose ids are the UTF-8 bytes of the normalised text, so that {@link #normalized} can show it. */
    public static HuggingFace normalizerOnly(String normalizerJson) {
        StringBuilder vocabulary = new StringBuilder();
        int next = 0;
        for (int b = 0; b < 256; b++) { // GPT-2's printable stand-ins for the 256 bytes
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            int standIn = printable ? b : 256 + next++;
            vocabulary.append(b == 0 ? "" : ",").append("\"\\u").append("%04x".formatted(standIn)).append("\":").append(b);
        }
        return new HuggingFace("""
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":%s,
                 "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,"use_regex":false},
                 "post_processor":null,"decoder":null,
                 "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,
                  "end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,"vocab":{%s},"merges":[]}}
                """.formatted(normalizerJson, vocabulary));
    }

    /** The normalised text. Only for {@link #normalizerOnly}. */
    public String normalized(String text) {
        int[] bytes = encode(text, false).ids();
        byte[] utf8 = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            utf8[i] = (byte) bytes[i];
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** A tokenizer that gives one [UNK] for each piece that the pre-tokenizer makes. */
    public static HuggingFace preTokenizerOnly(String preTokenizerJson) {
        return new HuggingFace("""
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
                 "pre_tokenizer":%s,"post_processor":null,"decoder":null,
                 "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
                  "max_input_chars_per_word":0,"vocab":{"[UNK]":0}}}
                """.formatted(preTokenizerJson));
    }
}
