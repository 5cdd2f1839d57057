package io.coracle.op.rnn;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Functions;
import io.coracle.op.OperatorException;

/** An activation function of a recurrent layer, with its two parameters where it has them. */
record Activation(String name, float alpha, float beta) {
    /** @param alpha NaN for the function's default, as {@code beta} */
    static Activation of(String name, float alpha, float beta) {
        return switch (lower(name)) {
            case "relu", "tanh", "sigmoid", "softsign", "softplus" -> new Activation(lower(name), 0, 0);
            case "affine" -> new Activation("affine", or(alpha, 1), or(beta, 0));
            case "leakyrelu" -> new Activation("leakyrelu", or(alpha, 0.01f), 0);
            case "thresholdedrelu" -> new Activation("thresholdedrelu", or(alpha, 1), 0);
            case "scaledtanh" -> new Activation("scaledtanh", or(alpha, 1), or(beta, 1));
            case "hardsigmoid" -> new Activation("hardsigmoid", or(alpha, 0.2f), or(beta, 0.5f));
            case "elu" -> new Activation("elu", or(alpha, 1), 0);
            default -> throw new OperatorException("activation \"" + name + "\" is not supported");
        };
    }

    /** ASCII only, whatever the platform's tables say. */
    private static String lower(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return text.toString();
    }

    private static float or(float value, float otherwise) {
        return Float.isNaN(value) ? otherwise : value;
    }

    /** Functions that take each parameter, in the order in which models list their values. */
    static boolean takesAlpha(String name) {
        return switch (lower(name)) {
            case "affine", "leakyrelu", "thresholdedrelu", "scaledtanh", "hardsigmoid", "elu" -> true;
            default -> false;
        };
    }

    static boolean takesBeta(String name) {
        return switch (lower(name)) {
            case "affine", "scaledtanh", "hardsigmoid" -> true;
            default -> false;
        };
    }

    Expr apply(Expr x) {
        Expr zero = Expr.like(x, 0);
        Expr one = Expr.like(x, 1);
        Expr a = Expr.like(x, alpha);
        Expr b = Expr.like(x, beta);
        return switch (name) {
            case "relu" -> x.max(zero);
            case "tanh" -> Functions.tanh(x);
            case "sigmoid" -> Functions.sigmoid(x);
            case "softsign" -> x.over(one.plus(x.abs()));
            case "softplus" -> Functions.softplus(x);
            case "affine" -> x.times(a).plus(b);
            case "leakyrelu" -> x.lt(zero).select(x.times(a), x);
            case "thresholdedrelu" -> x.gt(a).select(x, zero);
            case "scaledtanh" -> Functions.tanh(x.times(b)).times(a);
            case "hardsigmoid" -> x.times(a).plus(b).max(zero).min(one);
            default -> x.lt(zero).select(Functions.expm1(x.min(zero)).times(a), x);
        };
    }
}
