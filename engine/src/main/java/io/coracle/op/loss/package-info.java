/** Losses: how far predictions are from labels. Models that are exported with their training objective hold them. */
package io.coracle.op.loss;
