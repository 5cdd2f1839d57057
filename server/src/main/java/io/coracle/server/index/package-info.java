/**
 * Search over HTTP: named indexes on disk that documents are added to, removed from and found in. What was acknowledged is durable.
 */
package io.coracle.server.index;
