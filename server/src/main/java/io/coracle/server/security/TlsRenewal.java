package io.coracle.server.security;

import io.coracle.server.SettingsException;
import io.coracle.server.security.SecurityConfig.PemPair;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads certificate and key anew when their files have changed, so that certificates are renewed without a restart. Files that cannot be
 * used are named in the log, and the former ones stay in use.
 */
final class TlsRenewal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TlsRenewal.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final PemPair files;
    private final Consumer<Tls> use;
    private final Thread thread;
    private List<FileTime> inUse;

    /** Begins to look at the files, which have just been read; {@code use} is told what they hold when they change. */
    TlsRenewal(PemPair files, Consumer<Tls> use) {
        this.files = files;
        this.use = use;
        this.inUse = times();
        this.thread = Thread.ofVirtual().name("tls-renewal").start(this::look);
    }

    private void look() {
        List<FileTime> before = inUse;
        try {
            while (true) {
                Thread.sleep(PERIOD);
                List<FileTime> now = times();
                // Two files are not written at once: a pair is read when neither has changed for a while.
                if (!now.isEmpty() && now.equals(before) && !now.equals(inUse)) {
                    inUse = now;
                    renew();
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The server stops.
        }
    }

    private void renew() {
        try {
            use.accept(TlsFiles.read(files));
            LOG.log(System.Logger.Level.INFO, "the certificate was renewed from {0}", files.certificates());
        } catch (SettingsException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage() + "; the former ones stay in use");
        }
    }

    /** When the files were written; nothing while one is missing. */
    private List<FileTime> times() {
        try {
            return List.of(written(files.certificates()), written(files.key()));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static FileTime written(Path file) throws IOException {
        return Files.getLastModifiedTime(file);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
