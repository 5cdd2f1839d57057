package io.coracle.op.text;

import static io.coracle.testing.Samples.i64;
import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.Tensor;
import io.coracle.testing.OperatorTester;
import org.junit.jupiter.api.Test;

class TextOperatorsTest {
    private static Tensor words(String... words) {
        return Tensor.strings(shape(words.length), words);
    }

    @Test
    void stringsAreSplitAtAnyWhiteSpace() {
        OperatorTester.of("StringSplit", 20).outputs(2).on(words("  a b\tc ", ""))
            .gives(Tensor.strings(shape(2, 3), "a", "b", "c", "", "", ""), i64(shape(2), 3, 0));
    }

    @Test
    void splittingStopsAfterSoManyParts() {
        OperatorTester.of("StringSplit", 20).with("delimiter", "--").with("maxsplit", 1).outputs(2).on(words("a--b--c", "d"))
            .gives(Tensor.strings(shape(2, 2), "a", "b--c", "d", ""), i64(shape(2), 2, 1));
    }

    @Test
    void stopWordsAreFoundInAnyCaseUnlessCaseMatters() {
        OperatorTester normalizer = OperatorTester.of("StringNormalizer", 20).with("case_change_action", "UPPER").withStrings("stopwords", "Monday");
        normalizer.on(words("monday", "Tuesday")).gives(words("TUESDAY"));
        normalizer.with("is_case_sensitive", 1).on(words("monday", "Monday")).gives(words("MONDAY"));
        normalizer.on(words("MONDAY")).gives(words(""));
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        OperatorTester.of("RegexFullMatch", 20).with("pattern", "(").on(words("a")).fails("no regular expression");
    }
}
