package io.coracle.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of one operator, which takes an {@link OperatorTester} for it:
 *
 * <pre>{@code
 * @OperatorTest("Softmax")
 * void softmaxOfLargeLogitsDoesNotOverflow(OperatorTester softmax) {
 *     softmax.with("axis", -1)
 *         .on(f32(shape(2, 3), 1e4f, 1e4f, -1e4f, 0f, 0f, 0f))
 *         .gives(f32(shape(2, 3), 0.5f, 0.5f, 0f, 1 / 3f, 1 / 3f, 1 / 3f))
 *         .agreesWithOnnxRuntime();
 * }
 * }</pre>
 */
@Test
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OperatorTesterParameter.class)
public @interface OperatorTest {
    /** The operator's name, with its domain and a colon before it unless it is of the default ONNX set. */
    String value();

    /** The version of the operator set that the model imports. */
    int opset() default 21;
}
