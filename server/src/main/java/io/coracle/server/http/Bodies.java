package io.coracle.server.http;

import io.coracle.server.http.ApiException.Kind;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;

/** Reads bodies into memory, within a limit. */
public final class Bodies {

    private final long limit;

    /** Bodies of at most so many bytes. */
    public Bodies(long limit) {
        this.limit = limit;
    }

    /** The body as JSON. Throws {@link ApiException} when it is too long or no JSON object. */
    public JsonBody json(ServerRequest request) {
        return JsonBody.of(bytes(request));
    }

    /** The body. Throws {@link ApiException} when it is too long. */
    public byte[] bytes(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        if (request.headers().contentLength().orElse(0) > limit) {
            throw tooLong();
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] bytes = in.readNBytes((int) limit);
            if (bytes.length == limit && in.read() >= 0) {
                throw tooLong();
            }
            return bytes;
        } catch (IOException e) {
            throw new ApiException(Kind.SYNTAX, "the body could not be read to its end");
        }
    }

    private ApiException tooLong() {
        return new ApiException(Kind.TOO_LARGE, "the body is longer than the " + limit + " bytes that this server takes");
    }
}
