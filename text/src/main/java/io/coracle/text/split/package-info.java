/**
 * Cuts long texts into passages short enough to embed, and passages into sentences. Nothing is copied or rewritten:
 * a {@link io.coracle.text.split.Passage} is a range of the text that was given.
 */
package io.coracle.text.split;
