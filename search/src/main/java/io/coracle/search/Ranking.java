package io.coracle.search;

import io.coracle.search.IndexFormat.StoredPassage;
import io.coracle.search.SearchRequest.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;

/**
 * Ranks passages by meaning and words in one query over one snapshot of the index. The nearest vectors and the best BM25 matches
 * are the candidates; each candidate then gets both scores exactly, whichever way it was found, and the weighted sum decides.
 *
 * <p>A sum with a fixed scale beats reciprocal rank fusion, which sees ranks only: there the best of many poor matches by a word
 * such as "the" counts as much as the best of the good ones (Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid
 * Retrieval, 2023).
 */
final class Ranking {

    private static final double MEANING = 0.7;
    private static final double WORDS = 0.3;

    /** BM25's k1 in Lucene: a word that occurs once in a passage of average length scores idf / (1 + k1). */
    private static final double K1 = 1.2;

    private final IndexSearcher searcher;
    private final PassageAnalyzer analyzer;

    Ranking(IndexSearcher searcher, PassageAnalyzer analyzer) {
        this.searcher = searcher;
        this.analyzer = analyzer;
    }

    List<SearchHit> rank(SearchRequest request, float[] vector) throws IOException {
        int candidates = Math.max(100, request.limit() > Integer.MAX_VALUE / 4 ? Integer.MAX_VALUE : 4 * request.limit());
        candidates = Math.max(1, Math.min(candidates, searcher.getIndexReader().maxDoc()));
        Optional<Words> words = words(request);
        Optional<Query> filter = filter(request.filter());
        Set<Integer> found = new TreeSet<>();
        if (request.mode() != Mode.KEYWORD) {
            collect(new KnnFloatVectorQuery(IndexFormat.VECTOR, vector, candidates, filter.orElse(null)), candidates, found);
        }
        if (words.isPresent()) {
            collect(filtered(words.get().query(), filter), candidates, found);
        }
        int[] documents = found.stream().mapToInt(Integer::intValue).toArray();
        double[] similarity = similarities(documents, vector);
        double[] shares = words.isPresent() ? shares(documents, words.get()) : new double[documents.length];

        return best(request, documents, similarity, shares);
    }

    private List<SearchHit> best(SearchRequest request, int[] documents, double[] similarity, double[] shares) throws IOException {
        record Scored(int document, double score, double similarity, double share) {
        }
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < documents.length; i++) {
            double score = switch (request.mode()) {
                case HYBRID -> MEANING * similarity[i] + WORDS * shares[i];
                case SEMANTIC -> similarity[i];
                case KEYWORD -> shares[i];
            };
            scored.add(new Scored(documents[i], score, similarity[i], shares[i]));
        }
        scored.sort(Comparator.comparingDouble(Scored::score).reversed());
        List<SearchHit> hits = new ArrayList<>();
        for (Scored hit : scored.subList(0, Math.min(request.limit(), scored.size()))) {
            StoredPassage passage = IndexFormat.readPassage(searcher.storedFields().document(hit.document()));
            hits.add(new SearchHit(passage.id(), passage.text(), passage.start(), passage.end(), hit.score(), hit.similarity(),
                hit.share(), Optional.empty(), passage.metadata()));
        }
        return hits;
    }

    private void collect(Query query, int limit, Set<Integer> found) throws IOException {
        for (ScoreDoc hit : searcher.search(query, limit).scoreDocs) {
            found.add(hit.doc);
        }
    }

    /** What passages must match; empty when any will do. */
    private static Optional<Query> filter(SearchFilter filter) {
        if (filter.equals(SearchFilter.NONE)) {
            return Optional.empty();
        }
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        if (!filter.idPrefix().isEmpty()) {
            query.add(new PrefixQuery(IndexFormat.byId(filter.idPrefix())), BooleanClause.Occur.FILTER);
        }
        filter.metadata().forEach((name, value) ->
            query.add(new TermQuery(IndexFormat.byMetadata(name, value)), BooleanClause.Occur.FILTER));
        return Optional.of(query.build());
    }

    private static Query filtered(Query query, Optional<Query> filter) {
        return filter.<Query>map(f -> new BooleanQuery.Builder().add(query, BooleanClause.Occur.MUST)
            .add(f, BooleanClause.Occur.FILTER).build()).orElse(query);
    }

    /** The query's words and the BM25 score of a passage of average length that has each of them once. */
    private record Words(Query query, double full) {
    }

    private Optional<Words> words(SearchRequest request) throws IOException {
        if (request.mode() == Mode.SEMANTIC) {
            return Optional.empty();
        }
        long passages = Math.max(1, searcher.getIndexReader().getDocCount(IndexFormat.WORDS));
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        double full = 0;
        for (String word : analyzer.words(request.query())) {
            Term term = new Term(IndexFormat.WORDS, word);
            TermStates states = TermStates.build(searcher, term, true);
            full += Math.log(1 + (passages - states.docFreq() + 0.5) / (states.docFreq() + 0.5)) / (1 + K1);
            query.add(new TermQuery(term, states), BooleanClause.Occur.SHOULD);
        }
        return full == 0 ? Optional.empty() : Optional.of(new Words(query.build(), full));
    }

    /** The cosine of each document's vector and the query's: both have length 1. */
    private double[] similarities(int[] documents, float[] query) throws IOException {
        double[] similarity = new double[documents.length];
        for (Slice slice : slices(documents)) {
            FloatVectorValues vectors = slice.leaf().reader().getFloatVectorValues(IndexFormat.VECTOR);
            if (vectors == null) {
                continue;
            }
            var position = vectors.iterator();
            for (int i = slice.from(); i < slice.to(); i++) {
                int document = documents[i] - slice.leaf().docBase;
                if (position.docID() < document) {
                    position.advance(document);
                }
                if (position.docID() == document) {
                    similarity[i] = dot(vectors.vectorValue(position.index()), query);
                }
            }
        }
        return similarity;
    }

    private double[] shares(int[] documents, Words words) throws IOException {
        double[] shares = new double[documents.length];
        Weight weight = searcher.createWeight(searcher.rewrite(words.query()), ScoreMode.COMPLETE, 1);
        for (Slice slice : slices(documents)) {
            Scorer scorer = weight.scorer(slice.leaf());
            if (scorer == null) {
                continue;
            }
            DocIdSetIterator matches = scorer.iterator();
            for (int i = slice.from(); i < slice.to(); i++) {
                int document = documents[i] - slice.leaf().docBase;
                if (matches.docID() < document) {
                    matches.advance(document);
                }
                if (matches.docID() == document) {
                    shares[i] = Math.min(1, scorer.score() / words.full());
                }
            }
        }
        return shares;
    }

    /** Those of the sorted documents, {@code from} to before {@code to}, that lie in one segment of the index. */
    private record Slice(LeafReaderContext leaf, int from, int to) {
    }

    private List<Slice> slices(int[] documents) {
        List<Slice> slices = new ArrayList<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            int from = lowerBound(documents, leaf.docBase);
            int to = lowerBound(documents, leaf.docBase + leaf.reader().maxDoc());
            if (from < to) {
                slices.add(new Slice(leaf, from, to));
            }
        }
        return slices;
    }

    private static int lowerBound(int[] sorted, int key) {
        int found = Arrays.binarySearch(sorted, key);
        return found >= 0 ? found : -found - 1;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
