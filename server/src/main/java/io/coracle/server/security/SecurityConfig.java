package io.coracle.server.security;

import io.coracle.server.Setting;
import io.coracle.server.Settings;
import io.coracle.server.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask what.
 *
 * @param keys of which each request needs one; none when everybody may ask
 * @param corsOrigins web pages of other origins that may use everything; {@code *} for all
 * @param allowedHosts names that the server answers to although it listens on loopback only
 * @param loopback whether only this machine reaches the server
 * @param tls certificate and key, both PEM
 */
public record SecurityConfig(Set<String> keys, Set<String> corsOrigins, Set<String> allowedHosts, boolean loopback, Optional<PemPair> tls) {
    private static final Setting API_KEY = Setting.of("api-key", "KEY,…", "",
        "clients must send one of these as Authorization: Bearer KEY").inEnvironment("API_KEY");
    private static final Setting API_KEY_FILE = Setting.of("api-key-file", "PATH", "", "as --api-key, one key a line");
    private static final Setting CORS_ORIGINS = Setting.of("cors-origins", "ORIGIN,…", "",
        "web pages from there may use everything; from elsewhere they may only GET; * for all");
    private static final Setting ALLOWED_HOSTS = Setting.of("allowed-hosts", "NAME,…", "",
        "names the server answers to, besides localhost, while it listens on loopback only; * for all");
    private static final Setting TLS_CERT = Setting.of("tls-cert", "PATH", "", "certificate chain in PEM; makes the server speak HTTPS; "
        + "read anew when it changes");
    private static final Setting TLS_KEY = Setting.of("tls-key", "PATH", "", "private key of the certificate in PEM (PKCS#8)");

    public static final List<Setting> SETTINGS = List.of(API_KEY, API_KEY_FILE, CORS_ORIGINS, ALLOWED_HOSTS, TLS_CERT, TLS_KEY);

    /** What TLS needs: a certificate with those that vouch for it, and its key. */
    public record PemPair(Path certificates, Path key) {
    }

    public SecurityConfig {
        keys = Set.copyOf(keys);
        corsOrigins = Set.copyOf(corsOrigins);
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /** Throws {@link SettingsException} when a value makes no sense or a file cannot be read. */
    public static SecurityConfig of(Settings settings, String host) {
        Set<String> keys = new LinkedHashSet<>(settings.list(API_KEY));
        settings.path(API_KEY_FILE).ifPresent(file -> keys.addAll(keysIn(file)));
        Set<String> origins = new LinkedHashSet<>();
        for (String origin : settings.list(CORS_ORIGINS)) {
            if (!origin.equals("*") && !origin.matches("[a-zA-Z][a-zA-Z0-9+.-]*://[^/]+")) {
                throw settings.wrong(CORS_ORIGINS, "origins such as https://example.org, without a path, or *");
            }
            origins.add(origin.toLowerCase(Locale.ROOT));
        }
        Optional<Path> certificates = settings.path(TLS_CERT);
        Optional<Path> key = settings.path(TLS_KEY);
        if (certificates.isPresent() != key.isPresent()) {
            throw settings.wrong(certificates.isPresent() ? TLS_KEY : TLS_CERT, "a file: certificate and key go together");
        }
        Set<String> hosts = new LinkedHashSet<>();
        settings.list(ALLOWED_HOSTS).forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        return new SecurityConfig(keys, origins, hosts, isLoopback(host), certificates.map(c -> new PemPair(c, key.get())));
    }

    private static List<String> keysIn(Path file) {
        try {
            List<String> keys = Files.readAllLines(file).stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
            if (keys.isEmpty()) {
                throw new SettingsException("--api-key-file: " + file + " has no key in it; without keys everybody may ask");
            }
            return keys;
        } catch (IOException e) {
            throw new SettingsException("--api-key-file: " + file + " cannot be read: " + e);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new SettingsException("--host: there is no address " + host);
        }
    }

    /** What whoever starts the server should know; nothing when all is well. */
    public List<String> warnings() {
        if (loopback || !keys.isEmpty()) {
            return List.of();
        }
        return List.of("the server listens on more than this machine and has no API key: everybody who reaches it may use it; "
            + "set --api-key, or --host 127.0.0.1");
    }

    /** Keys are not for logs. */
    @Override
    public String toString() {
        return "SecurityConfig[" + keys.size() + " keys, corsOrigins=" + corsOrigins + ", allowedHosts=" + allowedHosts + ", loopback="
            + loopback + ", tls=" + tls + "]";
    }
}
