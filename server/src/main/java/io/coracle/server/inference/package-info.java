/**
 * Who is computed when: texts wait in one bounded line for a few threads, each text is one call at its own length, and clients take
 * turns by tokens. Nothing here knows HTTP or models.
 */
package io.coracle.server.inference;
