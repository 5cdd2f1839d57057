/**
 * Element types, shapes, and numbers at rest. A {@link io.coracle.tensor.Tensor} is what goes into a model and what comes
 * out; its bytes may lie in an array or in a mapped file.
 */
package io.coracle.tensor;
