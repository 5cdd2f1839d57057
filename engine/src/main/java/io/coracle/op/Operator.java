package io.coracle.op;

import io.coracle.kernel.Expr;
import io.coracle.tensor.DType;
import io.coracle.tensor.Shape;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator with its attributes. Its kind says how it is run: most are kernels, some only rename memory, and what cannot be a
 * loop nest is plain Java over tensors.
 */
public sealed interface Operator {
    /**
     * The types of the outputs. Throws {@link OperatorException} when the operands do not fit the operator.
     */
    List<TensorType> infer(Operands operands);

    /** Whether {@link #infer} asks for the contents of an input, as Reshape does for the shape it is given. */
    default boolean needsContents(int input) {
        return false;
    }

    /** Whether outputs depend on the elements of an input and not only on its type, as those of Shape do. */
    default boolean reads(int input) {
        return true;
    }

    /**
     * Computes every element of its output from the elements of its inputs at the same place, after NumPy's broadcasting. Chains
     * of these become one kernel, or the epilogue of the matrix product they follow.
     */
    non-sealed interface Elementwise extends Operator {
        /** The element type of the output. Throws {@link OperatorException} for types that the operator does not take. */
        DType result(List<DType> inputs);

        /**
         * The output element. Inputs are in the register type of their dtype (see {@link io.coracle.kernel.Scalar#of}); booleans
         * are i32 0 or 1. The result may have any number of lanes, so constants come from {@link Expr#like}. A BOOL result stands
         * for a boolean output; any other has the register type of {@link #result}.
         */
        Expr apply(List<Expr> inputs, List<DType> types);

        @Override
        default List<TensorType> infer(Operands operands) {
            List<DType> types = new ArrayList<>();
            Shape shape = operands.shape(0);
            for (int i = 0; i < operands.count(); i++) {
                types.add(operands.dtype(i));
                shape = Shape.broadcast(shape, operands.shape(i));
            }
            return List.of(new TensorType(result(types), shape));
        }
    }

    /** Becomes one or more kernels. */
    non-sealed interface Lowered extends Operator {
        void lower(Lowering to);
    }

    /** Its only output has the elements of input 0, in the same order, under another shape: no work at all. */
    non-sealed interface View extends Operator {}

    /** Plain Java over tensors, for what is no loop nest: sorting, strings, shapes that depend on contents. */
    non-sealed interface Host extends Operator, OnTensors {
        /** Whether shapes of outputs depend on contents, so that {@link #infer} cannot tell them. */
        default boolean dynamic() {
            return false;
        }
    }

    /**
     * Not a kind, but an ability: computing outputs in plain Java. A {@link Lowered} or {@link Elementwise} operator has it besides
     * when it also takes elements that kernels cannot load, such as strings or 4-bit integers.
     */
    interface OnTensors {
        /**
         * Computes the outputs. Contents of all operands are known.
         *
         * @return one tensor for each output, also for those that nobody wants
         */
        List<Tensor> evaluate(Operands operands);
    }

    /** Runs graphs that are its attributes: If, Loop, Scan. */
    non-sealed interface Control extends Operator {
        List<Tensor> evaluate(Operands operands, Subgraphs subgraphs);

        /** Shapes depend on what the graphs do. */
        @Override
        default List<TensorType> infer(Operands operands) {
            throw new IllegalStateException("control flow is evaluated, not inferred");
        }
    }
}
