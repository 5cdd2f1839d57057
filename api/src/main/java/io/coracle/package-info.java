/**
 * What Java programs call: {@link io.coracle.Model} runs any model, {@link io.coracle.Embedder} turns texts into
 * vectors, {@link io.coracle.Classifier} into labels, {@link io.coracle.Reranker} puts them into order. All read
 * files in place, run on this machine's processor, and give their memory back when they are closed.
 */
package io.coracle;
