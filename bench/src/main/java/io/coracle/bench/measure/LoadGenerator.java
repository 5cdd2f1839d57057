package io.coracle.bench.measure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a server on this machine as fast as it answers: some connections, each of which sends its next request when it has its response.
 * One thread does it all, so that it takes little from the server beside it. It never runs for longer than it is told, and reaches no
 * other machine.
 */
public final class LoadGenerator {
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    /**
     * How long it waits before it looks for responses again. To wake up for each of them would take a twentieth of the processors' time from
     * the server, for a millisecond less of what is seen as latency.
     */
    private static final long BETWEEN_LOOKS = 1_000_000;

    private final InetSocketAddress server;
    private final List<byte[]> requests;
    private final int connections;

    /**
     * @param port on the loopback address
     * @param path to post to
     * @param bodies taken in turns
     */
    public LoadGenerator(int port, String path, List<String> bodies, int connections) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.connections = connections;
        this.requests = bodies.stream().map(body -> {
            byte[] json = body.getBytes(StandardCharsets.UTF_8);
            byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + json.length
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] all = Arrays.copyOf(head, head.length + json.length);
            System.arraycopy(json, 0, all, head.length, json.length);
            return all;
        }).toList();
    }

    /**
     * What a run saw.
     *
     * @param latencies in nanoseconds, sorted, of the responses with status 200
     * @param errors other statuses, and connections that the server closed
     */
    public record Result(double seconds, long[] latencies, int errors) {
        public double requestsPerSecond() {
            return latencies.length / seconds;
        }

        /** The latency in milliseconds that this share of requests stayed below. */
        public double milliseconds(double share) {
            return latencies.length == 0 ? Double.NaN : latencies[(int) Math.min(latencies.length - 1, share * latencies.length)] / 1e6;
        }
    }

    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
        private ByteBuffer out = ByteBuffer.allocate(0);
        /** How long the response is; 0 until its head has come. */
        private int length;
        private long sentAt;

        Connection() throws IOException {
            channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
        }

        void send(byte[] request) throws IOException {
            in.clear();
            length = 0;
            out = ByteBuffer.wrap(request);
            sentAt = System.nanoTime();
            channel.write(out);
        }

        /** Reads what there is; true when the response is complete. */
        boolean receive() throws IOException {
            if (out.hasRemaining()) {
                channel.write(out);
            }
            if (channel.read(in) < 0) {
                throw new IOException("closed by the server");
            }
            if (length == 0) {
                int head = indexOf(HEAD_END, 0, in.position());
                length = head < 0 ? 0 : head + HEAD_END.length + contentLength(head);
            }
            return length > 0 && in.position() >= length;
        }

        private int contentLength(int head) {
            int at = indexOf(LENGTH, 0, head);
            int value = 0;
            for (int i = at + LENGTH.length; at >= 0 && i < head && in.get(i) != '\r'; i++) {
                value = in.get(i) == ' ' ? value : 10 * value + in.get(i) - '0';
            }
            return value;
        }

        boolean isOk() {
            return indexOf(OK, 0, OK.length) == 0;
        }

        private int indexOf(byte[] part, int from, int to) {
            for (int i = from; i + part.length <= to; i++) {
                int k = 0;
                while (k < part.length && lower(in.get(i + k)) == lower(part[k])) {
                    k++;
                }
                if (k == part.length) {
                    return i;
                }
            }
            return -1;
        }

        private static int lower(byte b) {
            return b >= 'A' && b <= 'Z' ? b + 32 : b;
        }
    }

    /** Asks for so long, but at most so many times. */
    public Result run(Duration time, int most) throws IOException {
        long[] latencies = new long[1 << 12];
        int done = 0;
        int sent = 0;
        int errors = 0;
        List<Connection> open = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            long start = System.nanoTime();
            long end = start + time.toNanos();
            for (int i = 0; i < connections && sent < most; i++) {
                Connection connection = new Connection();
                open.add(connection);
                connection.channel.register(selector, SelectionKey.OP_READ, connection);
                connection.send(requests.get(sent++ % requests.size()));
            }
            int waiting = open.size();
            while (waiting > 0 && System.nanoTime() < end) {
                LockSupport.parkNanos(BETWEEN_LOOKS);
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    Connection connection = (Connection) key.attachment();
                    try {
                        if (!connection.receive()) {
                            continue;
                        }
                        if (connection.isOk()) {
                            latencies = done < latencies.length ? latencies : Arrays.copyOf(latencies, 2 * done);
                            latencies[done++] = System.nanoTime() - connection.sentAt;
                        } else {
                            errors++;
                        }
                        if (sent < most) {
                            connection.send(requests.get(sent++ % requests.size()));
                        } else {
                            waiting--;
                            key.cancel();
                        }
                    } catch (IOException e) {
                        errors++;
                        waiting--;
                        key.cancel();
                    }
                }
                selector.selectedKeys().clear();
            }
            long[] sorted = Arrays.copyOf(latencies, done);
            Arrays.sort(sorted);
            return new Result((System.nanoTime() - start) / 1e9, sorted, errors);
        } finally {
            for (Connection connection : open) {
                connection.channel.close();
            }
        }
    }
}
