/**
 * Operators that combine elements along axes: reductions, running sums, softmax. {@link io.coracle.op.reduce.Lines} writes their
 * loops, whichever axes they go along, so that an operator says only what it does with one line of elements.
 */
package io.coracle.op.reduce;
