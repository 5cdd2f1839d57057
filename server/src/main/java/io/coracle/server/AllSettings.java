package io.coracle.server;

import java.util.List;

/** Every setting there is, in the order in which the help lists them. */
public final class AllSettings {

    /** All of them. */
    public static final List<Setting> LIST = ServerConfig.SETTINGS;

    private AllSettings() {}
}
