package io.coracle.search.extract;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes to text: by byte order mark (UTF-8, UTF-16, UTF-32), else UTF-8 when the bytes are valid UTF-8, else windows-1252, which
 * is Latin-1 with its unused control codes filled and what files called Latin-1 mostly are. Also tells text from binary data.
 */
public final class TextDecoder {

    private static final int SAMPLE = 8192;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private TextDecoder() {
    }

    /**
     * Whether the bytes look like something else than text: a zero byte, or many control characters, near the start. Git looks
     * for the zero byte too. Text in UTF-16 or UTF-32 has zero bytes and is recognised by its byte order mark.
     */
    public static boolean looksBinary(byte[] bytes) {
        if (mark(bytes) != null) {
            return false;
        }
        int length = Math.min(bytes.length, SAMPLE);
        int controls = 0;
        for (int i = 0; i < length; i++) {
            int b = bytes[i] & 0xff;
            if (b == 0) {
                return true;
            }
            boolean whitespace = b >= '\t' && b <= '\r';
            if (b < 0x20 && !whitespace && b != 0x1b || b == 0x7f) {
                controls++;
            }
        }
        return controls * 10 > length;
    }

    /** The text, without byte order mark. Malformed sequences after a mark become U+FFFD. */
    public static String decode(byte[] bytes) {
        Mark mark = mark(bytes);
        if (mark != null) {
            return new String(bytes, mark.length, bytes.length - mark.length, mark.charset);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, WINDOWS_1252);
        }
    }

    private record Mark(Charset charset, int length) {
    }

    private static Mark mark(byte[] b) {
        if (startsWith(b, 0xEF, 0xBB, 0xBF)) {
            return new Mark(StandardCharsets.UTF_8, 3);
        }
        if (startsWith(b, 0xFF, 0xFE, 0, 0)) {
            return new Mark(StandardCharsets.UTF_32LE, 4);
        }
        if (startsWith(b, 0, 0, 0xFE, 0xFF)) {
            return new Mark(StandardCharsets.UTF_32BE, 4);
        }
        if (startsWith(b, 0xFF, 0xFE)) {
            return new Mark(StandardCharsets.UTF_16LE, 2);
        }
        if (startsWith(b, 0xFE, 0xFF)) {
            return new Mark(StandardCharsets.UTF_16BE, 2);
        }
        return null;
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
