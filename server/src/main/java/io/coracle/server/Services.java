package io.coracle.server;

import io.coracle.server.http.Bodies;
import io.coracle.server.texts.Inference;

/**
 * What features work with.
 *
 * @param settings everything that is set, for features with settings of their own
 * @param config what is set for the core
 * @param readiness whether new requests are welcome
 * @param bodies reads what clients send
 * @param inference computes what clients ask for
 */
public record Services(Settings settings, ServerConfig config, Readiness readiness, Bodies bodies, Inference inference) {}
