/**
 * Drives a headless Chromium over its DevTools protocol, for tests and benchmarks: {@link io.coracle.chromium.Chromium} starts the
 * browser that is installed, {@link io.coracle.chromium.Page} is a tab of it, {@link io.coracle.chromium.WebServer} serves folders
 * to it. A few hundred lines on the JDK's own WebSocket, where the usual libraries bring a runtime of 150 MB.
 */
package io.coracle.chromium;
