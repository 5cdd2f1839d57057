package io.coracle.server;

import io.coracle.server.index.IndexConfig;
import io.coracle.server.observe.ObserveConfig;
import io.coracle.server.security.SecurityConfig;
import java.util.List;
import java.util.stream.Stream;

/** Every setting there is, in the order in which the help lists them. */
public final class AllSettings {

    /** All of them. */
    public static final List<Setting> LIST = Stream.of(ServerConfig.SETTINGS, SecurityConfig.SETTINGS, IndexConfig.SETTINGS, ObserveConfig.SETTINGS)
        .flatMap(List::stream).toList();

    private AllSettings() {}
}
