package io.coracle.text.unicode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.text.tokenizer.HuggingFace;
import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The tables against the JDK, where both must agree; against Hugging Face's library every code point is compared elsewhere. */
class UnicodeDataTest {

    @Test
    void normalisationAgreesWithTheJdkOnWhatBothKnow() {
        int compared = 0;
        for (int codePoint : UnicodeDataGenerator.allCodePoints()) {
            if (!Character.isDefined(codePoint)) {
                continue;
            }
            String text = Character.toString(codePoint);
            for (NormalizationForm form : NormalizationForm.values()) {
                String expected = Normalizer.normalize(text, Normalizer.Form.valueOf(form.name()));
                String actual = normalized(form, text);
                // A character that was added since is left alone by the older tables.
                if (!actual.equals(expected)) {
                    assertEquals(text, actual, form + " of U+" + Integer.toHexString(codePoint));
                }
                compared += actual.equals(expected) ? 1 : 0;
            }
        }
        assertTrue(compared > 1_100_000, compared + " code points and forms agree");
    }

    @Test
    void sequencesOfMarksAreReorderedAndComposedAsInTheLibrary() {
        String material = "aAeEiIoOuU\u0041\u00C5\u0340\u0341\u0344\u0F71\u0F72\u0F73\u1100\u1161\u11A8\uAC00\u09C7\u09BE\u0B47\u0B57\uFB1D\u05B4\u3099\u304B";
        Random random = new Random(11);
        for (NormalizationForm form : NormalizationForm.values()) {
            try (HuggingFace oracle = HuggingFace.normalizerOnly("{\"type\":\"" + form + "\"}")) {
                for (int i = 0; i < 5_000; i++) {
                    StringBuilder text = new StringBuilder();
                    for (int k = random.nextInt(8); k >= 0; k--) {
                        text.append(random.nextBoolean() ? material.charAt(random.nextInt(material.length())) : (char) (0x300 + random.nextInt(0x70)));
                    }
                    assertEquals(oracle.normalized(text.toString()), normalized(form, text.toString()));
                }
            }
        }
    }

    @Test
    void wordCharactersAreThoseOfTheRegularExpressionClass() {
        for (int codePoint : UnicodeDataGenerator.allCodePoints()) {
            int type = Character.getType(codePoint);
            boolean word = Character.isAlphabetic(codePoint) || type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK
                    || type == Character.COMBINING_SPACING_MARK || type == Character.DECIMAL_DIGIT_NUMBER
                    || type == Character.CONNECTOR_PUNCTUATION || codePoint == 0x200C || codePoint == 0x200D;
            assertEquals(word, CodePoints.isWord(codePoint), "U+" + Integer.toHexString(codePoint));
        }
    }

    @Test
    void lowerCaseAgreesWithTheJdkOnWhatTheJdkKnows() {
        for (int codePoint : UnicodeDataGenerator.allCodePoints()) {
            if (Character.toLowerCase(codePoint) != codePoint) {
                assertEquals(Character.toLowerCase(codePoint), LowerCase.of(codePoint), "U+" + Integer.toHexString(codePoint));
            }
        }
        assertEquals('σ', LowerCase.of('Σ'));
        assertEquals('i', LowerCase.of(LowerCase.CAPITAL_I_WITH_DOT));
    }

    private static String normalized(NormalizationForm form, String text) {
        int[] codePoints = text.codePoints().toArray();
        Edits edits = form.apply(codePoints, codePoints.length);
        StringBuilder normalized = new StringBuilder();
        int consumed = 0;
        for (int i = 0; i < edits.size(); i++) {
            normalized.appendCodePoint(edits.codePoint(i));
            consumed += edits.change(i) > 0 ? 0 : 1 - edits.change(i);
        }
        assertEquals(codePoints.length, consumed, "every old code point is accounted for");
        return normalized.toString();
    }
}
