package io.coracle.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives methods annotated with {@link OperatorTest} their {@link OperatorTester}. */
final class OperatorTesterParameter implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == OperatorTester.class
            && context.getRequiredTestMethod().isAnnotationPresent(OperatorTest.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        OperatorTest test = context.getRequiredTestMethod().getAnnotation(OperatorTest.class);
        return OperatorTester.of(test.value(), test.opset());
    }
}
