/** Kernels made at random, and what the interpreter makes of them: any backend's code is compared with it bit by bit. */
package io.coracle.testing.kernels;
