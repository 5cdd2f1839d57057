/**
 * What all interfaces share on the way in and out: bodies within limits, JSON read piece by piece and vectors written fast, and errors
 * that become statuses.
 */
package io.coracle.server.http;
