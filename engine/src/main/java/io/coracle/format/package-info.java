/**
 * Readers and writers of model files. A format turns bytes into a {@link io.coracle.graph.Graph} whose weights stay where
 * they lie, and knows nothing of what operators mean.
 */
package io.coracle.format;
