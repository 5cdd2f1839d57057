package io.coracle.op.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
        "www\\.[\\w.-]+\\.\\bcom\\b www.example.com true",
        "www\\.[\\w.-]+\\.\\bcom\\b www.example.org false",
        "(\\W|^)[\\w.\\-]{0,25}@(yahoo|gmail)\\.com(\\W|$) ada@gmail.com true",
        "(\\W|^)[\\w.\\-]{0,25}@(yahoo|gmail)\\.com(\\W|$) ada@hotmail.com false",
        "a{2,3} aaaa false",
        "a{2,} aaaa true",
        "x{ x{ true",
        "[^a-c]+ xyz true",
        "[]a]+ ]a] true",
        "(?P<first>a)(?:b)? ab true",
        "\\x{1F6F6}+ \uD83D\uDEF6\uD83D\uDEF6 true",
        ". \uD83D\uDEF6 true",
        "a|b|cd cd true",
        "(^a|b)*$ aba false",
        "a\\B\\w\\b ab true"})
    void matchesFromEndToEnd(String pattern, String text, boolean expected) {
        assertEquals(expected, Regex.compile(pattern).matches(text));
    }

    @Test
    void agreesWithThePlatformOnRandomPatterns() {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            String pattern = randomPattern(random, 3);
            Regex ours = Regex.compile(pattern);
            Pattern theirs = Pattern.compile(pattern);
            for (int k = 0; k < 10; k++) {
                StringBuilder text = new StringBuilder();
                for (int n = random.nextInt(6); n > 0; n--) {
                    text.append("ab_ ".charAt(random.nextInt(4)));
                }
                assertEquals(theirs.matcher(text).matches(), ours.matches(text.toString()), pattern + " on \"" + text + "\"");
            }
        }
    }

    /** Without assertions: repeated ones are where the platform, which tries one way after the other, overlooks some. */
    private static String randomPattern(Random random, int depth) {
        String[] atoms = {"a", "b", ".", "[ab]", "[^a]", "\\w", "\\W", "\\s", "_"};
        StringBuilder pattern = new StringBuilder();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            boolean group = depth > 0 && random.nextInt(3) == 0;
            String atom = group ? "(" + randomPattern(random, depth - 1) + ")" : atoms[random.nextInt(atoms.length)];
            String[] counts = {"", "", "*", "+", "?", "{2}", "{1,3}", "*?"};
            pattern.append(atom).append(counts[random.nextInt(counts.length)]);
            if (n > 1 && random.nextInt(4) == 0) {
                pattern.append('|');
            }
        }
        return pattern.toString();
    }

    @Test
    void takesTimeProportionalToTheText() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertFalse(Regex.compile("(a*)*b").matches("a".repeat(10_000))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", ")", "*a", "[a", "a{3,2}", "a{1001}", "(?i)a", "\\p{L}", "[[:alpha:]]", "\\", "[b-a]",
        "((a{1000}){1000}){1000}", "((){1000}){1000}"})
    void refusesWithAReason(String pattern) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Regex.compile(pattern));
        assertTrue(refusal.getMessage().length() > 10, refusal.getMessage());
    }
}
