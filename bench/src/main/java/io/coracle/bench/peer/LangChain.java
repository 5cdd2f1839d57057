package io.coracle.bench.peer;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;

/** LangChain4j's in-process models, which use ONNX Runtime and DJL's tokenizers too; as its documentation opens them. */
public final class LangChain {
    private LangChain() {}

    public static EmbeddingModel open(io.coracle.bench.data.EmbeddingModel model) {
        return switch (model) {
            case f32 -> new AllMiniLmL6V2EmbeddingModel();
            case int8 -> new AllMiniLmL6V2QuantizedEmbeddingModel();
        };
    }
}
