package io.coracle.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coracle.graph.Attribute;
import io.coracle.graph.Graph;
import io.coracle.graph.Node;
import io.coracle.graph.ValueInfo;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassesTest {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> constants = new HashMap<>();

    private PassesTest add(String operator, String inputs, String output) {
        return add(operator, inputs, output, Map.of());
    }

    private PassesTest add(String operator, String inputs, String output, Map<String, Attribute> attributes) {
        nodes.add(new Node("", "", operator, 11, List.of(inputs.split(" ")), List.of(output), attributes));
        return this;
    }

    private PassesTest number(String name, float value) {
        constants.put(name, Tensor.floats(Shape.SCALAR, value));
        return this;
    }

    private List<Node> optimized(String... outputs) {
        ValueInfo.Tensor type = new ValueInfo.Tensor(DType.F32, false, List.of());
        List<ValueInfo> wanted = new ArrayList<>();
        for (String output : outputs) {
            wanted.add(new ValueInfo(output, type));
        }
        return Passes.standard().apply(new Graph("test", List.of(new ValueInfo("x", type)), wanted, nodes, constants)).nodes();
    }

    private List<String> operators(String... outputs) {
        return optimized(outputs).stream().map(Node::operator).toList();
    }

    private PassesTest layerNorm(String centred) {
        constants.put("gain", Tensor.floats(Shape.of(2), 1, 2));
        constants.put("bias", Tensor.floats(Shape.of(2), 3, 4));
        Map<String, Attribute> last = Map.of("axes", new Attribute.IntList(List.of(-1L)));
        return number("two", 2).number("epsilon", 1e-12f).add("ReduceMean", "x", "mean", last).add("Sub", "x mean", "d").add("Pow", centred + " two", "square")
            .add("ReduceMean", "square", "variance", last).add("Add", "variance epsilon", "shifted").add("Sqrt", "shifted", "root")
            .add("Div", "d root", "normal").add("Mul", "normal gain", "scaled").add("Add", "scaled bias", "y");
    }

    @Test
    void layerNormWrittenLonghandBecomesOneNode() {
        Node node = layerNorm("d").optimized("y").getFirst();
        assertEquals("LayerNormalization", node.operator());
        assertEquals(List.of("x", "gain", "bias"), node.inputs());
        assertEquals(new Attribute.FloatValue(1e-12f), node.attributes().get("epsilon"));
        assertEquals(1, optimized("y").size());
    }

    @Test
    void aDeviationFromSomethingElseIsNoLayerNorm() {
        assertEquals(false, layerNorm("x").operators("y").contains("LayerNormalization"));
    }

    @Test
    void whatElseReadsThePartsOfALayerNormStaysThere() {
        assertEquals(List.of("ReduceMean", "LayerNormalization"), layerNorm("d").operators("y", "mean"));
    }

    @Test
    void geluByErfBecomesOneNode() {
        number("root", (float) Math.sqrt(2)).number("one", 1).number("half", 0.5f);
        add("Div", "x root", "a").add("Erf", "a", "b").add("Add", "b one", "c").add("Mul", "x c", "d").add("Mul", "d half", "y");
        assertEquals(List.of("Gelu"), operators("y"));
        assertEquals(new Attribute.StringValue("none"), optimized("y").getFirst().attributes().get("approximate"));
    }

    @Test
    void geluByErfIsFoundWithItsFactorsInAnotherOrder() {
        number("rootHalf", (float) Math.sqrt(0.5)).number("one", 1).number("half", 0.5f);
        add("Mul", "rootHalf x", "a").add("Erf", "a", "b").add("Add", "one b", "c").add("Mul", "half x", "d").add("Mul", "c d", "y");
        assertEquals(List.of("Gelu"), operators("y"));
    }

    @Test
    void geluByTanhBecomesOneNode() {
        number("k", (float) Math.sqrt(2 / Math.PI)).number("c", 0.044715f).number("three", 3).number("one", 1).number("half", 0.5f);
        add("Pow", "x three", "cube").add("Mul", "cube c", "small").add("Add", "x small", "sum").add("Mul", "sum k", "scaled")
            .add("Tanh", "scaled", "t").add("Add", "t one", "gate").add("Mul", "x gate", "xg").add("Mul", "xg half", "y");
        assertEquals(List.of("Gelu"), operators("y"));
        assertEquals(new Attribute.StringValue("tanh"), optimized("y").getFirst().attributes().get("approximate"));
    }

    @Test
    void anotherFactorThanAHalfIsNoGelu() {
        number("root", (float) Math.sqrt(2)).number("one", 1).number("factor", 0.7f);
        add("Div", "x root", "a").add("Erf", "a", "b").add("Add", "b one", "c").add("Mul", "x c", "d").add("Mul", "d factor", "y");
        assertEquals(false, operators("y").contains("Gelu"));
    }

    @Test
    void aScaledProductOfIntegersBecomesOneNode() {
        constants.put("w", Tensor.of(DType.I8, Shape.of(2, 2), 1L, 2, 3, 4));
        constants.put("zero", Tensor.of(DType.I8, Shape.SCALAR, 0L));
        nodes.add(new Node("", "", "DynamicQuantizeLinear", 11, List.of("x"), List.of("q", "s", "z"), Map.of()));
        number("ws", 0.1f).add("MatMulInteger", "q w z zero", "p").add("Cast", "p", "f", Map.of("to", new Attribute.IntValue(1)))
            .add("Mul", "s ws", "scale").add("Mul", "f scale", "y");
        assertEquals(List.of("DynamicQuantizeLinear", "Mul", "ScaledMatMulInteger"), operators("y"));
    }

    @Test
    void aProductOfIntegersThatSomebodyElseReadsStays() {
        constants.put("w", Tensor.of(DType.I8, Shape.of(2, 2), 1L, 2, 3, 4));
        nodes.add(new Node("", "", "DynamicQuantizeLinear", 11, List.of("x"), List.of("q", "s", "z"), Map.of()));
        add("MatMulInteger", "q w z", "p").add("Cast", "p", "f", Map.of("to", new Attribute.IntValue(1))).add("Mul", "f s", "y");
        assertEquals(true, operators("y", "p").contains("MatMulInteger"));
    }

    @Test
    void aProductDividedByAConstantIsMultiplied() {
        number("four", 4).add("MatMul", "x x", "p").add("Div", "p four", "y");
        Node last = optimized("y").getLast();
        assertEquals("Times", last.operator());
        assertEquals(new Attribute.FloatValue(0.25f), last.attributes().get("factor"));
    }

    @Test
    void otherDivisionsStay() {
        number("four", 4).number("zero", 0).add("MatMul", "x x", "p").add("Div", "p zero", "byZero").add("Div", "x four", "noProduct")
            .add("MatMul", "x x", "q").add("Div", "q x", "noConstant").add("MatMul", "x x", "r").add("Div", "r four", "readTwice");
        assertEquals(4, operators("byZero", "noProduct", "noConstant", "readTwice", "r").stream().filter("Div"::equals).count());
    }

    @Test
    void whatNoOutputNeedsIsDropped() {
        add("Relu", "x", "y").add("Neg", "x", "unused");
        assertEquals(List.of("Relu"), operators("y"));
    }
}
