/**
 * Copies of the application's jars that start faster. The launcher makes them after a build, and records the JVM's class cache with
 * them; nothing else needs them.
 */
package io.coracle.cli.startup;
