package io.coracle.server.tei;

import io.coracle.server.Feature;
import io.coracle.server.Services;
import io.coracle.server.http.ApiException;
import io.coracle.server.http.ApiException.Kind;
import io.coracle.server.http.Bodies;
import io.coracle.server.http.JsonBody;
import io.coracle.server.http.JsonOut;
import io.coracle.server.http.Responses;
import io.coracle.server.models.ModelStore.Lease;
import io.coracle.server.models.ServedModel;
import io.coracle.server.texts.Inference;
import io.coracle.server.texts.Input;
import io.coracle.text.tokenizer.EncodeOptions;
import io.coracle.text.tokenizer.Encoding;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /tokenize} and {@code /decode}: texts to tokens and back. Offsets count bytes of UTF-8, as in the original. */
public final class TokenRoutes implements Feature {

    private final Inference inference;
    private final Bodies bodies;

    /** With the models whose tokens these are. */
    public TokenRoutes(Services services) {
        this.inference = services.inference();
        this.bodies = services.bodies();
    }

    @Override
    public void register(HttpRouting.Builder routing) {
        routing.post("/tokenize", this::tokenize);
        routing.post("/decode", this::decode);
    }

    private void tokenize(ServerRequest request, ServerResponse response) {
        JsonBody body = bodies.json(request);
        List<String> texts = null;
        boolean special = true;
        Optional<String> modelName = Optional.empty();
        EmbedRequest.Options options = new EmbedRequest.Options(false);
        while (body.nextMember()) {
            switch (body.name()) {
                case "inputs" -> texts = body.isString() ? List.of(body.string()) : body.strings();
                case "add_special_tokens" -> special = body.bool(true);
                case "model" -> modelName = body.optionalString();
                default -> options.read(body);
            }
        }
        checkNotEmpty(texts, "inputs");
        EncodeOptions encode = special ? EncodeOptions.DEFAULT : EncodeOptions.DEFAULT.withoutSpecialTokens();
        try (Lease lease = inference.models().lease(modelName)) {
            ServedModel model = lease.model();
            String prompt = options.rules().prompt(model);
            JsonOut out = new JsonOut(1 << 12).raw("[");
            for (int i = 0; i < texts.size(); i++) {
                String text = prompt + texts.get(i);
                write(text, model.tokenizer().encode(text, encode), out.raw(i == 0 ? "" : ","));
            }
            Responses.json(response, out.raw("]"));
        }
    }

    private void checkNotEmpty(List<?> given, String name) {
        if (given == null) {
            throw new ApiException(Kind.VALIDATION, "missing field `" + name + "`");
        }
        if (given.isEmpty()) {
            throw new ApiException(Kind.EMPTY, "`" + name + "` cannot be empty");
        }
        inference.checkCount(given.size());
    }

    private static void write(String text, Encoding encoding, JsonOut out) {
        int[] bytes = byteOffsets(text);
        out.raw("[");
        for (int i = 0; i < encoding.size(); i++) {
            boolean special = encoding.isSpecial(i);
            int start = encoding.start(i);
            int end = encoding.end(i);
            out.raw(i == 0 ? "{\"id\":" : ",{\"id\":").number(encoding.id(i)).raw(",\"text\":")
                .string(special ? encoding.token(i) : text.substring(start, end)).raw(",\"special\":").bool(special);
            if (special) {
                out.raw(",\"start\":null,\"stop\":null}");
            } else {
                out.raw(",\"start\":").number(bytes[start]).raw(",\"stop\":").number(bytes[end]).raw("}");
            }
        }
        out.raw("]");
    }

    /** For each index of a string, how many bytes of UTF-8 come before it. */
    private static int[] byteOffsets(String text) {
        int[] offsets = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Either half of a pair is two bytes of its four.
            offsets[i + 1] = offsets[i] + (c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3);
        }
        return offsets;
    }

    private void decode(ServerRequest request, ServerResponse response) {
        JsonBody body = bodies.json(request);
        List<int[]> ids = null;
        boolean skip = true;
        Optional<String> modelName = Optional.empty();
        while (body.nextMember()) {
            switch (body.name()) {
                case "ids" -> ids = ids(body);
                case "skip_special_tokens" -> skip = body.bool(true);
                case "model" -> modelName = body.optionalString();
                default -> body.skip();
            }
        }
        checkNotEmpty(ids, "ids");
        try (Lease lease = inference.models().lease(modelName)) {
            JsonOut out = new JsonOut(1 << 10).raw("[");
            for (int i = 0; i < ids.size(); i++) {
                out.raw(i == 0 ? "" : ",").string(lease.model().tokenizer().decode(ids.get(i), skip));
            }
            Responses.json(response, out.raw("]"));
        }
    }

    private static List<int[]> ids(JsonBody body) {
        if (!body.isArray()) {
            throw body.wrong("a list of token ids, or of such lists");
        }
        List<int[]> ids = new ArrayList<>();
        for (Input input : Input.read(body).inputs()) {
            if (!(input instanceof Input.Ids(int[] list))) {
                throw new ApiException(Kind.VALIDATION, "`ids` must be a list of token ids, or of such lists");
            }
            ids.add(list);
        }
        return ids;
    }
}
