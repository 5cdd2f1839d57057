/**
 * The models that are served: found by name, loaded when first asked for, shared, and let go when memory is wanted for others.
 */
package io.coracle.server.models;
