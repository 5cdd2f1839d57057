package io.coracle.site;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.site.Site.Asset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTest {
    private final Site site = new Site();

    @Test
    void everyFileOfTheFolderIsGivenOutToServersToo() throws IOException {
        try (var files = Files.walk(Pages.SITE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = Pages.SITE.relativize(file).toString().replace('\\', '/');
                try (InputStream content = site.find(name).orElseThrow(() -> new AssertionError(name)).content().open()) {
                    assertArrayEquals(Files.readAllBytes(file), content.readAllBytes(), name);
                }
            }
        }
    }

    @Test
    void theFirstPageHasTheEmptyPath() {
        Asset first = site.find("").orElseThrow();
        assertEquals("text/html; charset=utf-8", first.type());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing.html", "../sentiment/config.json", "/index.html", "library/../index.html", "library//sailing-alone.html",
        "..\\sentiment\\config.json", "library", "coracle/", "models/minilm/", "index.html/", ".", "sw"})
    void otherPathsAreNotFound(String path) {
        assertTrue(site.find(path).isEmpty());
    }
}
