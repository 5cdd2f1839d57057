package io.coracle.server.http;

import io.coracle.server.http.ApiException.Kind;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;

/** Reads bodies into memory, within a limit. */
public final class Bodies {

    private static final long DRAINED = 64L << 20;

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
        try (InputStream in = request.content().inputStream()) {
            boolean announced = request.headers().contentLength().orElse(0) > limit;
            byte[] bytes = announced ? new byte[0] : in.readNBytes((int) limit);
            if (announced || bytes.length == limit && in.read() >= 0) {
                drain(in);
                throw new ApiException(Kind.TOO_LARGE, "the body is longer than the " + limit + " bytes that this server takes");
            }
            return bytes;
        } catch (IOException e) {
            throw new ApiException(Kind.SYNTAX, "the body could not be read to its end");
        }
    }

    /** Most clients read no answer before they have sent everything: those who send a little too much get to see why it is refused. */
    private static void drain(InputStream in) throws IOException {
        byte[] dropped = new byte[1 << 14];
        long left = DRAINED;
        for (int n = in.read(dropped); n > 0 && left > 0; n = in.read(dropped)) {
            left -= n;
        }
    }
}
