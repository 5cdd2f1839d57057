/**
 * What the server knows of the connection a request came by: how long the client takes to send and to read, and whether it is still
 * there while its request waits. Also how many connections the system has room for.
 */
package io.coracle.server.connection;
