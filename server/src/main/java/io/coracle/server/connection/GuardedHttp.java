package io.coracle.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.Http1ConnectionSelectorConfig;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** HTTP/1.1 as Helidon speaks it, with a {@link ClientConnection} between it and the socket. */
public final class GuardedHttp implements ServerConnectionSelector {

    /** How often connections are looked at. */
    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** Helidon's own measure, which counts the time a request takes to compute, is not asked. */
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration EXPIRED = Duration.ofHours(2);

    private final Http1ConnectionSelector http;
    private final Duration requestTimeout;
    private final Duration idleTimeout;

    private GuardedHttp(Duration requestTimeout, Duration idleTimeout) {
        this.http = Http1ConnectionSelectorConfig.builder().config(Http1Config.builder()
            .addReceiveListener(listener(ClientConnection::requested)).addSendListener(listener(ClientConnection::responds)).build()).build();
        this.requestTimeout = requestTimeout;
        this.idleTimeout = idleTimeout;
    }

    /** Makes a server speak it, and nothing else. */
    public static void install(WebServerConfig.Builder server, Duration requestTimeout, Duration idleTimeout) {
        server.addConnectionSelector(new GuardedHttp(requestTimeout, idleTimeout)).protocolsDiscoverServices(false)
            .idleConnectionTimeout(NEVER).idleConnectionPeriod(PERIOD);
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        DataReader socket = context.dataReader();
        ClientConnection client = new ClientConnection(() -> next(socket), requestTimeout, idleTimeout);
        return new Connection(http.connection(
            new Context(context, client, DataReader.create(client::read), new Writer(context.dataWriter(), client))), client);
    }

    private static byte[] next(DataReader socket) {
        try {
            socket.ensureAvailable();
            return socket.readBytes(socket.available());
        } catch (InsufficientDataAvailableException e) {
            return null;
        }
    }

    /** Tells whether headers close the connection: Helidon announces that it will, and leaves it to the client. */
    private static Http1ConnectionListener listener(Hearer told) {
        return new Http1ConnectionListener() {
            @Override
            public void headers(ConnectionContext context, Headers headers) {
                if (context instanceof Context guarded) {
                    told.accept(guarded.client(), headers.containsToken(HeaderValues.CONNECTION_CLOSE));
                }
            }
        };
    }

    @FunctionalInterface
    private interface Hearer {
        void accept(ClientConnection client, boolean closes);
    }

    private record Connection(ServerConnection http, ClientConnection client) implements ServerConnection, InterruptableTask<Void> {

        @Override
        public void handle(Limit limit) throws InterruptedException {
            ScopedValue.where(ClientConnection.CURRENT, client).<Void, InterruptedException>call(() -> {
                http.handle(limit);
                return null;
            });
        }

        /** Helidon asks each connection so every {@link #PERIOD}. */
        @Override
        public Duration idleTime() {
            client.look();
            return client.isExpired() ? EXPIRED : Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            // Helidon would let a request that has begun go on.
            http.close(interrupt || client.isExpired());
        }

        @Override
        public boolean canInterrupt() {
            return http instanceof InterruptableTask<?> task && task.canInterrupt();
        }
    }

    private record Writer(DataWriter socket, ClientConnection client) implements DataWriter {

        @Override
        public void write(BufferData... buffers) {
            client.write(() -> socket.write(buffers));
        }

        @Override
        public void write(BufferData buffer) {
            client.write(() -> socket.write(buffer));
        }

        @Override
        public void writeNow(BufferData... buffers) {
            client.write(() -> socket.writeNow(buffers));
        }

        @Override
        public void writeNow(BufferData buffer) {
            client.write(() -> socket.writeNow(buffer));
        }

        @Override
        public void flush() {
            client.write(socket::flush);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private record Context(ConnectionContext original, ClientConnection client, DataReader dataReader, DataWriter dataWriter)
            implements ConnectionContext {

        @Override
        public ListenerContext listenerContext() {
            return original.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return original.executor();
        }

        @Override
        public Router router() {
            return original.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return original.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return original.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return original.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return original.localPeer();
        }

        @Override
        public boolean isSecure() {
            return original.isSecure();
        }

        @Override
        public String socketId() {
            return original.socketId();
        }

        @Override
        public String childSocketId() {
            return original.childSocketId();
        }
    }
}
