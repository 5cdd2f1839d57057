/**
 * How things are measured: contestants take turns, scores are medians, ratios are taken within a round so that a host that drifts
 * between rounds does not show in them, and the drift itself is reported.
 */
package io.coracle.bench.measure;
