package io.coracle.text.classify;

/**
 * A label and how well it fits.
 *
 * @param score the probability, unless the model's {@link Activation} says otherwise
 * @param logit what the model itself gives
 */
public record LabelScore(String label, float score, float logit) {}
