package io.coracle.plan;

import io.coracle.op.Attributes;
import io.coracle.op.Operator;
import io.coracle.op.matmul.Epilogued;
import io.coracle.op.matmul.MatMul;
import io.coracle.op.matmul.StridedMatMul;
import io.coracle.op.reduce.Softmax;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Joins nodes into operators that do the work of several with less memory traffic: elementwise chains, transpositions around matrix
 * products, and the elementwise work that follows a product.
 */
final class Fusion {
    /** An operator with more operands than this would need too many addresses at once. */
    private static final int MOST_INPUTS = 8;

    private final Set<Value> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    private List<Planned> body;

    private Fusion(List<Planned> body, Collection<Value> outputs) {
        this.body = body;
        kept.addAll(outputs);
    }

    /** The same work in fewer nodes; {@code outputs} stay what they are. */
    static List<Planned> fuse(List<Planned> body, Collection<Value> outputs) {
        Fusion fusion = new Fusion(Liveness.keepUsed(body, outputs), outputs);
        fusion.rewrite(fusion::transposedOperands);
        fusion.rewrite(fusion::elementwiseChain);
        fusion.rewrite(fusion::epilogue);
        fusion.rewrite(fusion::transposedResult);
        fusion.postponeFactors();
        return fusion.body;
    }

    /** Replaces a node by one that does the work of its producers too, or gives nothing. */
    private interface Rule {
        Optional<Planned> apply(Planned node, Map<Value, Planned> producers, Map<Value, Integer> readers);
    }

    /** How many nodes read each value. */
    private Map<Value, Integer> readers() {
        Map<Value, Integer> readers = new IdentityHashMap<>();
        for (Planned planned : body) {
            List<Value> distinct = new ArrayList<>();
            planned.inputs().forEach(input -> input.ifPresent(value -> addOnce(distinct, value)));
            distinct.forEach(value -> readers.merge(value, 1, Integer::sum));
        }
        return readers;
    }

    private void rewrite(Rule rule) {
        Map<Value, Integer> readers = readers();
        Map<Value, Planned> producers = new IdentityHashMap<>();
        List<Planned> result = new ArrayList<>();
        for (Planned planned : body) {
            Planned current = planned;
            Optional<Planned> next = rule.apply(current, producers, readers);
            while (next.isPresent()) {
                current = next.get();
                next = rule.apply(current, producers, readers);
            }
            for (Value output : current.outputs()) {
                producers.put(output, current);
            }
            result.add(current);
        }
        body = Liveness.keepUsed(result, kept);
    }

    /** A product of what softmax gives multiplies its own rows by softmax's factors: they are shorter, and on their way to memory. */
    private void postponeFactors() {
        Map<Value, Integer> readers = readers();
        Map<Value, Integer> softmaxes = new IdentityHashMap<>();
        List<Planned> result = new ArrayList<>();
        for (Planned planned : body) {
            Value first = planned.outputs().getFirst();
            if (planned.operator() instanceof Softmax softmax && softmax.hasFactors(first.type()) && isOnlyFor(first, readers)) {
                softmaxes.put(first, result.size());
            }
            result.add(planned.operator() instanceof StridedMatMul product && product.hasRoomForFactors()
                ? withFactors(planned, product, softmaxes, result) : planned);
        }
        body = result;
    }

    /** A product whose left side is one of the softmaxes in {@code before} gets its factors, and that gives them; any other is left as it is. */
    private static Planned withFactors(Planned planned, StridedMatMul product, Map<Value, Integer> softmaxes, List<Planned> before) {
        Value left = planned.inputs().getFirst().orElseThrow();
        if (!softmaxes.containsKey(left) || planned.inputs().get(1).orElseThrow() == left) {
            return planned;
        }
        int place = softmaxes.get(left);
        Planned softmax = before.get(place);
        Softmax factored = ((Softmax) softmax.operator()).factored();
        Value factors = Value.computed(factored.factors(left.type()));
        before.set(place, new Planned(softmax.node(), factored, softmax.inputs(), List.of(left, factors)));
        List<Optional<Value>> inputs = new ArrayList<>(planned.inputs());
        inputs.add(Optional.of(factors));
        return new Planned(planned.node(), product.withRowFactors(), inputs, planned.outputs());
    }

