package io.coracle.server;

/**
 * What features work with.
 *
 * @param settings everything that is set, for features with settings of their own
 * @param config what is set for the core
 * @param readiness whether new requests are welcome
 */
public record Services(Settings settings, ServerConfig config, Readiness readiness) {}
