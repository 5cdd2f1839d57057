/**
 * Operators that compute each element of their output from the elements at the same place of their inputs: arithmetic,
 * comparison, logic, activations, casts. {@link io.coracle.op.elementwise.ElementwiseKernel} lowers them all, alone or in chains.
 */
package io.coracle.op.elementwise;
