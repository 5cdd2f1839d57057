/**
 * From a text, or a pair of texts, to the labels that fit: tokens, a transformer with a head, and probabilities. What turns logits
 * into probabilities is part of the graph that the engine runs, so every platform gives the same numbers. A head for the vectors of
 * an embedding model can be fitted here too.
 */
package io.coracle.text.classify;
