package io.coracle.web;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.format.onnx.OnnxWriter;
import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.graph.ValueInfo.Dimension;
import io.coracle.json.JsonWriter;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Models that are made here, so that tests need no other data. */
final class SmallModels {
    static final int DIMENSION = 16;
    /** The words that the tokenizer knows; each has a vector of its own. */
    static final List<String> WORDS = List.of("[UNK]", "[CLS]", "[SEP]", "sea", "wind", "sail", "harbour", "bread", "flour", "oven", "key",
        "lock", "door", "the", "a", "of");
    private static final int OPSET = 18;
    private static final Dimension BATCH = new Dimension.Named("batch");
    private static final Dimension SEQUENCE = new Dimension.Named("sequence");

    /** A script that runs {@link #network}, served as {@code /network.onnx}, and returns {@code 1,10}. */
    static final String RUN_NETWORK = "const session = await coracle.Session.create('/network.onnx');"
        + "return String((await session.run({x: {data: new Float32Array(24), dims: [1, 24]}})).y.dims);";

    private SmallModels() {}

    /** Layers of a network: y = softmax(relu(x · W + b) · V), x float32 [rows, 24], y float32 [rows, 10]. */
    static byte[] network() {
        Graph graph = new Graph("network", List.of(new ValueInfo("x", new ValueInfo.Tensor(DType.F32, true,
            List.of(new Dimension.Named("rows"), new Dimension.Fixed(24))))),
            List.of(new ValueInfo("y", new ValueInfo.Tensor(DType.F32, true, List.of(new Dimension.Named("rows"), new Dimension.Fixed(10))))),
            List.of(node("MatMul", List.of("x", "W"), "xw", Map.of()),
                node("Add", List.of("xw", "b"), "h", Map.of()),
                node("Relu", List.of("h"), "r", Map.of()),
                node("MatMul", List.of("r", "V"), "logits", Map.of()),
                node("Softmax", List.of("logits"), "y", Map.of("axis", new Attribute.IntValue(-1)))),
            Map.of("W", random(1, 24, 64), "b", random(2, 64), "V", random(3, 64, 10)));
        return OnnxWriter.write(OnnxModel.of(graph, OPSET));
    }

    /** A transformer of no layers: a text's vector is the mean of its words'. */
    static byte[] embedder() {
        ValueInfo.Tensor integers = new ValueInfo.Tensor(DType.I64, true, List.of(BATCH, SEQUENCE));
        Graph graph = new Graph("embedder", List.of(new ValueInfo("input_ids", integers)),
            List.of(new ValueInfo("last_hidden_state",
                new ValueInfo.Tensor(DType.F32, true, List.of(BATCH, SEQUENCE, new Dimension.Fixed(DIMENSION))))),
            List.of(node("Gather", List.of("words", "input_ids"), "last_hidden_state", Map.of())),
            Map.of("words", random(4, WORDS.size(), DIMENSION)));
        return OnnxWriter.write(OnnxModel.of(graph, OPSET));
    }

    /** y = a · W in integers: a uint8 [rows, 70], y int32 [rows, 33]. The weights use all of their eight bits. */
    static byte[] integerProduct() {
        Graph graph = new Graph("product", List.of(new ValueInfo("a", new ValueInfo.Tensor(DType.U8, true,
            List.of(new Dimension.Named("rows"), new Dimension.Fixed(70))))),
            List.of(new ValueInfo("y", new ValueInfo.Tensor(DType.I32, true, List.of(new Dimension.Named("rows"), new Dimension.Fixed(33))))),
            List.of(node("MatMulInteger", List.of("a", "W"), "y", Map.of())), Map.of("W", integerWeights()));
        return OnnxWriter.write(OnnxModel.of(graph, OPSET));
    }

