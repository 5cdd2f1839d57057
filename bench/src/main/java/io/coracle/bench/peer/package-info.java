/**
 * The peers, used as well as we know how: ONNX Runtime with all optimisations, Hugging Face's tokenizers through DJL, and LangChain4j's
 * in-process models.
 */
package io.coracle.bench.peer;
