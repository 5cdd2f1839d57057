/**
 * ONNX files. {@link io.coracle.format.onnx.OnnxReader} reads the protobuf wire format directly, so that weights become
 * slices of the file; {@link io.coracle.format.onnx.OnnxWriter} writes a graph back.
 *
 * <p>Reading has two steps: the parsers turn bytes into {@code Proto} messages, tensors included; the {@code Linker} resolves
 * names, inlines functions and orders nodes, and gives the {@link io.coracle.graph.Graph}.
 */
package io.coracle.format.onnx;
