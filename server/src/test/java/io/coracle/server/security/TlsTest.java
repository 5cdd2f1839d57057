package io.coracle.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.server.SettingsException;
import io.coracle.server.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void aPemPairMakesTheServerSpeakHttps(String algorithm) throws Exception {
        KeyStore store = selfSigned(algorithm);
        try (TestServer server = start(store)) {
            assertEquals(200, status(server, store));
        }
    }

    @Test
    void aRenewedCertificateIsUsedWithoutARestart() throws Exception {
        try (TestServer server = start(selfSigned("EC"))) {
            KeyStore renewed = selfSigned("EC");
            assertThrows(SSLException.class, () -> status(server, renewed));
            Files.writeString(folder.resolve("cert.pem"), "half written");
            Thread.sleep(3000);
            writePair(renewed);
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            int status = 0;
            while (status == 0 && System.nanoTime() < end) {
                try {
                    status = status(server, renewed);
                } catch (SSLException e) {
                    Thread.sleep(100); // Not yet.
                }
            }
            assertEquals(200, status);
        }
    }

    private TestServer start(KeyStore store) throws Exception {
        writePair(store);
        return TestServer.start("tls-cert", folder.resolve("cert.pem").toString(), "tls-key", folder.resolve("key.pem").toString());
    }

    private void writePair(KeyStore store) throws Exception {
        pem("CERTIFICATE", store.getCertificate("server").getEncoded(), "cert.pem");
        pem("PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded(), "key.pem");
    }

    /** What a client is answered that trusts only the certificate in a store. */
    private static int status(TestServer server, KeyStore trusted) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(trusted)).version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.server().port() + "/health")).build();
            return client.send(request, BodyHandlers.ofString()).statusCode();
        }
    }

    @Test
    void filesThatHoldNoPemPairAreNamedAndNotQuoted() throws Exception {
        Path certificate = Files.writeString(folder.resolve("cert.pem"), "certainly not");
        Path key = Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        String message = assertThrows(SettingsException.class,
            () -> TestServer.start("tls-cert", certificate.toString(), "tls-key", key.toString())).getMessage();
        assertTrue(message.contains(certificate.toString()) && message.contains("PKCS#8"), message);
        assertTrue(!message.contains("certainly") && !message.contains("c2VjcmV0"), message);
    }

    private KeyStore selfSigned(String algorithm) throws Exception {
        Path file = folder.resolve("store" + System.nanoTime() + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", algorithm, "-dname",
            "CN=localhost", "-ext", "san=dns:localhost", "-validity", "2", "-keystore", file.toString(), "-storepass",
            new String(PASSWORD)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private void pem(String type, byte[] content, String name) throws Exception {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
        Files.writeString(folder.resolve(name), "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
