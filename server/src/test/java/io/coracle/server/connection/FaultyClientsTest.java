package io.coracle.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.server.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that are slow, gone, or send what no client should. After each, the server answers another as if nothing had been. With
 * {@code -Dcoracle.connections=10000} as many are opened and left.
 */
@Timeout(120)
class FaultyClientsTest {

    private static final int CONNECTIONS = Integer.getInteger("coracle.connections", 500);

    private TestServer server;

    private void start(String... settings) {
        server = TestServer.start(settings);
    }

    @AfterEach
    void theServerIsUnharmed() {
        assertEquals(200, server.post("/embed", "{\"inputs\":\"hello\"}").statusCode());
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the other side closes the connection before the socket's time is over. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Sends a byte every 200 ms until it cannot any more; the seconds that took. */
    private static double dribble(Socket socket, String text) throws IOException, InterruptedException {
        long start = System.nanoTime();
        socket.setSoTimeout(200);
        for (int i = 0; i < text.length(); i++) {
            try {
                send(socket, text.substring(i, i + 1));
            } catch (SocketException e) {
                break;
            }
            if (isClosed(socket)) {
                break;
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    @Test
    void aHeaderThatComesByteByByteIsNotWaitedFor() throws IOException, InterruptedException {
        start("request-timeout", "1");
        try (Socket socket = connect()) {
            double seconds = dribble(socket, "POST /embed HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + "x".repeat(500));
            assertTrue(seconds > 0.9 && seconds < 30, "closed after " + seconds + " s");
        }
    }

    @Test
    void aBodyThatComesByteByByteIsNotWaitedFor() throws IOException, InterruptedException {
        start("request-timeout", "1");
        try (Socket socket = connect()) {
            send(socket, "POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{\"inputs\":\"");
            double seconds = dribble(socket, "a".repeat(500));
            assertTrue(seconds > 0.9 && seconds < 30, "closed after " + seconds + " s");
        }
    }

    @Test
    void aResponseThatNobodyReadsIsNotWaitedFor() throws IOException, InterruptedException {
        start("request-timeout", "1");
        try (Socket socket = connect()) {
            socket.setReceiveBufferSize(4096);
            String body = "{\"inputs\":[" + "\"a\",".repeat(1999) + "\"a\"]}";
            send(socket, "POST /embed_all HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            // The response has 25 MB; buffers between here and there hold some of them.
            Thread.sleep(6000);
            socket.setSoTimeout(3000);
            long read = 0;
            try (InputStream in = socket.getInputStream()) {
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                    read += n;
                }
            } catch (SocketException | SocketTimeoutException e) {
                // As good as the end.
            }
            assertTrue(read < 20_000_000, "all " + read + " bytes came");
        }
    }

    @Test
    void connectionsThatAreOpenedAndLeftAreClosed() throws IOException {
        start("idle-timeout", "2");
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                sockets.add(connect());
            }
            assertEquals(200, server.post("/embed", "{\"inputs\":\"hello\"}").statusCode());
            for (Socket socket : sockets) {
                assertTrue(isClosed(socket));
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aConnectionInUseIsNotIdle() throws IOException, InterruptedException {
        start("idle-timeout", "2");
        try (Socket socket = connect()) {
            socket.setSoTimeout(5000);
            for (int i = 0; i < 4; i++) {
                send(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertTrue(readResponse(socket).startsWith("HTTP/1.1 200"));
                Thread.sleep(1000);
            }
        }
    }

    private static String readResponse(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("}") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotComputed() throws IOException, InterruptedException {
        start();
        String text = "\"" + "one two three four five six seven eight ".repeat(40) + "\",";
        String body = "{\"inputs\":[" + text.repeat(999) + "\"a\"]}";
        try (Socket socket = connect()) {
            send(socket, "POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (waitingTexts() < 100 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            Thread.sleep(500);
            int left = waitingTexts();
            assertTrue(left > 300, "there is much left to do: " + left);
        }
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        while (waitingTexts() > 0 && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertEquals(0, waitingTexts());
    }

    private int waitingTexts() {
        return server.get("/metrics").body().lines().filter(line -> line.startsWith("coracle_queue_texts "))
            .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ')))).findFirst().orElseThrow();
    }

    @Test
    void aRequestBehindOneThatIsComputedIsKept() throws IOException {
        start();
        String slow = "{\"inputs\":[" + ("\"" + "one two three four five ".repeat(60) + "\",").repeat(150) + "\"a\"],\"dimensions\":1}";
        try (Socket socket = connect()) {
            send(socket, "POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + slow.length() + "\r\n\r\n" + slow
                + "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(all.startsWith("HTTP/1.1 200") && all.endsWith("{\"status\":\"ok\"}"), all.substring(0, Math.min(300, all.length())));
        }
    }

    @Test
    void bytesThatAreNoRequestAreAnsweredWithAnError() throws IOException {
        start();
        byte[] noise = new byte[3000];
        ThreadLocalRandom.current().nextBytes(noise);
        for (String request : List.of("\r\n\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9\r\n\r\n", "POST /embed HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
            "POST /embed HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST /embed HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n", "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(9000) + "\r\n",
            "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n", new String(noise, StandardCharsets.ISO_8859_1))) {
            try (Socket socket = connect()) {
                send(socket, request);
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
            } catch (SocketException e) {
                // Closed before all was sent: an answer too.
            }
        }
    }

    @Test
    void bodiesThatAreNoTextGetTheirStatus() {
        start("max-body", "2m");
        assertEquals(400, server.post("/embed", "{\"more\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").statusCode());
        assertEquals(422, server.post("/embed", "{\"inputs\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").statusCode());
        assertEquals(400, server.post("/embed", "{\"inputs\":NaN}").statusCode());
        assertEquals(422, server.post("/embed", "{\"inputs\":\"a\",\"dimensions\":1e400}").statusCode());
        assertEquals(413, server.post("/embed", "{\"inputs\":\"" + "a".repeat(3 << 20) + "\"}").statusCode());
        var notUtf8 = server.request("/embed").POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(
            new byte[] {'{', '"', 'i', 'n', 'p', 'u', 't', 's', '"', ':', '"', (byte) 0xff, '"', '}'})).build();
        assertEquals(400, server.send(notUtf8).statusCode());
        assertEquals(200, server.post("/embed", "{\"inputs\":\"\\ud800\\u0000\"}").statusCode());
    }

    @Test
    void whoeverComesWhenTheQueueIsFullIsToldWhenToComeAgain() throws IOException, InterruptedException {
        start("max-queued-tokens", "40000");
        String body = "{\"inputs\":[" + ("\"" + "one two three four five ".repeat(60) + "\",").repeat(120) + "\"a\"],\"dimensions\":1}";
        try (Socket socket = connect()) {
            send(socket, "POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (waitingTexts() == 0 && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            var refused = server.post("/embed", body);
            assertEquals(429, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("\"error_type\":\"Overloaded\""), refused.body());
            assertTrue(Integer.parseInt(refused.headers().firstValue("retry-after").orElse("0")) >= 1);
            assertEquals(200, server.post("/embed", "{\"inputs\":\"a\"}").statusCode());
        }
    }

    @Test
    void aWordOfAMegabyteHasAVector() {
        start("max-body", "4m");
        long start = System.nanoTime();
        assertEquals(200, server.post("/embed", "{\"inputs\":\"" + "a".repeat(1 << 20) + "\"}").statusCode());
        assertEquals(200, server.post("/embed", "{\"inputs\":\"" + "ä́".repeat(1 << 18) + "\"}").statusCode());
        assertTrue(System.nanoTime() - start < 20e9);
    }

    @Test
    void whatWasTakenIsAnsweredBeforeTheServerStops() throws IOException, InterruptedException {
        start();
        String body = "{\"inputs\":[" + ("\"" + "one two three four five ".repeat(60) + "\",").repeat(99) + "\"a\"],\"dimensions\":1}";
        try (Socket socket = connect()) {
            send(socket, "POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (waitingTexts() == 0 && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            server.close();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("]]"), answer);
            assertFalse(answer.contains("error"));
        }
        start();
    }
}
