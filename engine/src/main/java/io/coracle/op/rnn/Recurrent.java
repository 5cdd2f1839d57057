package io.coracle.op.rnn;

import io.coracle.op.Attributes;
import io.coracle.op.Lowering;
import io.coracle.op.Operand;
import io.coracle.op.Operands;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.conv.Halves;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recurrent layer in one or both directions. ONNX RNN, GRU and LSTM, versions 1 to 22: X [steps, batch, inputs], W [directions,
 * gates × hidden, inputs], R [directions, gates × hidden, hidden], B, lengths [batch], initial states [directions, batch, hidden].
 *
 * @param hidden elements of the state; 0 to take it from the weights
 * @param activations those of the first direction, then those of the second
 * @param clip bound of what goes into activations; 0 for none
 * @param resetAfter for GRU, whether the reset gate comes after the product (attribute {@code linear_before_reset})
 * @param coupled for LSTM, whether the forget gate is what the input gate leaves
 * @param batchFirst whether the batch comes before the steps
 */
record Recurrent(Cell cell, int hidden, Direction direction, List<Activation> activations, float clip, boolean resetAfter, boolean coupled,
                 boolean batchFirst) implements Operator.Lowered {
    /** Which way the steps are taken. */
    enum Direction { FORWARD, REVERSE, BOTH }

    static Recurrent of(Cell cell, Attributes a) {
        Direction direction = switch (a.string("direction", "forward")) {
            case "forward" -> Direction.FORWARD;
            case "reverse" -> Direction.REVERSE;
            case "bidirectional" -> Direction.BOTH;
            case String other -> throw new OperatorException("direction \"" + other + "\" is not supported");
        };
        int directions = direction == Direction.BOTH ? 2 : 1;
        return new Recurrent(cell, a.integer("hidden_size", 0), direction, activations(cell, directions, a), a.floating("clip", 0),
            a.flag("linear_before_reset", false), a.flag("input_forget", false), a.flag("layout", false));
    }

    private static List<Activation> activations(Cell cell, int directions, Attributes a) {
        List<String> names = a.strings("activations");
        if (names.isEmpty()) {
            List<String> usual = switch (cell) {
                case RNN -> List.of("Tanh");
                case GRU -> List.of("Sigmoid", "Tanh");
                case LSTM -> List.of("Sigmoid", "Tanh", "Tanh");
            };
            names = new ArrayList<>(usual);
            names.addAll(directions == 2 ? usual : List.of());
        }
        if (names.size() != directions * cell.activations()) {
            throw new OperatorException("activations " + names + " are not " + cell.activations() + " for each of " + directions + " directions");
        }
        List<Activation> activations = new ArrayList<>();
        int alpha = 0;
        int beta = 0;
        List<Float> alphas = a.floats("activation_alpha");
        List<Float> betas = a.floats("activation_beta");
        for (String name : names) {
            float first = Activation.takesAlpha(name) && alpha < alphas.size() ? alphas.get(alpha++) : Float.NaN;
            float second = Activation.takesBeta(name) && beta < betas.size() ? betas.get(beta++) : Float.NaN;
            activations.add(Activation.of(name, first, second));
        }
        return List.copyOf(activations);
    }

    private int directions() {
        return direction == Direction.BOTH ? 2 : 1;
    }

    private Shape states(int batch, int size) {
        return batchFirst ? Shape.of(batch, directions(), size) : Shape.of(directions(), batch, size);
    }

    @Override
    public List<TensorType> infer(Operands operands) {
        Shape x = operands.shape(0);
        Shape weights = operands.shape(1);
        DType dtype = operands.dtype(0);
        if (x.rank() != 3 || weights.rank() != 3 || operands.shape(2).rank() != 3 || dtype != DType.F32 && dtype != DType.F64 && !Halves.isHalf(dtype)) {
            throw new OperatorException("takes sequences of floating point numbers and weights, got " + operands.type(0) + ", "
                + operands.type(1) + " and " + operands.type(2));
        }
        int steps = x.dim(batchFirst ? 1 : 0);
        int batch = x.dim(batchFirst ? 0 : 1);
        int size = operands.shape(2).dim(2);
        if (hidden != 0 && hidden != size) {
            throw new OperatorException("attribute hidden_size is " + hidden + ", weights are for " + size);
        }
        int rows = cell.gates() * size;
        expect(operands, 1, dtype, Shape.of(directions(), rows, x.dim(2)));
        expect(operands, 2, dtype, Shape.of(directions(), rows, size));
        expect(operands, 3, dtype, Shape.of(directions(), 2 * rows));
        expect(operands, 4, DType.I32, Shape.of(batch));
        expect(operands, 5, dtype, states(batch, size));
        if (cell == Cell.LSTM) {
            expect(operands, 6, dtype, states(batch, size));
            expect(operands, 7, dtype, Shape.of(directions(), 3 * size));
        }
        Shape all = batchFirst ? Shape.of(batch, steps, directions(), size) : Shape.of(steps, directions(), batch, size);
        List<TensorType> types = new ArrayList<>(List.of(new TensorType(dtype, all), new TensorType(dtype, states(batch, size))));
        if (cell == Cell.LSTM) {
            types.add(new TensorType(dtype, states(batch, size)));
        }
        return types;
    }

    private static void expect(Operands operands, int input, DType dtype, Shape shape) {
        if (operands.has(input) && !operands.type(input).equals(new TensorType(dtype, shape))) {
            throw new OperatorException("input " + input + " is " + operands.type(input) + ", expected " + new TensorType(dtype, shape));
        }
    }

    @Override
    public void lower(Lowering to) {
        Operand x = to.input(0);
        Operand weights = to.input(1);
        Shape shape = x.shape();
        int steps = shape.dim(batchFirst ? 1 : 0);
        int batch = shape.dim(batchFirst ? 0 : 1);
        int inputs = shape.dim(2);
        int size = to.input(2).shape().dim(2);
        int rows = cell.gates() * size;
        if (batch * size == 0) {
            return;
        }
        DType dtype = x.dtype();
        DType sums = Halves.sum(dtype);
        Operand bias = to.has(3) ? to.input(3) : zeros(to, dtype, directions() * 2 * rows);
        Operand products = to.scratch(sums, Shape.of(directions(), steps, batch, rows));
        if (steps > 0) {
            to.call(InputProducts.kernel(dtype, sums), List.of(x, weights, bias, products), directions(), steps, batch, rows, inputs,
                batchFirst ? inputs : batch * inputs, batchFirst ? steps * inputs : inputs);
        }
        int[] full = new int[batch];
        Arrays.fill(full, steps);
        Operand lengths = to.has(4) ? to.input(4) : to.constant(Tensor.ints(Shape.of(batch), full));
        Operand first = to.has(5) ? to.input(5) : zeros(to, dtype, directions() * batch * size);
        Operand firstCell = cell == Cell.LSTM && to.has(6) ? to.input(6) : zeros(to, dtype, directions() * batch * size);
        boolean peepholes = cell == Cell.LSTM && to.has(7);
        int per = cell.activations();
        boolean alike = directions() == 1 || activations.subList(0, per).equals(activations.subList(per, 2 * per));
        for (int d = 0; d < directions(); d += alike ? directions() : 1) {
            Recurrence recurrence = new Recurrence(cell, activations.subList(d * per, (d + 1) * per), clip, resetAfter, coupled, peepholes, dtype, sums);
            List<Operand> buffers = new ArrayList<>(List.of(products, to.input(2), bias, lengths, first, firstCell));
            if (peepholes) {
                buffers.add(to.input(7));
            }
            Shape states = Shape.of(directions() * batch * size);
            buffers.addAll(List.of(to.output(0), to.output(1)));
            buffers.add(cell == Cell.LSTM ? to.output(2) : to.scratch(dtype, states));
            buffers.addAll(List.of(to.scratch(sums, states), to.scratch(sums, states), to.scratch(sums, states), to.scratch(sums, states)));
            int stateDirection = batchFirst ? size : batch * size;
            int stateBatch = batchFirst ? directions() * size : size;
            to.call(recurrence.kernel(), buffers, alike ? directions() : 1, d, direction == Direction.REVERSE ? 0 : 1, steps, batch, size,
                stateDirection, stateBatch, batchFirst ? directions() * size : directions() * batch * size,
                batchFirst ? size : batch * size, batchFirst ? steps * directions() * size : size);
        }
    }

    private static Operand zeros(Lowering to, DType dtype, int count) {
        return to.constant(Tensor.of(dtype, Shape.of(count), new double[count]));
    }
}
