package io.coracle.chromium;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonBoolean;
import io.coracle.json.JsonNull;
import io.coracle.json.JsonNumber;
import io.coracle.json.JsonObject;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A tab. Scripts run in the page; {@link #click}, {@link #type} and {@link #press} are a user's hands. For one thread at a time. */
public final class Page implements AutoCloseable {
    static final JsonBoolean TRUE = new JsonBoolean(true);
    private static final int POLL_MILLIS = 20;

    private final DevTools tools;
    private final String session;
    private final String context;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    Page(DevTools tools, String session, String context) {
        this.tools = tools;
        this.session = session;
        this.context = context;
        tools.listen(session, this::event);
        call("Page.enable", Map.of());
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
    }

    /** A DevTools command for this page, for what this class has no method for. */
    public JsonObject call(String method, Map<String, JsonValue> parameters) {
        return tools.call(session, method, parameters);
    }

    private void event(String method, JsonObject parameters) {
        switch (method) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded" -> messages.add(Json.write(parameters));
            default -> { }
        }
    }

    /** What was written to the console, what scripts threw and the browser complained of, as JSON, in order. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Goes to an address and waits until it is loaded. */
    public void navigate(String url) {
        loaded = new CompletableFuture<>();
        JsonObject result = call("Page.navigate", Map.of("url", new JsonString(url)));
        if (result.get("errorText").orElse(null) instanceof JsonString error) {
            throw new BrowserException(url + ": " + error.value());
        }
        awaitLoad(url);
    }

    /** Loads the page again and waits until it is there. */
    public void reload() {
        loaded = new CompletableFuture<>();
        call("Page.reload", Map.of());
        awaitLoad("reload");
    }

    private void awaitLoad(String what) {
        try {
            loaded.get(DevTools.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new BrowserException(what + ": not loaded within " + DevTools.PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrowserException("interrupted", e);
        }
    }

    /**
     * The value of a JavaScript expression; of what it promises, if it is a promise.
     *
     * @return the value as JSON; {@link JsonNull} for {@code undefined}
     * @throws BrowserException with the script's error
     */
    public JsonValue evaluate(String expression) {
        JsonObject answer = call("Runtime.evaluate", Map.of("expression", new JsonString(expression), "awaitPromise", TRUE,
            "returnByValue", TRUE, "userGesture", TRUE));
        if (answer.get("exceptionDetails").orElse(null) instanceof JsonObject details) {
            throw new BrowserException(thrown(details));
        }
        JsonObject result = (JsonObject) answer.get("result").orElseThrow();
        return result.get("value").orElseGet(() -> result.get("unserializableValue").orElse(new JsonNull()));
    }

    private static String thrown(JsonObject details) {
        if (details.get("exception").orElse(null) instanceof JsonObject exception
            && exception.get("description").orElse(null) instanceof JsonString description) {
            return description.value();
        }
        return Json.write(details);
    }

    /** As {@link #evaluate}, for an expression that gives a string. */
    public String text(String expression) {
        return evaluate(expression) instanceof JsonString string ? string.value() : Json.write(evaluate(expression));
    }

    /** As {@link #evaluate}, for an expression that gives a number. */
    public double number(String expression) {
        if (evaluate(expression) instanceof JsonNumber number) {
            return number.asDouble();
        }
        throw new BrowserException("gives no number: " + expression);
    }

    /** Waits until a JavaScript expression is true. */
    public void waitFor(String expression) {
        waitFor(expression, Duration.ofMinutes(2));
    }

    /** Waits until a JavaScript expression is true. Throws {@link BrowserException} when it is not within the time. */
    public void waitFor(String expression, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        String truth = "Promise.resolve(" + expression + ").then(Boolean)";
        while (!evaluate(truth).equals(TRUE)) {
            if (System.nanoTime() > end) {
                throw new BrowserException("not true within " + patience.toSeconds() + " s: " + expression + "; the page said "
                    + messages);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrowserException("interrupted", e);
            }
        }
    }

    /** Clicks the middle of the first element that a CSS selector finds, after scrolling it into view. */
    public void click(String selector) {
        JsonArray at = (JsonArray) evaluate("(() => { const e = document.querySelector(" + quoted(selector) + ");"
            + " if (!e) throw new Error('nothing matches ' + " + quoted(selector) + ");"
            + " e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect();"
            + " return [r.x + r.width / 2, r.y + r.height / 2]; })()");
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            call("Input.dispatchMouseEvent", Map.of("type", new JsonString(type), "x", at.elements().get(0), "y", at.elements().get(1),
                "button", new JsonString(type.equals("mouseMoved") ? "none" : "left"), "clickCount", JsonNumber.of(1)));
        }
    }

    /** Types text into the element that has the focus. */
    public void type(String text) {
        call("Input.insertText", Map.of("text", new JsonString(text)));
    }

    /** Presses a key, such as {@code Enter}, {@code Tab}, {@code ArrowDown} or {@code Escape}. */
    public void press(String key) {
        int code = switch (key) {
            case "Enter" -> 13;
            case "Tab" -> 9;
            case "Escape" -> 27;
            case "Backspace" -> 8;
            case "Space" -> 32;
            case "ArrowLeft" -> 37;
            case "ArrowUp" -> 38;
            case "ArrowRight" -> 39;
            case "ArrowDown" -> 40;
            default -> key.length() == 1 ? Character.toUpperCase(key.charAt(0)) : 0;
        };
        Optional<String> text = switch (key) {
            case "Enter" -> Optional.of("\r");
            case "Space" -> Optional.of(" ");
            default -> key.length() == 1 ? Optional.of(key) : Optional.empty();
        };
        JsonString name = new JsonString(key.equals("Space") ? " " : key);
        call("Input.dispatchKeyEvent", text.isPresent()
            ? Map.of("type", new JsonString("keyDown"), "key", name, "code", new JsonString(key), "text", new JsonString(text.get()),
                "windowsVirtualKeyCode", JsonNumber.of(code))
            : Map.of("type", new JsonString("keyDown"), "key", name, "code", new JsonString(key),
                "windowsVirtualKeyCode", JsonNumber.of(code)));
        call("Input.dispatchKeyEvent", Map.of("type", new JsonString("keyUp"), "key", name, "code", new JsonString(key),
            "windowsVirtualKeyCode", JsonNumber.of(code)));
    }

    /** Makes the window so many CSS pixels wide and high. */
    public void resize(int width, int height) {
        call("Emulation.setDeviceMetricsOverride", Map.of("width", JsonNumber.of(width), "height", JsonNumber.of(height),
            "deviceScaleFactor", JsonNumber.of(1), "mobile", new JsonBoolean(false)));
    }

    /** Has the page believe that its user prefers {@code dark} or {@code light}. */
    public void colorScheme(String scheme) {
        call("Emulation.setEmulatedMedia", Map.of("features", new JsonArray(List.of(new JsonObject(Map.of(
            "name", new JsonString("prefers-color-scheme"), "value", new JsonString(scheme)))))));
    }

    /** What the window shows, as a PNG file. */
    public byte[] screenshot() {
        JsonString data = (JsonString) call("Page.captureScreenshot", Map.of("format", new JsonString("png"))).get("data").orElseThrow();
        return Base64.getDecoder().decode(data.value());
    }

    /** A Java string as a JavaScript literal. */
    public static String quoted(String text) {
        return Json.write(new JsonString(text));
    }

    /** Closes the tab and forgets its storage. */
    @Override
    public void close() {
        tools.call("", "Target.disposeBrowserContext", Map.of("browserContextId", new JsonString(context)));
    }
}
