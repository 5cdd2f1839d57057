/** Attention as one operator, and what comes with it: rotary positions and attention with a recurrent state. */
package io.coracle.op.attention;