    private boolean isOnlyFor(Value value, Map<Value, Integer> readers) {
        return !kept.contains(value) && readers.getOrDefault(value, 0) == 1;
    }

    private static Optional<List<Integer>> permutation(Planned planned) {
        if (planned == null || !planned.node().is("Transpose") || PlanWriter.needsTensors(planned)) {
            return Optional.empty();
        }
        int rank = planned.outputs().getFirst().shape().rank();
        List<Integer> given = new Attributes(planned.node()).integers("perm");
        List<Integer> permutation = new ArrayList<>(given);
        for (int i = rank - 1; given.isEmpty() && i >= 0; i--) {
            permutation.add(i);
        }
        return Optional.of(permutation);
    }

    /** A product of transposed operands reads the originals. */
    private Optional<Planned> transposedOperands(Planned node, Map<Value, Planned> producers, Map<Value, Integer> readers) {
        StridedMatMul product;
        if (node.operator() instanceof MatMul && node.outputs().getFirst().shape().rank() >= 2
            && node.inputs().get(0).orElseThrow().shape().rank() >= 2 && node.inputs().get(1).orElseThrow().shape().rank() >= 2) {
            return Optional.of(new Planned(node.node(), StridedMatMul.PLAIN, node.inputs(), node.outputs()));
        } else if (node.operator() instanceof StridedMatMul strided) {
            product = strided;
        } else {
            return Optional.empty();
        }
        for (int side = 0; side < 2; side++) {
            Planned producer = producers.get(node.inputs().get(side).orElseThrow());
            Optional<List<Integer>> permutation = permutation(producer);
            if (permutation.isPresent() && (side == 0 ? product.permuteA() : product.permuteB()).isEmpty()) {
                List<Optional<Value>> inputs = new ArrayList<>(node.inputs());
                inputs.set(side, producer.inputs().getFirst());
                return Optional.of(new Planned(node.node(),
                    side == 0 ? product.withA(permutation.get()) : product.withB(permutation.get()), inputs, node.outputs()));
            }
        }
        return Optional.empty();
    }

    /** Whether a value between two fused operators means the same in a register as in memory. */
    private static boolean passes(DType dtype) {
        return switch (dtype) {
            case F32, F64, I32, I64, BOOL -> true;
            default -> false;
        };
    }

