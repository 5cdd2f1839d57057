package io.coracle.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServerProcessTest {

    /** Answers with what it is asked, but for the first request, to which it is not ready. */
    static final class Echo {
        public static void main(String[] arguments) throws IOException {
            AtomicInteger requests = new AtomicInteger();
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
            server.createContext("/echo", exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                boolean broken = new String(body, StandardCharsets.UTF_8).equals("broken");
                exchange.sendResponseHeaders(requests.getAndIncrement() == 0 ? 503 : broken ? 500 : 200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }
    }

    private static List<String> command(Class<?> program) {
        List<String> command = new ArrayList<>(Processes.java(List.of()));
        command.add(program.getName());
        return command;
    }

    @Test
    void aServerHasStartedWhenItAnswers() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(command(Echo.class), "/echo", "ready?")) {
            assertTrue(server.startMilliseconds() > 0);
            assertTrue(Double.isNaN(server.megabytes()) || server.megabytes() > 1, server.megabytes() + " MB");
            LoadGenerator.Result result = new LoadGenerator(server.port(), "/echo", List.of("one", "zwölf"), 4).run(Duration.ofSeconds(10), 100);
            assertEquals(100, result.latencies().length);
            assertEquals(0, result.errors());
            assertTrue(result.milliseconds(0) <= result.milliseconds(0.99));
        }
    }

    @Test
    void answersThatAreErrorsAreCountedAsSuch() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(command(Echo.class), "/echo", "ready?")) {
            LoadGenerator.Result result = new LoadGenerator(server.port(), "/echo", List.of("fine", "broken"), 2).run(Duration.ofSeconds(10), 10);
            assertEquals(5, result.latencies().length);
            assertEquals(5, result.errors());
        }
    }

    @Test
    void aProcessThatEndsIsNoServer() {
        assertThrows(IllegalStateException.class, () -> ServerProcess.start(command(ServerProcessTest.class), "/echo", "ready?"));
    }
}
