package io.coracle.search.files;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GlobTest {

    @Test
    void starTakesAnyNumberOfCharacters() {
        assertTrue(new Glob("*.log").matches("a.log"));
        assertTrue(new Glob("*.log").matches(".log"));
        assertTrue(new Glob("a*b*c").matches("aXbXbXc"));
        assertFalse(new Glob("a*b*c").matches("aXbXbX"));
        assertFalse(new Glob("*.log").matches("a.logs"));
    }

    @Test
    void questionMarkTakesExactlyOneCharacter() {
        assertTrue(new Glob("a?c").matches("abc"));
        assertFalse(new Glob("a?c").matches("ac"));
    }

    @Test
    void classesTakeOneOfTheirCharacters() {
        assertTrue(new Glob("[a-c]x").matches("bx"));
        assertFalse(new Glob("[!a-c]x").matches("bx"));
        assertTrue(new Glob("[^a-c]x").matches("dx"));
        assertTrue(new Glob("[]x]").matches("]"));
        assertTrue(new Glob("[a-]").matches("-"));
        assertTrue(new Glob("v[[:digit:]]").matches("v7"));
        assertFalse(new Glob("v[[:digit:]]").matches("vx"));
    }

    @Test
    void classThatIsNeverClosedMatchesNothing() {
        assertFalse(new Glob("[ab").matches("a"));
        assertFalse(new Glob("[ab").matches("[ab"));
    }

    @Test
    void backslashMakesTheNextCharacterPlain() {
        assertTrue(new Glob("\\*").matches("*"));
        assertFalse(new Glob("\\*").matches("a"));
        assertTrue(new Glob("[\\]]").matches("]"));
    }

    @Test
    void manyStarsDoNotTakeExponentialTime() {
        Glob hostile = new Glob("*a".repeat(200) + "b");
        assertFalse(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> hostile.matches("a".repeat(5000))));
    }
}
