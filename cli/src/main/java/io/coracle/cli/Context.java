package io.coracle.cli;

/**
 * What commands work with, so that tests can give them something else than the real thing.
 *
 * @param terminal the standard streams
 * @param models where models come from
 */
record Context(Terminal terminal, Models models) {
}
