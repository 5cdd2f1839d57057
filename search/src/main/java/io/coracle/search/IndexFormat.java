package io.coracle.search;

import io.coracle.search.extract.SourceMap.Place;
import io.coracle.text.split.Passage;
import io.coracle.text.split.TextSplitter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * How documents lie in the Lucene index. A document is one entry of its own, which holds its version, and one entry a passage;
 * all of them carry the document's id, so that one delete removes them all. The data of the commit names the format, the model
 * and the splitter that made the index.
 */
final class IndexFormat {

    /** Changes whenever what is written below changes its meaning, or the way text is extracted from files. */
    static final String VERSION = "1";

    /** On every entry: the id of the document. */
    static final String ID = "id";
    /** On the document's own entry: the id again, so that the entry can be replaced alone, and the version. */
    static final String DOCUMENT = "document";
    private static final String STATE = "state";
    /** On passages. */
    static final String WORDS = "words";
    static final String VECTOR = "vector";
    static final String TEXT = "text";
    private static final String PLACE = "place";
    /** Name and value with NUL between them, once for each of the document's metadata. */
    private static final String METADATA = "metadata";

    /**
     * Segments of up to about 20,000 passages (n / ln n = 2000) get no graph: scanning them takes a few milliseconds, building a
     * graph takes as long as embedding does. Only merged segments are larger, so a passage enters a graph once or twice, not each
     * time it is written.
     */
    private static final int GRAPH_THRESHOLD = 2000;

    private static final FieldType WORDS_TYPE = new FieldType();

    static {
        WORDS_TYPE.setTokenized(true);
        WORDS_TYPE.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        WORDS_TYPE.freeze();
    }

    private IndexFormat() {
    }

    /** What is known of an indexed document. An incomplete one still misses passages: writing it was interrupted. */
    record Entry(String id, Document.Version version, int passages, boolean complete) {

        org.apache.lucene.document.Document toLucene() {
            org.apache.lucene.document.Document entry = new org.apache.lucene.document.Document();
            entry.add(new StringField(ID, id, Field.Store.NO));
            entry.add(new StringField(DOCUMENT, id, Field.Store.NO));
            entry.add(new BinaryDocValuesField(STATE, new BytesRef(bytes())));
            return entry;
        }

        private byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeLong(version.size());
                out.writeLong(version.modified());
                out.writeUTF(version.hash());
                out.writeInt(passages);
                out.writeBoolean(complete);
                out.write(id.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException("writing to memory cannot fail", e);
            }
            return bytes.toByteArray();
        }

