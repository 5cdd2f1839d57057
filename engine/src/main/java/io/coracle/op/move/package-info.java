/**
 * Operators that make and move elements without computing: shapes, slices, transposes, paddings. What they share is
 * {@link io.coracle.op.move.StridedCopy}, one family of kernels for every copy between strided layouts.
 */
package io.coracle.op.move;
