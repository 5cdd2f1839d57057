package io.coracle.text.tokenizer;

import java.util.List;
import java.util.Random;

/**
 * Random texts that go where tokenizers break: every script, marks in any order, emoji sequences, control characters,
 * private use, unassigned code points, halves of surrogate pairs, very long words, special tokens in the text.
 */
final class RandomTexts {

    /** First and last code points of blocks that deserve more than their share. */
    private static final int[][] BLOCKS = {
        {0x20, 0x7E}, {0x00, 0x1F}, {0x7F, 0xFF}, {0x100, 0x24F}, {0x250, 0x2FF}, {0x300, 0x36F}, {0x370, 0x3FF}, {0x400, 0x52F},
        {0x530, 0x58F}, {0x590, 0x5FF}, {0x600, 0x6FF}, {0x700, 0x85F}, {0x8A0, 0x8FF}, {0x900, 0x97F}, {0x980, 0xDFF}, {0xE00, 0xEFF},
        {0xF00, 0xFFF}, {0x1000, 0x109F}, {0x10A0, 0x10FF}, {0x1100, 0x11FF}, {0x1200, 0x139F}, {0x13A0, 0x13FF}, {0x1680, 0x17FF},
        {0x1800, 0x18AF}, {0x1AB0, 0x1AFF}, {0x1C80, 0x1CBF}, {0x1D00, 0x1DFF}, {0x1E00, 0x1FFF}, {0x2000, 0x206F}, {0x2070, 0x20CF},
        {0x20D0, 0x20FF}, {0x2100, 0x218F}, {0x2190, 0x2BFF}, {0x2C00, 0x2E7F}, {0x2E80, 0x303F}, {0x3040, 0x30FF}, {0x3100, 0x33FF},
        {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA000, 0xA6FF}, {0xA700, 0xABFF}, {0xAC00, 0xD7FF}, {0xE000, 0xF8FF}, {0xF900, 0xFAFF},
        {0xFB00, 0xFDFF}, {0xFE00, 0xFE6F}, {0xFE70, 0xFEFF}, {0xFF00, 0xFFFF}, {0x10000, 0x103FF}, {0x10400, 0x107FF},
        {0x10800, 0x10FFF}, {0x11000, 0x11FFF}, {0x12000, 0x16FFF}, {0x1B000, 0x1BFFF}, {0x1D100, 0x1D24F}, {0x1D400, 0x1D7FF},
        {0x1E000, 0x1EFFF}, {0x1F000, 0x1FAFF}, {0x20000, 0x2A6DF}, {0x2A700, 0x2EBEF}, {0x2F800, 0x2FA1F}, {0x30000, 0x323AF},
        {0xE0000, 0xE01EF}, {0xF0000, 0xFFFFF}, {0x100000, 0x10FFFF}};

    private static final String[] SNIPPETS = {
        "[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "[MASK", "[mask]", " [MASK] ", "\u00A0[MASK]\u3000", "[[MASK]]", "##ing", "a##b",
        "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66", "\uD83C\uDDE9\uD83C\uDDEA", "\uD83D\uDC4D\uD83C\uDFFD",
        "1\uFE0F\u20E3", "\u2764\uFE0F", "e\u0301", "\u0301", "a\u0323\u0307", "a\u0307\u0323", "\u0344", "\u0F73\u0F71", "\u1E9B\u0323",
        "\u0130\u0131\u017F", "\u00DF\u1E9E", "\u03A3\u03C3\u03C2", "ΟΔΥΣΣΕΥΣ", "Straße", "naïve café", "Ångström", "ﬁﬂﬃ", "Ⅷ½²",
        "\u1100\u1161\u11A8", "한국어 조합", "각\u11A8", "日本語テキスト", "ﾊﾝｶｸｶﾞ", "ไทยไม่มีช่องว่าง", "العَرَبِيَّة", "हिन्दी क्षि", "ব\u09CB",
        "\u0BC6\u0BBE", "עִבְרִית", "\uFFFD", "\u0000", "\u200B\u200C\u200D\u2060\uFEFF", "\u00AD", "\r\n\t", "\u0085\u2028\u2029", "don't", "U.S.A.",
        "3.14e-10", "https://example.org/a?b=c&d", "foo_bar", "C++/C#", "$€£¥", "“quoted”", "…", "—", "antidisestablishmentarianism"};

    private final Random random;
    private final List<String> words;

    /** @param words some words that a vocabulary knows */
    RandomTexts(long seed, List<String> words) {
        this.random = new Random(seed);
        this.words = words;
    }

    String next() {
        StringBuilder text = new StringBuilder();
        int style = random.nextInt(20);
        int parts = style == 0 ? 60 : random.nextInt(14);
        int[] block = randomBlock();
        for (int i = 0; i < parts; i++) {
            switch (style == 1 ? 4 : random.nextInt(9)) {
                case 0 -> text.append(words.get(random.nextInt(words.size())));
                case 1 -> text.append(SNIPPETS[random.nextInt(SNIPPETS.length)]);
                case 2 -> text.append(' ');
                case 3 -> appendRun(text, randomBlock(), 1 + random.nextInt(3));
                case 4 -> appendRun(text, block, 1 + random.nextInt(8));
                case 5 -> text.append(flipCase(words.get(random.nextInt(words.size())))).append(' ');
                case 6 -> appendRun(text, new int[] {0x300, 0x345}, 1 + random.nextInt(4));
                case 7 -> text.appendCodePoint(anyCodePoint());
                default -> appendRun(text, new int[] {0x20, 0x7E}, 1 + random.nextInt(6));
            }
        }
        if (style == 2) {
            text.append("x".repeat(95 + random.nextInt(10))).append(SNIPPETS[random.nextInt(SNIPPETS.length)]);
        } else if (style == 3) {
            text.insert(random.nextInt(text.length() + 1), (char) (0xD800 + random.nextInt(0x800)));
        }
        return text.toString();
    }

    private int[] randomBlock() {
        return BLOCKS[random.nextInt(BLOCKS.length)];
    }

    private int anyCodePoint() {
        int codePoint = random.nextInt(0x110000 - 0x800);
        return codePoint < 0xD800 ? codePoint : codePoint + 0x800;
    }

    private void appendRun(StringBuilder text, int[] block, int length) {
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(block[0] + random.nextInt(block[1] - block[0] + 1));
        }
    }

    private String flipCase(String word) {
        StringBuilder flipped = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            flipped.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
        }
        return flipped.toString();
    }

    /** The text as UTF-8 can carry it: halves of surrogate pairs become U+FFFD. */
    static String wellFormed(String text) {
        StringBuilder formed = new StringBuilder();
        text.codePoints().forEach(codePoint -> formed.appendCodePoint(codePoint >= 0xD800 && codePoint <= 0xDFFF ? 0xFFFD : codePoint));
        return formed.toString();
    }
}
