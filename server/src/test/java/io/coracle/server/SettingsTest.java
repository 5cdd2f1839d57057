package io.coracle.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    private Path folder;

    @Test
    void flagsCountMoreThanTheEnvironmentAndTheEnvironmentMoreThanTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("coracle.properties"), "port = 1\nthreads = 1\nmax-texts = 1\n");
        ServerConfig config = ServerConfig.of(Settings.of(Map.of("port", "3"), Map.of("PORT", "2", "THREADS", "2", "PATH", "/bin"),
            Optional.of(file)));
        assertEquals(3, config.port());
        assertEquals(2, config.threads());
        assertEquals(1, config.maxTexts());
        assertEquals("127.0.0.1", config.host());
    }

    @Test
    void theArticlesVariablesAreUnderstood() {
        ServerConfig config = ServerConfig.of(Settings.of(Map.of(),
            Map.of("PORT", "8080", "MODEL_PATH", "/models/m", "CTX_SIZE", "256", "BATCH_SIZE", "16", "THREADS", "4"), Optional.empty()));
        assertEquals(8080, config.port());
        assertEquals(Optional.of(Path.of("/models/m")), config.model());
        assertEquals(256, config.maxTokens());
        assertEquals(16, config.maxTexts());
        assertEquals(4, config.threads());
    }

    @Test
    void sizesTakeUnits() {
        assertEquals(16L << 20, ServerConfig.of(Settings.of(Map.of("max-body", "16m"))).maxBodyBytes());
        assertEquals(3L << 30, ServerConfig.of(Settings.of(Map.of("model-memory", "3G"))).modelMemory());
    }

    @Test
    void aWrongValueIsReportedWithItsPlace() {
        Settings settings = Settings.of(Map.of(), Map.of("PORT", "http"), Optional.empty());
        SettingsException e = assertThrows(SettingsException.class, () -> ServerConfig.of(settings));
        assertEquals("PORT is \"http\"; expected a number from 0 to 65535", e.getMessage());
        assertThrows(SettingsException.class, () -> ServerConfig.of(Settings.of(Map.of("model-memory", "99999999999g"))));
        assertThrows(SettingsException.class, () -> ServerConfig.of(Settings.of(Map.of("idle-timeout", "NaN"))));
    }

    @Test
    void anUnknownSettingIsReportedWithThoseThatExist() throws IOException {
        Path file = Files.writeString(folder.resolve("typo.properties"), "prot = 1\n");
        SettingsException e = assertThrows(SettingsException.class, () -> Settings.of(Map.of(), Map.of(), Optional.of(file)));
        assertTrue(e.getMessage().startsWith(file + ": prot is no setting; there are ") && e.getMessage().contains(", port, "), e.getMessage());
    }
}
