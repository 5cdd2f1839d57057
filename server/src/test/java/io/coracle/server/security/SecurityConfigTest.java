package io.coracle.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.server.Settings;
import io.coracle.server.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityConfigTest {

    @TempDir
    Path folder;

    @Test
    void listeningBeyondThisMachineWithoutAKeyIsWarnedOf() {
        assertEquals(1, config("0.0.0.0", Map.of()).warnings().size());
        assertEquals(0, config("0.0.0.0", Map.of("api-key", "secret")).warnings().size());
        for (String loopback : new String[] {"127.0.0.1", "localhost", "::1", "127.1.2.3"}) {
            assertEquals(0, config(loopback, Map.of()).warnings().size(), loopback);
        }
    }

    @Test
    void keysDoNotAppearWhereTheConfigurationIsPrinted() {
        assertFalse(config("127.0.0.1", Map.of("api-key", "secret")).toString().contains("secret"));
    }

    @Test
    void aFileWithoutKeysDoesNotLeaveTheServerOpen() throws IOException {
        Path empty = Files.writeString(folder.resolve("keys"), "\n");
        assertWrong("no key", Map.of("api-key-file", empty.toString()));
        assertWrong("cannot be read", Map.of("api-key-file", folder.resolve("missing").toString()));
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() {
        assertWrong("--cors-origins", Map.of("cors-origins", "example.org"));
        assertWrong("--cors-origins", Map.of("cors-origins", "https://example.org/path"));
        assertWrong("--tls-key", Map.of("tls-cert", "cert.pem"));
        assertWrong("--tls-cert", Map.of("tls-key", "key.pem"));
    }

    @Test
    void anAddressThatDoesNotExistIsNamed() {
        String message = assertThrows(SettingsException.class, () -> config("no-such-host.invalid", Map.of())).getMessage();
        assertTrue(message.contains("no-such-host.invalid"), message);
    }

    private static void assertWrong(String part, Map<String, String> settings) {
        String message = assertThrows(SettingsException.class, () -> config("127.0.0.1", settings)).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static SecurityConfig config(String host, Map<String, String> settings) {
        return SecurityConfig.of(Settings.of(settings), host);
    }
}
