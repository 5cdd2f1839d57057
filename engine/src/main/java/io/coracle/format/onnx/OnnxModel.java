package io.coracle.format.onnx;

import io.coracle.graph.Graph;
import java.util.Map;

/**
 * An ONNX file's contents.
 *
 * @param opsets version of each imported operator set by domain; the default ONNX domain is the empty string
 * @param irVersion version of the file format
 * @param producer name and version of the tool that wrote the file, may be empty
 * @param description the model's documentation, may be empty
 * @param metadata free-form properties
 */
public record OnnxModel(Graph graph, Map<String, Integer> opsets, int irVersion, String producer, String description,
                        Map<String, String> metadata) {
    public OnnxModel {
        opsets = Map.copyOf(opsets);
        metadata = Map.copyOf(metadata);
    }

    /** A graph of operators of one version of the default set, to be written to a file. */
    public static OnnxModel of(Graph graph, int opset) {
        return new OnnxModel(graph, Map.of("", opset), OnnxWriter.irVersion(opset), "coracle", "", Map.of());
    }
}
