/**
 * Tokenizers: from text to the numbers that a model reads, as a Hugging Face {@code tokenizer.json} describes it.
 *
 * <p>{@link io.coracle.text.tokenizer.Tokenizer} is the way in. Behind it a text passes the same stations as in the
 * library whose file format this is, in this order: added tokens, {@code Normalizer}, {@code PreTokenizer},
 * {@code TokenModel}, truncation, {@code PostProcessor}, padding; and back through a {@code Decoder}. Each station is a
 * sealed interface of records; a new kind is one more record and one more line in its reader.
 */
package io.coracle.text.tokenizer;
