package io.coracle.op.elementwise;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.op.Operator;
import io.coracle.op.OperatorException;
import io.coracle.op.OperatorSet;
import io.coracle.op.TypeCodes;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Adds the operators of this package to a set. */
public final class ElementwiseOperators {
    /** Since this version operands broadcast as NumPy's do; before, an attribute says where the second belongs in the first. */
    private static final int NUMPY_BROADCASTING = 7;

    private ElementwiseOperators() {}

    public static void addTo(OperatorSet.Builder set) {
        arithmetic(set);
        logic(set);
        functions(set);
        activations(set);
        set.add("Cast", Cast::create);
        set.add("CastLike", a -> new CastLike(a.flag("saturate", true), a.string("round_mode", "up")));
        set.add("BitCast", a -> new BitCast(TypeCodes.dtype(a.integer("to"))));
        set.add("Where", a -> new Where());
        set.add("Clip", Clip::create);
        set.add("Dropout", Dropout::create);
    }

    private static void arithmetic(OperatorSet.Builder set) {
        aligned(set, "Add", new Binary(Binary.Op.ADD));
        aligned(set, "Sub", new Binary(Binary.Op.SUB));
        aligned(set, "Mul", new Binary(Binary.Op.MUL));
        aligned(set, "Div", new Binary(Binary.Op.DIV));
        set.add("coracle", "Times", a -> new Times(a.floating("factor", 1)));
        aligned(set, "Pow", new Pow());
        set.add("Mod", a -> new Mod(a.flag("fmod", false)));
        set.add("Sum", a -> new Binary(Binary.Op.ADD));
        set.add("Mean", a -> new Mean());
        set.add("Min", a -> new Binary(Binary.Op.MIN));
        set.add("Max", a -> new Binary(Binary.Op.MAX));
    }

    private static void logic(OperatorSet.Builder set) {
        aligned(set, "And", new Logical(Logical.Op.AND));
        aligned(set, "Or", new Logical(Logical.Op.OR));
        aligned(set, "Xor", new Logical(Logical.Op.XOR));
        set.add("Not", a -> new Logical(Logical.Op.NOT));
        aligned(set, "Equal", new Comparison(Comparison.Op.EQUAL));
        aligned(set, "Less", new Comparison(Comparison.Op.LESS));
        aligned(set, "Greater", new Comparison(Comparison.Op.GREATER));
        set.add("LessOrEqual", a -> new Comparison(Comparison.Op.LESS_OR_EQUAL));
        set.add("GreaterOrEqual", a -> new Comparison(Comparison.Op.GREATER_OR_EQUAL));
        set.add("BitwiseAnd", a -> new Binary(Binary.Op.AND));
        set.add("BitwiseOr", a -> new Binary(Binary.Op.OR));
        set.add("BitwiseXor", a -> new Binary(Binary.Op.XOR));
        set.add("BitwiseNot", a -> new Unary(Unary.Accepts.INTEGERS, Expr::not));
        set.add("BitShift", a -> new BitShift(a.string("direction", "").equals("LEFT")));
        set.add("IsNaN", a -> Question.isNaN());
        set.add("IsInf", a -> Question.isInfinite(a.flag("detect_positive", true), a.flag("detect_negative", true)));
    }

    private static void functions(OperatorSet.Builder set) {
        numbers(set, "Abs", Expr::abs);
        numbers(set, "Neg", Expr::negate);
        numbers(set, "Sign", Activations::sign);
        floats(set, "Ceil", x -> new Expr.Unary(Expr.UnaryOp.CEIL, x));
        floats(set, "Floor", Expr::floor);
        floats(set, "Round", Expr::rint);
        floats(set, "Sqrt", Expr::sqrt);
        floats(set, "Reciprocal", x -> Expr.like(x, 1).over(x));
        floats(set, "Exp", Functions::exp);
        floats(set, "Log", Functions::log);
        floats(set, "Erf", Functions::erf);
        floats(set, "Sin", Functions::sin);
        floats(set, "Cos", Functions::cos);
        floats(set, "Tan", Functions::tan);
        floats(set, "Asin", Functions::asin);
        floats(set, "Acos", Functions::acos);
        floats(set, "Atan", Functions::atan);
        floats(set, "Sinh", Functions::sinh);
        floats(set, "Cosh", Functions::cosh);
        floats(set, "Tanh", Functions::tanh);
        floats(set, "Asinh", Functions::asinh);
        floats(set, "Acosh", Functions::acosh);
        floats(set, "Atanh", Functions::atanh);
    }

    private static void activations(OperatorSet.Builder set) {
        numbers(set, "Relu", Activations::relu);
        floats(set, "Sigmoid", Functions::sigmoid);
        floats(set, "Softplus", Functions::softplus);
        floats(set, "Softsign", Activations::softsign);
        floats(set, "Mish", Activations::mish);
        floats(set, "HardSwish", Activations::hardSwish);
        alpha(set, "LeakyRelu", 0.01f, Activations::leakyRelu);
        alpha(set, "ThresholdedRelu", 1, Activations::thresholdedRelu);
        alpha(set, "Elu", 1, Activations::elu);
        alpha(set, "Celu", 1, Activations::celu);
        alpha(set, "Swish", 1, Activations::swish);
        set.add("Selu", a -> {
            // Before opset 6 the defaults were given with fewer digits.
            boolean old = a.version() < 6;
            float alpha = a.floating("alpha", old ? 1.6732f : 1.67326319217681884765625f);
            float gamma = a.floating("gamma", old ? 1.0507f : 1.05070102214813232421875f);
            return Unary.ofFloats(x -> Activations.selu(x, alpha, gamma));
        });
        set.add("HardSigmoid", a -> {
            float alpha = a.floating("alpha", 0.2f);
            float beta = a.floating("beta", 0.5f);
            return Unary.ofFloats(x -> Activations.hardSigmoid(x, alpha, beta));
        });
        set.add("Shrink", a -> {
            float bias = a.floating("bias", 0);
            float threshold = a.floating("lambd", 0.5f);
            return Unary.ofNumbers(x -> Activations.shrink(x, bias, threshold));
        });
        set.add("SwiGLU", a -> new Gated(a.floating("alpha", 1)));
        set.add("Gelu", a -> switch (a.string("approximate", "none")) {
            case "none" -> Unary.ofFloats(Functions::gelu);
            case "tanh" -> Unary.ofFloats(Activations::geluTanh);
            default -> throw new OperatorException("attribute approximate is neither none nor tanh: " + a.string("approximate", ""));
        });
        // The slope of the oldest versions belongs to the channels, axis 1, even without being told so.
        set.add("PRelu", a -> a.version() < NUMPY_BROADCASTING ? new Aligned(new PRelu(), 1) : new PRelu());
    }

    private static void floats(OperatorSet.Builder set, String name, UnaryOperator<Expr> function) {
        set.add(name, a -> Unary.ofFloats(function));
    }

    private static void numbers(OperatorSet.Builder set, String name, UnaryOperator<Expr> function) {
        set.add(name, a -> Unary.ofNumbers(function));
    }

    private static void alpha(OperatorSet.Builder set, String name, float otherwise, BiFunction<Expr, Double, Expr> function) {
        set.add(name, a -> {
            double alpha = a.floating("alpha", otherwise);
            return Unary.ofFloats(x -> function.apply(x, alpha));
        });
    }

    private static void aligned(OperatorSet.Builder set, String name, Operator.Elementwise operator) {
        set.add(name, a -> a.version() < NUMPY_BROADCASTING && a.flag("broadcast", false) && a.has("axis")
            ? new Aligned(operator, a.integer("axis")) : operator);
    }
}
