package io.coracle.text.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Turns tokens back into text. */
sealed interface Decoder {

    /** Rewrites the tokens; the text is what they are then, one after the other. */
    List<String> decode(List<String> tokens);

    /** One after the other. */
    record Sequence(List<Decoder> steps) implements Decoder {

        @Override
        public List<String> decode(List<String> tokens) {
            List<String> decoded = tokens;
            for (Decoder step : steps) {
                decoded = step.decode(decoded);
            }
            return decoded;
        }
    }

    /** Joins continuations to their words and separates words by spaces; with clean-up, tidies English punctuation. */
    record WordPiece(String prefix, boolean cleanUp) implements Decoder {

        private static final String[][] TIDY = {{" .", "."}, {" ?", "?"}, {" !", "!"}, {" ,", ","}, {" ' ", "'"}, {" n't", "n't"},
            {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};

        @Override
        public List<String> decode(List<String> tokens) {
            List<String> decoded = new ArrayList<>(tokens.size());
            for (String token : tokens) {
                String text = token;
                if (!decoded.isEmpty()) {
                    text = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
                }
                decoded.add(cleanUp ? tidy(text) : text);
            }
            return decoded;
        }

        private static String tidy(String text) {
            String tidy = text;
            for (String[] replacement : TIDY) {
                if (tidy.contains(replacement[0])) {
                    tidy = tidy.replace(replacement[0], replacement[1]);
                }
            }
            return tidy;
        }
    }

    /** Replaces a literal in every token. */
    record Replace(String pattern, String content) implements Decoder {

        @Override
        public List<String> decode(List<String> tokens) {
            return tokens.stream().map(token -> token.replace(pattern, content)).toList();
        }
    }

    /** Makes one token of all. */
    record Fuse() implements Decoder {

        @Override
        public List<String> decode(List<String> tokens) {
            return List.of(String.join("", tokens));
        }
    }
}
