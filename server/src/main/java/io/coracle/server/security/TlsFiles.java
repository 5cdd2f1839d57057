package io.coracle.server.security;

import io.coracle.server.SettingsException;
import io.coracle.server.security.SecurityConfig.PemPair;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;

/** Reads what TLS needs from files. */
final class TlsFiles {
    private TlsFiles() {
    }

    static Tls read(PemPair files) {
        try {
            Keys keys = Keys.builder().pem(pem -> pem.key(Resource.create(files.key())).certChain(Resource.create(files.certificates())))
                .build();
            return Tls.builder().privateKey(keys).privateKeyCertChain(keys).build();
        } catch (RuntimeException e) {
            // What is in the files stays in the files.
            throw new SettingsException("--tls-cert " + files.certificates() + " and --tls-key " + files.key()
                + " cannot be used: expected a certificate chain and its key, both PEM, the key in PKCS#8 (" + e.getClass().getSimpleName() + ")");
        }
    }
}
