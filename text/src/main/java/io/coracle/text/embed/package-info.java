/**
 * From a text to a vector: tokens, a transformer, pooling and normalisation. Pooling is part of the graph that the engine runs, so
 * every platform gives the same vector.
 */
package io.coracle.text.embed;
