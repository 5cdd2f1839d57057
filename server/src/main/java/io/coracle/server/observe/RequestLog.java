package io.coracle.server.observe;

import java.util.concurrent.TimeUnit;

/** A line for each request. The path is there, without what stands behind a question mark; headers and bodies are not. */
final class RequestLog implements Observer {
    private static final System.Logger LOG = System.getLogger("io.coracle.server.requests");

    @Override
    public void answered(Exchange exchange) {
        LOG.log(System.Logger.Level.INFO, () -> exchange.method() + " " + printable(exchange.path()) + " " + exchange.status() + " "
            + exchange.bytes() + " bytes " + TimeUnit.NANOSECONDS.toMicros(exchange.timeline().total()) / 1000.0 + " ms");
    }

    /** So that no client can write lines of its own. */
    private static String printable(String path) {
        StringBuilder text = new StringBuilder(path.length());
        path.chars().forEach(c -> text.append(c > ' ' && c < 0x7F ? (char) c : '?'));
        return text.toString();
    }
}
