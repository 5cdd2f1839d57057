package io.coracle.server;

import io.helidon.webserver.http.HttpRouting;

/** Something the server answers, or does with every request: routes and filters that belong together. */
public interface Feature {

    /** Adds the routes and filters. Filters of features that come first in the server's list see requests first. */
    void register(HttpRouting.Builder routing);

    /** Whether everybody may GET what is at a path, also without an API key: pages, and whether the server is well. */
    default boolean isOpen(String path) {
        return false;
    }

    /** Ends what the feature holds, after the last request has been answered. */
    default void close() {}
}
