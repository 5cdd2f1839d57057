package io.coracle.wasm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.chromium.Chromium;
import io.coracle.chromium.WebServer;

/** A headless Chromium with a page that runs modules. */
final class Browser implements AutoCloseable {
    private final WebServer server = ChromiumHost.serve();
    private final Chromium chromium;

    private Browser(Chromium chromium) {
        this.chromium = chromium;
    }

    /** Skips the test where no Chromium is installed. */
    static Browser open() {
        assumeTrue(Chromium.installed().isPresent(), "needs a Chromium: none of the usual names is on the PATH, and CHROMIUM is not set");
        return new Browser(Chromium.launch(Chromium.installed().get()));
    }

    /** A page of its own. */
    ChromiumHost host(int threads) {
        return new ChromiumHost(chromium.open(server.url("/host.html")), threads);
    }

    @Override
    public void close() {
        chromium.close();
        server.close();
    }
}
