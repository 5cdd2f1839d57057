package io.coracle.plan;

import io.coracle.kernel.ByteProducts;
import io.coracle.op.Operand;
import io.coracle.tensor.DType;
import io.coracle.tensor.Tensor;
import io.coracle.tensor.TensorType;
import java.util.Optional;

/**
 * A tensor while a plan is made. A view has the place of the value it views; contents are known of constants and of what was
 * folded; a prepared constant has contents that a kernel makes.
 */
final class Value implements Operand {
    private final TensorType type;
    private final Optional<Tensor> content;
    private final Optional<Constant> constant;
    private final Value root;
    private Optional<Boolean> withinLimit = Optional.empty();

    private Value(TensorType type, Optional<Tensor> content, Optional<Constant> constant, Optional<Value> viewed) {
        this.type = type;
        this.content = content;
        this.constant = constant;
        this.root = viewed.isPresent() ? viewed.get().root : this;
    }

    static Value computed(TensorType type) {
        return new Value(type, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Value known(Tensor tensor) {
        return new Value(tensor.type(), Optional.of(tensor), Optional.of(new Constant.Literal(tensor)), Optional.empty());
    }

    static Value prepared(TensorType type, Constant constant) {
        return new Value(type, Optional.empty(), Optional.of(constant), Optional.empty());
    }

    static Value view(TensorType type, Value of) {
        return new Value(type, Optional.empty(), of.constant, Optional.of(of));
    }

    @Override
    public TensorType type() {
        return type;
    }

    Optional<Tensor> content() {
        return content;
    }

    /** What it is made of, when it is the same in every run. */
    Optional<Constant> constant() {
        return constant;
    }

    /**
     * Whether its contents are known and no byte of them is beyond a limit; false where that makes no difference. Looked up once: weights are
     * megabytes, and a value is planned for one target.
     */
    boolean isWithinLimit(ByteProducts products) {
        if (root != this) {
            return root.isWithinLimit(products);
        }
        if (withinLimit.isEmpty()) {
            withinLimit = Optional.of(products.depends() && type.dtype() == DType.I8 && content.isPresent()
                && ByteRange.isWithin(content.get().bytes(), products.limit()));
        }
        return withinLimit.get();
    }

    /** The value whose memory this one is. */
    Value root() {
        return root;
    }
}
