package io.coracle.bench.measure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on a port of the loopback address. */
public final class ServerProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final int port;
    private final double startMilliseconds;

    private ServerProcess(Process process, int port, double startMilliseconds) {
        this.process = process;
        this.port = port;
        this.startMilliseconds = startMilliseconds;
    }

    /**
     * Starts a server, and asks it until it answers.
     *
     * @param command to which a free port is added
     * @param path to post {@code json} to, in ASCII, which a server that is ready answers with 200
     * @throws IllegalStateException when it ends, or has not answered after a minute
     */
    public static ServerProcess start(List<String> command, String path, String json) throws IOException, InterruptedException {
        int port = freePort();
        List<String> all = new ArrayList<>(command);
        all.add(Integer.toString(port));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(all).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        while (!answers(port, path, json)) {
            boolean alive = process.isAlive();
            if (!alive || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                process.destroy();
                throw new IllegalStateException(String.join(" ", all) + (alive ? " does not answer" : " ended"));
            }
            Thread.sleep(2);
        }
        return new ServerProcess(process, port, (System.nanoTime() - start) / 1e6);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port, String path, String json) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: " + json.length() + "\r\n\r\n" + json).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            return false; // It does not listen yet.
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** From before the process was started until its first answer had been read. */
    public double startMilliseconds() {
        return startMilliseconds;
    }

    /** What it has in memory; NaN where the system does not tell. */
    public double megabytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** Ends it, and waits until it is gone. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
