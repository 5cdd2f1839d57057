package io.coracle.testing.sweep;

import static io.coracle.testing.Samples.shape;

import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.testing.Samples;
import io.coracle.testing.sweep.Call.Generator;
import java.util.Map;

/** Operators on strings. */
final class TextCalls {
    private static final String[] WORDS = {"Monday", "tuesday", "WEDNESDAY", "the", "a b", " two  spaces ", "", "x1", "1x", "comma,separated,,list"};

    private TextCalls() {}

    static void addTo(Map<String, Generator> table) {
        // Without a locale of its own ONNX Runtime asks for one that few machines have.
        table.put("StringNormalizer", (op, s) -> Call.of(op.with("locale", "C").with("case_change_action", s.nextBoolean() ? "UPPER" : "LOWER")
            .with("is_case_sensitive", s.nextInt(2)).withStrings("stopwords", "the", "Monday"), words(s, 5)));
        table.put("StringConcat", (op, s) -> {
            Tensor left = words(s, 3);
            return Call.of(op, left.reshape(shape(3, 1)), words(s, 2));
        });
        // At a delimiter, ONNX splits the empty string into one empty part; ONNX Runtime says none.
        table.put("StringSplit", (op, s) -> switch (s.nextInt(3)) {
            case 0 -> Call.of(op.outputs(2), words(s, 4));
            case 1 -> Call.of(op.outputs(2).with("delimiter", ","), Tensor.strings(shape(3), "a,b", ",", WORDS[WORDS.length - 1]));
            default -> Call.of(op.outputs(2).with("delimiter", " ").with("maxsplit", 1), Tensor.strings(shape(2), "a b c", " x"));
        });
        table.put("RegexFullMatch", (op, s) -> Call.of(op.with("pattern", "[a-z]+[0-9]*"), words(s, 6)));
        table.put("TfIdfVectorizer", (op, s) -> Call.of(op.with("mode", new String[] {"TF", "IDF", "TFIDF"}[s.nextInt(3)]).with("min_gram_length", 1)
            .with("max_gram_length", 2).with("max_skip_count", s.nextInt(3)).withInts("ngram_counts", 0, 3).withInts("ngram_indexes", 0, 1, 2, 3, 4)
            .withInts("pool_int64s", 1, 2, 3, 1, 2, 3, 1).withFloats("weights", 0.5f, 1, 2, 3, 4), s.integers(DType.I64, shape(2, 9), 0, 4)));
    }

    private static Tensor words(Samples s, int count) {
        String[] words = new String[count];
        for (int i = 0; i < count; i++) {
            words[i] = WORDS[s.nextInt(WORDS.length)];
        }
        return Tensor.strings(shape(count), words);
    }
}
