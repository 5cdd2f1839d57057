/**
 * The embedding server: {@link io.coracle.server.CoracleServer} puts together what its {@link io.coracle.server.Feature}s answer and
 * what {@link io.coracle.server.Settings} say. Each interface it speaks is a feature in a package of its own.
 */
package io.coracle.server;
