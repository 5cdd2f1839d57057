/**
 * Recurrent layers. What depends only on the inputs is computed for all steps at once; the recurrence runs step by step, one thread for
 * each sequence and direction.
 */
package io.coracle.op.rnn;
