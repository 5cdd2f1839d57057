/**
 * Every operator against ONNX Runtime on random shapes, types and attributes. A new operator gets a line in the table of its
 * family; the sweep fails for an operator that has none.
 */
package io.coracle.testing.sweep;
