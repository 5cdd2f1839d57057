package io.coracle.server.observe;

/** Hears of each request when it has been answered, on the thread that did. */
@FunctionalInterface
interface Observer {
    void answered(Exchange exchange);
}
