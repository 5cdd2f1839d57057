package io.coracle.text.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.text.TestData;
import io.coracle.text.tokenizer.Tokenizer;
import io.coracle.text.unicode.CodePoints;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplitterTest {

    private static final Tokenizer TOKENIZER = Tokenizer.fromJson(TestData.miniLmTokenizer());

    @Test
    void paragraphsAreKeptTogetherWhereTheyFit() {
        String text = "First paragraph.\n\nSecond paragraph, a bit longer.\n\nThird.";

        assertEquals(List.of("First paragraph.", "Second paragraph, a bit longer.", "Third."), parts(new RecursiveSplitter(40, 0), text));
        assertEquals(List.of("First paragraph.\n\nSecond paragraph, a bit longer.", "Third."), parts(new RecursiveSplitter(52, 0), text));
    }

    /** The expected values are those of LangChain's RecursiveCharacterTextSplitter(chunk_size=10, chunk_overlap=1), from its own tests. */
    @Test
    void passagesAreThoseOfLangChain() {
        String text = "Hi.\n\nI'm Harrison.\n\nHow? Are? You?\nOkay then f f f f.\nThis is a weird text to write, but gotta test the splittingggg some how.\n\n"
                + "Bye!\n\n-H.";

        assertEquals(List.of("Hi.", "I'm", "Harrison.", "How? Are?", "You?", "Okay then", "f f f f.", "This is a", "weird", "text to", "write,",
                "but gotta", "test the", "splitting", "gggg", "some how.", "Bye!", "-H."), parts(new RecursiveSplitter(10, 1), text));
    }

    @Test
    void neighboursOverlapByWholeWords() {
        assertEquals(List.of("one two three", "three four", "four five six", "six seven"),
                parts(new RecursiveSplitter(14, 6), "one two three four five six seven"));
    }

    @Test
    void surrogatePairsAreNotCut() {
        String text = "\uD83D\uDE00".repeat(25);

        assertEquals(List.of(10, 10, 5), new RecursiveSplitter(10, 0).split(text).stream().map(p -> p.of(text).length() / 2).toList());
    }

    @Test
    void sentencesAreJoinedUntilAPassageIsFull() {
        String text = "One is short. Two is short too.\nThree is a little longer than that. Four.";

        assertEquals(List.of("One is short. Two is short too.", "Three is a little longer than that.", "Four."), parts(new SentenceSplitter(35, 0), text));
        assertEquals(List.of("One is short. Two is short too.", "Three is a little longer than that. Four."),
                parts(new SentenceSplitter(45, 0), text));
    }

    @Test
    void aSentenceThatIsTooLongIsCutBetweenWords() {
        assertEquals(List.of("Ok.", "This sentence is", "too long.", "Ok."), parts(new SentenceSplitter(18, 0), "Ok. This sentence is too long. Ok."));
    }

    @Test
    void tokensAreCountedAndWordsKeptWhole() {
        assertEquals(List.of("tokenization works", "so well"), parts(new TokenSplitter(TOKENIZER, 3, 0), "tokenization works so well"));
        assertEquals(List.of("a b c", "c d e", "e f"), parts(new TokenSplitter(TOKENIZER, 3, 1), "a b c d e f"));
    }

    @Test
    void whatTheTokenizerRemovesStaysInAPassage() {
        assertEquals(List.of("\u200Ba", "b\u0301", "c\u200B"), parts(new TokenSplitter(TOKENIZER, 1, 0), "\u200Ba b\u0301 c\u200B"));
        assertEquals(List.of("\u200B"), parts(new TokenSplitter(TOKENIZER, 1, 0), " \u200B "));
    }

    @Test
    void blankTextHasNoPassages() {
        for (TextSplitter splitter : splitters()) {
            assertEquals(List.of(), splitter.split(""));
            assertEquals(List.of(), splitter.split(" \n\n\t\u3000"));
        }
    }

    @Test
    void sizesThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RecursiveSplitter(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new SentenceSplitter(10, 10));
        assertThrows(IllegalArgumentException.class, () -> new TokenSplitter(TOKENIZER, 10, -1));
        assertThrows(IllegalArgumentException.class, () -> new RecursiveSplitter(List.of(), 10, 1));
    }

    @Test
    void settingsNameWhatDecidesTheResult() {
        assertEquals("recursive 200/20", new RecursiveSplitter().settings());
        assertEquals("sentences 300/50", new SentenceSplitter(300, 50).settings());
        assertEquals("tokens 254/32", new TokenSplitter(TOKENIZER, 254, 32).settings());
    }

    @Test
    void everyCharacterIsInAPassageAndNoPassageIsTooLong() {
        Random random = new Random(5);
        for (int i = 0; i < 3_000; i++) {
            String text = randomText(random);
            int size = 8 + random.nextInt(60);
            int overlap = random.nextInt(size / 2);
            assertCovers(text, new RecursiveSplitter(size, overlap).split(text), size);
            assertCovers(text, new SentenceSplitter(size, overlap).split(text), size);
            List<Passage> byTokens = new TokenSplitter(TOKENIZER, size, overlap).split(text);
            assertCovers(text, byTokens, Integer.MAX_VALUE);
            for (Passage passage : byTokens) {
                assertTrue(TOKENIZER.countTokens(passage.of(text)) <= size, text);
            }
        }
    }

    @Test
    void longTextsTakeLinearTime() {
        String lines = ("x".repeat(300) + "\n").repeat(10_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (TextSplitter splitter : splitters()) {
                for (String text : List.of(lines, "word ".repeat(300_000), ".".repeat(1_000_000), "\n".repeat(1_000_000), "a. ".repeat(300_000))) {
                    splitter.split(text);
                }
            }
        });
    }

    private static List<TextSplitter> splitters() {
        return List.of(new RecursiveSplitter(), new SentenceSplitter(200, 40), new TokenSplitter(TOKENIZER, 64, 8));
    }

    private static List<String> parts(TextSplitter splitter, String text) {
        return splitter.split(text).stream().map(passage -> passage.of(text)).toList();
    }

    private static void assertCovers(String text, List<Passage> passages, int size) {
        boolean[] covered = new boolean[text.length()];
        int lastStart = -1;
        for (Passage passage : passages) {
            String part = passage.of(text);
            assertTrue(passage.start() > lastStart, "passages come in order");
            assertEquals(part.strip(), part);
            assertTrue(part.codePointCount(0, part.length()) <= size, () -> part + " is longer than " + size);
            Arrays.fill(covered, passage.start(), passage.end(), true);
            lastStart = passage.start();
        }
        for (int i = 0; i < covered.length; i++) {
            assertTrue(covered[i] || CodePoints.isWhitespace(text.charAt(i)), "character " + i + " of " + text + " in " + passages);
        }
    }

    private static String randomText(Random random) {
        String[] material = {"word", "Another", " ", " ", " ", "\n", "\n\n", ". ", "? ", "e.g. ", "supercalifragilistic", "日本語。", "\uD83D\uDE00", "é", "한국어",
            "- ", "1. ", "# ", "3.14", "Dr. ", "!\"", "\u0301", "\u00A0", "ﬁ", "½"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.append(material[random.nextInt(material.length)]);
        }
        return text.toString();
    }
}
