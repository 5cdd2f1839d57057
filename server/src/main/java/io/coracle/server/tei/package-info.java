/**
 * The interface of Hugging Face's Text Embeddings Inference (1.x, {@code router/src/http}): the same paths, bodies and errors, so that its
 * clients need another address only. {@code POST /embed} takes the simpler body {@code {"text": …}} of small embedding servers too.
 */
package io.coracle.server.tei;
