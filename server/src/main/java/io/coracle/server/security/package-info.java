/**
 * Who may ask what: API keys, which web pages may call, which names the server answers to, and TLS. Everything is checked before a
 * request reaches a route.
 */
package io.coracle.server.security;
