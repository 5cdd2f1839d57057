package io.coracle.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * The words of a passage, for prose and source code alike: split as Unicode says, {@code rotateApiKeys} and {@code api_keys}
 * additionally into their parts, without case and accents. No stemming and no stop words: the vectors take care of inflection,
 * BM25 itself makes frequent words count little, and neither depends on the language.
 */
final class PassageAnalyzer extends Analyzer {

    private static final int PARTS = WordDelimiterGraphFilter.GENERATE_WORD_PARTS
        | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
        | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE
        | WordDelimiterGraphFilter.PRESERVE_ORIGINAL;

    /** Longer than any question; a text pasted as a query is cut there. */
    private static final int MAX_QUERY_WORDS = 256;

    @Override
    protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer words = new StandardTokenizer();
        TokenStream stream = new FlattenGraphFilter(new WordDelimiterGraphFilter(words, PARTS, null));
        stream = new ASCIIFoldingFilter(new LowerCaseFilter(stream));
        return new TokenStreamComponents(words, stream);
    }

    /** The different words of a query. */
    Set<String> words(String query) {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream stream = tokenStream(IndexFormat.WORDS, query)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (words.size() < MAX_QUERY_WORDS && stream.incrementToken()) {
                words.add(term.toString());
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
