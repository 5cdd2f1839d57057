/** Sums of products along named axes: ONNX's Einsum, taken apart by its equation and run as one loop nest. */
package io.coracle.op.einsum;
