package io.coracle.server.texts;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

/** Whose turn it is: clients that send a key are told apart by it, others by their connection. */
record Client(String key) {

    static Client of(ServerRequest request) {
        return new Client(request.headers().first(HeaderNames.AUTHORIZATION).orElseGet(request::socketId));
    }
}
