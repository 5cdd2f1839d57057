package io.coracle.op;

import io.coracle.op.attention.AttentionOperators;
import io.coracle.op.control.ControlOperators;
import io.coracle.op.conv.ConvOperators;
import io.coracle.op.einsum.EinsumOperators;
import io.coracle.op.elementwise.ElementwiseOperators;
import io.coracle.op.generate.GenerateOperators;
import io.coracle.op.image.ImageOperators;
import io.coracle.op.index.IndexOperators;
import io.coracle.op.loss.LossOperators;
import io.coracle.op.matmul.MatMulOperators;
import io.coracle.op.move.MoveOperators;
import io.coracle.op.norm.NormOperators;
import io.coracle.op.quant.QuantOperators;
import io.coracle.op.reduce.ReduceOperators;
import io.coracle.op.rnn.RecurrentOperators;
import io.coracle.op.select.SelectOperators;
import io.coracle.op.signal.SignalOperators;
import io.coracle.op.text.TextOperators;

/** The operators that the engine knows. */
public final class StandardOperators {
    private StandardOperators() {}

    /** All of them. */
    public static OperatorSet create() {
        OperatorSet.Builder operators = commonOnes();
        MoveOperators.addUncommonTo(operators);
        IndexOperators.addUncommonTo(operators);
        ConvOperators.addUncommonTo(operators);
        MatMulOperators.addUncommonTo(operators);
        SelectOperators.addUncommonTo(operators);
        NormOperators.addUncommonTo(operators);
        ControlOperators.addTo(operators);
        ImageOperators.addTo(operators);
        RecurrentOperators.addTo(operators);
        AttentionOperators.addTo(operators);
        LossOperators.addTo(operators);
        GenerateOperators.addTo(operators);
        TextOperators.addTo(operators);
        SignalOperators.addTo(operators);
        EinsumOperators.addTo(operators);
        return operators.build();
    }

    /** What transformers and convolutional networks mostly consist of: for where code is fetched before it runs, and less is better. */
    public static OperatorSet common() {
        return commonOnes().build();
    }

    private static OperatorSet.Builder commonOnes() {
        OperatorSet.Builder operators = new OperatorSet.Builder();
        ElementwiseOperators.addTo(operators);
        MoveOperators.addTo(operators);
        IndexOperators.addTo(operators);
        ConvOperators.addTo(operators);
        MatMulOperators.addTo(operators);
        SelectOperators.addTo(operators);
        ReduceOperators.addTo(operators);
        NormOperators.addTo(operators);
        QuantOperators.addTo(operators);
        return operators;
    }
}
