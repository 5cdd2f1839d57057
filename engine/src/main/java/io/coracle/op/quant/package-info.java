/**
 * Operators that turn floats into integers of 8 bits and less, back, and compute with those integers. What they round, they round
 * as ONNX Runtime does, to the last bit.
 */
package io.coracle.op.quant;