    /** The weights of {@link #integerProduct}, int8 [70, 33]. */
    static Tensor integerWeights() {
        long[] weights = new long[70 * 33];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % 5 == 0 ? -128 : i % 5 == 1 ? 127 : i * 37 % 256 - 128;
        }
        return Tensor.of(DType.I8, Shape.of(70, 33), weights);
    }

    /** A model with an operator that there is not. */
    static byte[] unknownOperator() {
        ValueInfo.Tensor type = new ValueInfo.Tensor(DType.F32, true, List.of(new Dimension.Fixed(1)));
        return OnnxWriter.write(OnnxModel.of(new Graph("unknown", List.of(new ValueInfo("x", type)), List.of(new ValueInfo("y", type)),
            List.of(node("Frobnicate", List.of("x"), "y", Map.of())), Map.of()), OPSET));
    }

    /** The same as {@link #embedder}, with an operator that few models have. */
    static byte[] uncommonEmbedder() {
        ValueInfo.Tensor integers = new ValueInfo.Tensor(DType.I64, true, List.of(BATCH, SEQUENCE));
        Graph graph = new Graph("embedder", List.of(new ValueInfo("input_ids", integers)),
            List.of(new ValueInfo("last_hidden_state",
                new ValueInfo.Tensor(DType.F32, true, List.of(BATCH, SEQUENCE, new Dimension.Fixed(DIMENSION))))),
            List.of(node("Gather", List.of("words", "input_ids"), "found", Map.of()),
                node("Einsum", List.of("found"), "last_hidden_state", Map.of("equation", new Attribute.StringValue("bsd->bsd")))),
            Map.of("words", random(4, WORDS.size(), DIMENSION)));
        return OnnxWriter.write(OnnxModel.of(graph, OPSET));
    }

    /** The vectors of {@link #embedder}'s words, float32 [words, DIMENSION]. */
    static Tensor wordVectors() {
        return random(4, WORDS.size(), DIMENSION);
    }

    /** Says whether a text has more tokens of its own (label 0) or more special ones (label 1). */
    static byte[] classifier() {
        ValueInfo.Tensor integers = new ValueInfo.Tensor(DType.I64, true, List.of(BATCH, SEQUENCE));
        Graph graph = new Graph("classifier", List.of(new ValueInfo("input_ids", integers)),
            List.of(new ValueInfo("logits", new ValueInfo.Tensor(DType.F32, true, List.of(BATCH, new Dimension.Fixed(2))))),
            List.of(node("Less", List.of("input_ids", "three"), "special", Map.of()),
                node("Cast", List.of("special"), "ones", Map.of("to", new Attribute.IntValue(DType.F32.code()))),
                node("ReduceSum", List.of("ones", "axis"), "second", Map.of()),
                node("Sub", List.of("one", "ones"), "others", Map.of()),
                node("ReduceSum", List.of("others", "axis"), "first", Map.of()),
                node("Concat", List.of("first", "second"), "logits", Map.of("axis", new Attribute.IntValue(1)))),
            Map.of("three", Tensor.longs(Shape.SCALAR, 3), "one", Tensor.floats(Shape.SCALAR, 1), "axis", Tensor.longs(Shape.of(1), 1)));
        return OnnxWriter.write(OnnxModel.of(graph, OPSET));
    }

    /** Words by white space, with [CLS] and [SEP] around them. */
    static byte[] tokenizer() {
        JsonWriter vocabulary = new JsonWriter().beginObject();
        WORDS.forEach(word -> vocabulary.name(word).value(WORDS.indexOf(word)));
        String json = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
             "pre_tokenizer": {"type": "WhitespaceSplit"},
             "post_processor": {"type": "TemplateProcessing",
               "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                          {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
               "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                        {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}},
                        {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
               "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [1], "tokens": ["[CLS]"]},
                                  "[SEP]": {"id": "[SEP]", "ids": [2], "tokens": ["[SEP]"]}}},
             "decoder": null,
             "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": VOCABULARY}}
            """.replace("VOCABULARY", vocabulary.endObject().toString());
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static Tensor random(long seed, int... dims) {
        Shape shape = Shape.of(dims);
        Random random = new Random(seed);
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return Tensor.floats(shape, values);
    }

    private static Node node(String operator, List<String> inputs, String output, Map<String, Attribute> attributes) {
        return new Node("", "", operator, OPSET, inputs, List.of(output), attributes);
    }
}
