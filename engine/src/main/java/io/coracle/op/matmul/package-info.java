/**
 * Matrix products: one general, batched and strided product with a fused epilogue, which MatMul, Gemm, attention and
 * convolution all lower to, and the schedules that make it fast on each kind of target.
 */
package io.coracle.op.matmul;
