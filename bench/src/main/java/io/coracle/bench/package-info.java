/**
 * The commands behind {@code bench/run}: each reproduces one group of the figures that the README quotes, with the peer in the same
 * run. They measure through the public API and the command line, as a user would.
 */
package io.coracle.bench;