        private static Entry read(BytesRef state) throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(state.bytes, state.offset, state.length));
            Document.Version version = new Document.Version(in.readLong(), in.readLong(), in.readUTF());
            int passages = in.readInt();
            boolean complete = in.readBoolean();
            return new Entry(new String(in.readAllBytes(), StandardCharsets.UTF_8), version, passages, complete);
        }
    }

    /** A passage as it is stored. */
    record StoredPassage(String id, String text, Place start, Place end, Map<String, String> metadata) {
    }

    static Term byId(String id) {
        return new Term(ID, id);
    }

    static Term byMetadata(String name, String value) {
        return new Term(METADATA, name + '\0' + value);
    }

    static org.apache.lucene.document.Document passage(Document document, Passage span, float[] vector) {
        String text = span.of(document.text());
        Place start = document.places().at(span.start());
        Place end = document.places().at(Math.max(span.start(), span.end() - 1));
        org.apache.lucene.document.Document entry = new org.apache.lucene.document.Document();
        entry.add(new Field(ID, document.id(), StringField.TYPE_STORED));
        entry.add(new StoredField(TEXT, text));
        entry.add(new StoredField(PLACE, start.page() + " " + start.line() + " " + end.page() + " " + end.line()));
        entry.add(new Field(WORDS, text, WORDS_TYPE));
        entry.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
        document.metadata().forEach((name, value) ->
            entry.add(new Field(METADATA, byMetadata(name, value).bytes(), StringField.TYPE_STORED)));
        return entry;
    }

    static StoredPassage readPassage(org.apache.lucene.document.Document stored) {
        String[] place = stored.get(PLACE).split(" ");
        Map<String, String> metadata = new TreeMap<>();
        for (BytesRef pair : stored.getBinaryValues(METADATA)) {
            String text = pair.utf8ToString();
            int end = text.indexOf('\0');
            metadata.put(text.substring(0, end), text.substring(end + 1));
        }
        return new StoredPassage(stored.get(ID), stored.get(TEXT),
            new Place(Integer.parseInt(place[0]), Integer.parseInt(place[1])),
            new Place(Integer.parseInt(place[2]), Integer.parseInt(place[3])), metadata);
    }

    /** All documents of an index, by id. */
    static Map<String, Entry> readEntries(IndexReader reader) throws IOException {
        Map<String, Entry> entries = new HashMap<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            BinaryDocValues states = leaf.reader().getBinaryDocValues(STATE);
            Bits live = leaf.reader().getLiveDocs();
            while (states != null && states.nextDoc() != BinaryDocValues.NO_MORE_DOCS) {
                if (live == null || live.get(states.docID())) {
                    Entry entry = Entry.read(states.binaryValue());
                    entries.put(entry.id(), entry);
                }
            }
        }
        return entries;
    }

    /** The passages of one document and their vectors. */
    static Map<String, float[]> readVectors(IndexReader reader, String id) throws IOException {
        Map<String, float[]> vectors = new HashMap<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            PostingsEnum documents = leaf.reader().postings(byId(id), PostingsEnum.NONE);
            FloatVectorValues values = leaf.reader().getFloatVectorValues(VECTOR);
            if (documents == null || values == null) {
                continue;
            }
            var position = values.iterator();
            for (int doc = documents.nextDoc(); doc != PostingsEnum.NO_MORE_DOCS; doc = documents.nextDoc()) {
                if (position.docID() < doc) {
                    position.advance(doc);
                }
                if (position.docID() == doc) {
                    String text = leaf.reader().storedFields().document(doc, Set.of(TEXT)).get(TEXT);
                    vectors.put(text, values.vectorValue(position.index()).clone());
                }
            }
        }
        return vectors;
    }

    /** What a commit says about who made the index. */
    static Map<String, String> origin(TextEmbedder embedder, TextSplitter splitter) {
        return Map.of(
            "coracle.format", VERSION,
            "coracle.model", embedder.fingerprint(),
            "coracle.dimension", Integer.toString(embedder.dimension()),
            "coracle.splitter", splitter.settings());
    }

    /** Compares what the index says about itself with what it is about to be used with. */
    static void checkOrigin(DirectoryReader reader, Map<String, String> expected, String where) throws IOException {
        Map<String, String> actual = reader.getIndexCommit().getUserData();
        for (String key : new String[] {"coracle.format", "coracle.model", "coracle.dimension", "coracle.splitter"}) {
            String was = actual.get(key);
            if (was == null) {
                throw new IndexMismatchException(where + " holds a Lucene index that Coracle did not make; choose another folder");
            }
            if (!was.equals(expected.get(key))) {
                throw new IndexMismatchException("the index in " + where + " was made with " + key.substring("coracle.".length())
                    + " \"" + was + "\", not \"" + expected.get(key) + "\"; use the same again, or delete the folder to index anew");
            }
        }
    }

    /** Lucene's current codec, without its limit of 1024 dimensions and with graphs for large segments only. */
    static Codec codec() {
        KnnVectorsFormat standard = new Lucene99HnswVectorsFormat(Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
            Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH, Lucene99HnswVectorsFormat.DEFAULT_NUM_MERGE_WORKER, null, GRAPH_THRESHOLD);
        KnnVectorsFormat unlimited = new KnnVectorsFormat(standard.getName()) {
            @Override
            public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
                return standard.fieldsWriter(state);
            }

            @Override
            public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
                return standard.fieldsReader(state);
            }

            @Override
            public int getMaxDimensions(String field) {
                return 1 << 16;
            }
        };
        return new Lucene104Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return unlimited;
            }
        };
    }
}
