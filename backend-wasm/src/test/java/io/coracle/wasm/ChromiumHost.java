package io.coracle.wasm;

import io.coracle.chromium.Page;
import io.coracle.chromium.WebServer;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A page's WebAssembly, driven from here: memory and modules are in the page. What gives no answer is put off and sent together with the
 * next question.
 */
public final class ChromiumHost implements WasmHost {
    /** Characters of commands that are kept back at most. */
    private static final int MOST_WAITING = 1 << 24;

    private final Page page;
    private final int threads;
    private final StringBuilder waiting = new StringBuilder();
    private int pages = 1;

    /**
     * @param page of a {@link #serve} server
     * @param threads 1, or more where the page has shared memory
     */
    public ChromiumHost(Page page, int threads) {
        this.page = page;
        this.threads = threads;
        page.evaluate("host.start(" + threads + ")");
    }

    /** A server with the page at {@code /host.html}. */
    public static WebServer serve() {
        return WebServer.isolated().page("/host.html", "<!doctype html><title>Host</title><script>" + resource("host.js") + "</script>");
    }

    static String resource(String name) {
        try (InputStream in = ChromiumHost.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(byte[] bytes, int start, int length) {
        return Page.quoted(Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, start, start + length)));
    }

    private void later(String command) {
        waiting.append(command).append(';');
        if (waiting.length() > MOST_WAITING) {
            flush();
        }
    }

    /** Has everything done that was put off. */
    public void flush() {
        if (!waiting.isEmpty()) {
            String commands = waiting.toString();
            waiting.setLength(0);
            page.evaluate("{" + commands + "0}");
        }
    }

    private String ask(String expression) {
        flush();
        return ((JsonString) page.evaluate("String(" + expression + ")")).value();
    }

    private int number(String expression) {
        return Integer.parseInt(ask(expression));
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public int pages() {
        return pages;
    }

    @Override
    public boolean grow(int more) {
        boolean grown = Boolean.parseBoolean(ask("host.grow(" + more + ")"));
        pages += grown ? more : 0;
        return grown;
    }

    @Override
    public int u8(int at) {
        return number("host.u8[" + at + "]");
    }

    @Override
    public int i32(int at) {
        return number("new DataView(host.memory.buffer).getInt32(" + at + ", true)");
    }

    @Override
    public void read(int at, byte[] to, int start, int length) {
        byte[] bytes = Base64.getDecoder().decode(ask("host.read(" + at + "," + length + ")"));
        System.arraycopy(bytes, 0, to, start, length);
    }

    @Override
    public void write(int at, byte[] from, int start, int length) {
        later("host.write(" + at + "," + base64(from, start, length) + ")");
    }

    @Override
    public void copy(int from, int to, int length) {
        later("host.u8.copyWithin(" + to + "," + from + "," + (from + length) + ")");
    }

    @Override
    public void clear(int at, int length) {
        later("host.u8.fill(0," + at + "," + (at + length) + ")");
    }

    /** Has the page fetch a file into the memory. */
    public void fetch(int at, String url) {
        flush();
        page.evaluate("host.fetch(" + at + "," + Page.quoted(url) + ")");
    }

    @Override
    public boolean validates(byte[] module) {
        return Boolean.parseBoolean(ask("WebAssembly.validate(host.bytes(" + base64(module, 0, module.length) + "))"));
    }

    @Override
    public Module instantiate(byte[] module) {
        int number = number("host.instantiate(" + base64(module, 0, module.length) + ")");
        return name -> new Function() {
            @Override
            public int call(int argument) {
                return number("host.call(" + number + ",'" + name + "'," + argument + ")");
            }

            @Override
            public void run(int argument) {
                later("host.call(" + number + ",'" + name + "'," + argument + ")");
            }
        };
    }

    /** Remembers calls from now on; gives what {@link #repeat} repeats. */
    public void record() {
        flush();
        page.evaluate("host.recorded = []");
    }

    /** Stops remembering. Gives how many calls there were. */
    public int recorded() {
        flush();
        return number("host.take()");
    }

    /** Milliseconds that the recorded calls take, again and again. */
    public double[] repeat(int times) {
        return numbers("host.repeat(" + times + ")");
    }

    /** Microseconds of each recorded call, the smallest of so many runs. */
    public double[] profile(int times) {
        return numbers("host.profile(" + times + ")");
    }

    private double[] numbers(String expression) {
        flush();
        List<JsonValue> all = ((JsonArray) page.evaluate(expression)).elements();
        return all.stream().mapToDouble(n -> ((JsonNumber) n).asDouble()).toArray();
    }
}
