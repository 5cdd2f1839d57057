/**
 * What tests of several modules share: the shared test data, the ONNX conformance suite, ONNX Runtime as an oracle, and
 * comparison of tensors within a tolerance.
 */
package io.coracle.testing;
