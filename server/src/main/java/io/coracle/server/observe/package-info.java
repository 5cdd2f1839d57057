/**
 * What can be seen of a server at work: metrics for Prometheus, traces for OpenTelemetry, and logs. Nothing that a request says is in
 * any of them, but for the path in the log of requests, which has to be asked for.
 */
package io.coracle.server.observe;
