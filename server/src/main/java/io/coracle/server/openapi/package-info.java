/**
 * The interface in words: {@code /openapi.json}, written by hand and held to what the server does by its tests, and a page that shows it.
 */
package io.coracle.server.openapi;
