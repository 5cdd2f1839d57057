/**
 * Normalisations: operators that shift and scale elements by the mean and variance of those around them, or by statistics that
 * were found in training.
 */
package io.coracle.op.norm;