    private static FusedElementwise program(Operator.Elementwise operator, int inputs) {
        if (operator instanceof FusedElementwise fused) {
            return fused;
        }
        List<Integer> operands = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            operands.add(i);
        }
        return new FusedElementwise(inputs, List.of(new FusedElementwise.Stage(operator, operands)));
    }

    /** An elementwise operator computes what only it reads. */
    private Optional<Planned> elementwiseChain(Planned node, Map<Value, Planned> producers, Map<Value, Integer> readers) {
        if (!(node.operator() instanceof Operator.Elementwise outer) || PlanWriter.needsTensors(node)
            || node.inputs().stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            Value between = node.inputs().get(i).get();
            Planned producer = producers.get(between);
            if (producer == null || !(producer.operator() instanceof Operator.Elementwise inner) || !isOnlyFor(between, readers)
                || !between.shape().equals(node.outputs().getFirst().shape()) || !passes(between.dtype())
                || PlanWriter.needsTensors(producer) || producer.inputs().stream().anyMatch(Optional::isEmpty)) {
                continue;
            }
            Planned joined = join(node, program(outer, node.inputs().size()), producer, program(inner, producer.inputs().size()), between);
            if (joined.inputs().size() <= MOST_INPUTS) {
                return Optional.of(joined);
            }
        }
        return Optional.empty();
    }

    private static Planned join(Planned node, FusedElementwise outer, Planned producer, FusedElementwise inner, Value between) {
        List<Value> inputs = new ArrayList<>();
        producer.inputs().forEach(input -> addOnce(inputs, input.orElseThrow()));
        node.inputs().forEach(input -> {
            if (input.orElseThrow() != between) {
                addOnce(inputs, input.get());
            }
        });
        List<FusedElementwise.Stage> stages = new ArrayList<>();
        renumber(inner, producer, inputs, stages, between, -1);
        renumber(outer, node, inputs, stages, between, inputs.size() + stages.size() - 1);
        List<Optional<Value>> operands = new ArrayList<>();
        inputs.forEach(input -> operands.add(Optional.of(input)));
        return new Planned(node.node(), new FusedElementwise(inputs.size(), stages), operands, node.outputs());
    }

    private static void addOnce(List<Value> values, Value value) {
        if (indexOf(values, value) < 0) {
            values.add(value);
        }
    }

    private static int indexOf(List<Value> values, Value value) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == value) {
                return i;
            }
        }
        return -1;
    }

    /** Appends a program's stages; {@code between} is the result of stage {@code betweenIndex}. */
    private static void renumber(FusedElementwise program, Planned of, List<Value> inputs, List<FusedElementwise.Stage> stages,
                                 Value between, int betweenIndex) {
        int firstStage = inputs.size() + stages.size();
        for (FusedElementwise.Stage stage : program.stages()) {
            List<Integer> operands = new ArrayList<>();
            for (int operand : stage.operands()) {
                if (operand >= program.inputs()) {
                    operands.add(firstStage + operand - program.inputs());
                } else {
                    Value value = of.inputs().get(operand).orElseThrow();
                    operands.add(value == between && betweenIndex >= 0 ? betweenIndex : indexOf(inputs, value));
                }
            }
            stages.add(new FusedElementwise.Stage(stage.operator(), operands));
        }
    }

    /** A product computes the elementwise operator that alone reads its result. */
    private Optional<Planned> epilogue(Planned node, Map<Value, Planned> producers, Map<Value, Integer> readers) {
        if (!(node.operator() instanceof Operator.Elementwise next) || PlanWriter.needsTensors(node)) {
            return Optional.empty();
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.inputs().get(i).isEmpty()) {
                return Optional.empty();
            }
            Value between = node.inputs().get(i).get();
            Planned producer = producers.get(between);
            if (producer == null || !(producer.operator() instanceof Epilogued product) || !product.isPlain() || !isOnlyFor(between, readers)
                || between.dtype() != DType.F32 || !between.shape().equals(node.outputs().getFirst().shape())
                || Collections.frequency(node.inputs(), node.inputs().get(i)) != 1) {
                continue;
            }
            List<Optional<Value>> inputs = new ArrayList<>(producer.inputs());
            inputs.addAll(node.inputs());
            inputs.remove(producer.inputs().size() + i);
            return Optional.of(new Planned(producer.node(), product.followedBy(next, i), inputs, node.outputs()));
        }
        return Optional.empty();
    }

    /** A product whose result is only transposed writes it transposed. */
    private Optional<Planned> transposedResult(Planned node, Map<Value, Planned> producers, Map<Value, Integer> readers) {
        Optional<List<Integer>> permutation = permutation(node);
        if (permutation.isEmpty()) {
            return Optional.empty();
        }
        Value between = node.inputs().getFirst().orElseThrow();
        Planned producer = producers.get(between);
        if (producer == null || !(producer.operator() instanceof StridedMatMul product) || !product.permuteC().isEmpty()
            || !isOnlyFor(between, readers)) {
            return Optional.empty();
        }
        return Optional.of(new Planned(producer.node(), product.withC(permutation.get()), producer.inputs(), node.outputs()));
    }
}
