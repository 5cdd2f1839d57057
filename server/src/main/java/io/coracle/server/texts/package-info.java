/**
 * From what a request asks to what a model computes: inputs become tokens within the model's limits, and tokens become results by way of
 * the queue. Every interface that embeds or classifies goes through here.
 */
package io.coracle.server.texts;
