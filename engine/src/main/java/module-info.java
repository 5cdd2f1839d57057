/** The compiler that turns a model into kernels, and runs them on a backend. */
module io.coracle.engine {
    exports io.coracle.backend;
    exports io.coracle.format;
    exports io.coracle.format.onnx;
    exports io.coracle.graph;
    exports io.coracle.json;
    exports io.coracle.kernel;
    exports io.coracle.plan;
    exports io.coracle.tensor;
}
