package io.coracle.op;

import io.coracle.kernel.ArrayCells;
import io.coracle.kernel.Interpreter;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Target;
import io.coracle.tensor.Bytes;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs one lowered operator at once over tensors, its kernels with the {@link Interpreter}. */
public final class Eager implements Lowering {
    private final Operands operands;
    private final List<Place> outputs = new ArrayList<>();

    private Eager(Operands operands, List<TensorType> types) {
        this.operands = operands;
        for (TensorType type : types) {
            outputs.add(new Place(type));
        }
    }

    /** The outputs of an operator for operands whose contents are known. */
    public static List<Tensor> run(Operator.Lowered operator, Operands operands) {
        Eager eager = new Eager(operands, operator.infer(operands));
        operator.lower(eager);
        List<Tensor> results = new ArrayList<>();
        for (Place output : eager.outputs) {
            results.add(Tensor.of(output.dtype(), output.shape(), Bytes.of(output.bytes)));
        }
        return results;
    }

    /** An operand with memory of its own. */
    private static final class Place implements Operand {
        private final TensorType type;
        private final Optional<Tensor> content;
        private final byte[] bytes;

        Place(TensorType type) {
            this.type = type;
            this.content = Optional.empty();
            this.bytes = new byte[Math.toIntExact(type.bytes())];
        }

        Place(Tensor tensor) {
            this.type = tensor.type();
            this.content = Optional.of(tensor);
            this.bytes = tensor.bytes().toArray();
        }

        @Override
        public TensorType type() {
            return type;
        }
    }

    @Override
    public Target target() {
        return Target.SCALAR;
    }

    @Override
    public boolean has(int i) {
        return operands.has(i);
    }

    @Override
    public Operand input(int i) {
        return new Place(operands.content(i));
    }

    @Override
    public int outputs() {
        return operands.outputs();
    }

    @Override
    public Operand output(int i) {
        return outputs.get(i);
    }

    @Override
    public Operand scratch(DType dtype, Shape shape) {
        return new Place(new TensorType(dtype, shape));
    }

    @Override
    public Optional<Tensor> content(Operand operand) {
        return ((Place) operand).content;
    }

    @Override
    public boolean isConstant(Operand operand) {
        return ((Place) operand).content.isPresent();
    }

    @Override
    public boolean isWithinLimit(Operand operand) {
        return false;
    }

    @Override
    public Operand constant(Tensor tensor) {
        return new Place(tensor);
    }

    @Override
    public Operand prepared(TensorType type, Kernel kernel, List<Operand> from, int... arguments) {
        Place made = new Place(type);
        List<Operand> buffers = new ArrayList<>(from);
        buffers.add(made);
        call(kernel, buffers, arguments);
        return made;
    }

    @Override
    public void call(Kernel kernel, List<Operand> buffers, int... arguments) {
        List<ArrayCells> cells = new ArrayList<>();
        for (Operand buffer : buffers) {
            cells.add(new ArrayCells(((Place) buffer).bytes));
        }
        Interpreter.run(kernel, cells, arguments);
    }

    @Override
    public Operand prepared(TensorType type, KernelSource kernel, List<Operand> from, int... arguments) {
        return prepared(type, kernel.write(), from, arguments);
    }

    @Override
    public void call(KernelSource kernel, List<Operand> buffers, int... arguments) {
        call(kernel.write(), buffers, arguments);
    }
}
