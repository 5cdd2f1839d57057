/**
 * What Java programs call: {@link io.coracle.Model} runs any model, {@link io.coracle.Embedder} turns texts into vectors. Both read
 * files in place, run on this machine's processor, and give their memory back when they are closed.
 */
package io.coracle;
