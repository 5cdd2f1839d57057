package io.coracle.server.index;

import io.coracle.search.Document;
import io.coracle.search.SearchFilter;
import io.coracle.search.SearchRequest;
import io.coracle.search.SearchRequest.Mode;
import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.JsonBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what clients ask of indexes. What is missing, too long or too much becomes an {@link ApiException}. */
final class IndexRequests {
    private static final int STANDARD_HITS = 10;

    private final IndexLimits limits;

    IndexRequests(IndexLimits limits) {
        this.limits = limits;
    }

    /** {@code {"documents": [{"id": "…", "text": "…", "metadata": {"name": "value"}}]}}. */
    List<Document> documents(JsonBody body) {
        List<Document> documents = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        while (body.nextMember()) {
            if (!body.name().equals("documents")) {
                body.skip();
                continue;
            }
            body.beginArray();
            while (body.nextElement()) {
                Document document = document(body);
                documents.add(document);
                checkCount(documents.size());
                if (!ids.add(document.id())) {
                    throw invalid("two documents have the same `id`");
                }
            }
        }
        if (documents.isEmpty()) {
            throw invalid("`documents` must be a list of at least one document");
        }
        return documents;
    }

    private Document document(JsonBody body) {
        Optional<String> id = Optional.empty();
        Optional<String> text = Optional.empty();
        Map<String, String> metadata = Map.of();
        body.beginObject();
        while (body.nextMember()) {
            switch (body.name()) {
                case "id" -> id = Optional.of(id(body));
                case "text" -> text = Optional.of(string(body, limits.charactersPerDocument()));
                case "metadata" -> metadata = metadata(body);
                default -> body.skip();
            }
        }
        if (id.isEmpty() || text.isEmpty()) {
            throw invalid("each of `documents` must have `id` and `text`");
        }
        try {
            return Document.of(id.get(), text.get(), metadata);
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    /** {@code {"ids": ["…"]}}. */
    List<String> ids(JsonBody body) {
        List<String> ids = new ArrayList<>();
        while (body.nextMember()) {
            if (!body.name().equals("ids")) {
                body.skip();
                continue;
            }
            body.beginArray();
            while (body.nextElement()) {
                ids.add(id(body));
                checkCount(ids.size());
            }
        }
        if (ids.isEmpty()) {
            throw invalid("`ids` must be a list of at least one id");
        }
        return ids;
    }

    /**
     * {@code {"query": "…", "k": 10, "mode": "hybrid", "best_sentence": false, "filter": {"id_prefix": "…", "metadata": {…}}}}; only the
     * query is needed.
     */
    SearchRequest search(JsonBody body) {
        Optional<String> query = Optional.empty();
        int hits = STANDARD_HITS;
        Mode mode = Mode.HYBRID;
        boolean bestSentence = false;
        SearchFilter filter = SearchFilter.NONE;
        while (body.nextMember()) {
            switch (body.name()) {
                case "query" -> query = Optional.of(string(body, limits.charactersPerQuery()));
                case "k" -> hits = body.integer(1, limits.hits());
                case "mode" -> mode = mode(body);
                case "best_sentence" -> bestSentence = body.bool(false);
                case "filter" -> filter = body.isNull() ? SearchFilter.NONE : filter(body);
                default -> body.skip();
            }
        }
        if (query.isEmpty() || query.get().isBlank()) {
            throw invalid("`query` must be a text that is not blank");
        }
        return new SearchRequest(query.get(), hits, mode, bestSentence, filter);
    }

    private static Mode mode(JsonBody body) {
        return switch (body.string()) {
            case "hybrid" -> Mode.HYBRID;
            case "vector" -> Mode.SEMANTIC;
            case "bm25" -> Mode.KEYWORD;
            default -> throw invalid("`mode` must be hybrid, vector or bm25");
        };
    }

    private SearchFilter filter(JsonBody body) {
        String prefix = "";
        Map<String, String> metadata = Map.of();
        body.beginObject();
        while (body.nextMember()) {
            switch (body.name()) {
                case "id_prefix" -> prefix = string(body, limits.idLength());
                case "metadata" -> metadata = metadata(body);
                // What is ignored here would show documents that the client meant to leave out.
                default -> throw invalid("`filter` may have `id_prefix` and `metadata`, nothing else");
            }
        }
        return new SearchFilter(prefix, metadata);
    }

    private Map<String, String> metadata(JsonBody body) {
        Map<String, String> metadata = new HashMap<>();
        body.beginObject();
        while (body.nextMember()) {
            metadata.put(body.name(), body.string());
            if (metadata.size() > limits.metadata()) {
                throw invalid("`metadata` has more than " + limits.metadata() + " names");
            }
        }
        return metadata;
    }

    private String id(JsonBody body) {
        String id = string(body, limits.idLength());
        if (id.isEmpty()) {
            throw body.wrong("a string that is not empty");
        }
        return id;
    }

    private static String string(JsonBody body, int longest) {
        String text = body.string();
        if (text.length() > longest) {
            throw new ApiException(Kind.TOO_LARGE, "`" + body.name() + "` has " + text.length() + " characters, more than the " + longest
                + " that this server takes");
        }
        return text;
    }

    private void checkCount(int documents) {
        if (documents > limits.documentsPerRequest()) {
            throw new ApiException(Kind.TOO_LARGE, "a request may have " + limits.documentsPerRequest() + " documents; send the others in another");
        }
    }

    private static ApiException invalid(String message) {
        return new ApiException(Kind.VALIDATION, message);
    }
}
