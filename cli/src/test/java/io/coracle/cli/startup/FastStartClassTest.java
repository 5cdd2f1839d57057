package io.coracle.cli.startup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FastStartClassTest {
    private static final ClassLoader CLASSES = FastStartClassTest.class.getClassLoader();

    sealed interface Shape {}

    record Circle(double radius, float weight, String name) implements Shape {}

    record Square(int side, long area, boolean filled, byte b, short s, char c, List<Integer> corners) implements Shape {}

    record Nothing() implements Shape {}

    /** Tells much of what pattern switches and records do. */
    public static final class Sample implements Supplier<List<String>> {
        @Override
        public List<String> get() {
            List<Shape> shapes = List.of(new Circle(1, 2, "a"), new Circle(Double.NaN, -0.0f, null), new Circle(Double.NaN, 0.0f, null),
                new Circle(Double.NaN, -0.0f, null), new Square(1, 2, true, (byte) 3, (short) 4, 'c', List.of(1, 2)),
                new Square(1, 2, true, (byte) 3, (short) 4, 'c', List.of(1, 2)), new Square(1, 3, true, (byte) 3, (short) 4, 'c', null),
                new Nothing(), new Nothing());
            List<String> told = new ArrayList<>();
            for (Shape shape : shapes) {
                told.add(describe(shape) + shape.hashCode() + shape + other(shape) + other(shape.toString()));
                for (Shape second : shapes) {
                    told.add(String.valueOf(shape.equals(second)));
                }
                told.add(String.valueOf(shape.equals(null)));
            }
            told.add(other(null));
            return told;
        }

        private static String describe(Shape shape) {
            return switch (shape) {
                case Circle circle when circle.radius() > 0 -> "a circle";
                case Circle(double radius, float weight, String name) -> "a strange circle";
                case Square(int side, long area, boolean filled, byte b, short s, char c, List<Integer> corners) -> "a square";
                case Nothing nothing -> "nothing";
            };
        }

        private static String other(Object object) {
            return switch (object) {
                case null -> "null";
                case String text when text.isEmpty() -> "empty";
                case String text -> "text";
                case Shape shape -> "shape";
                default -> "other";
            };
        }
    }

    @Test
    void whatARewrittenClassComputesStaysTheSame() throws Exception {
        @SuppressWarnings("unchecked")
        Supplier<List<String>> sample = (Supplier<List<String>>) new Rewriting(getClass().getName()).loadClass(Sample.class.getName())
            .getDeclaredConstructor().newInstance();

        assertNotSame(Sample.class, sample.getClass());
        assertEquals(new Sample().get(), sample.get());
    }

    @Test
    void noSwitchAndNoRecordIsLeftToBeLinkedWhenTheClassRuns() throws IOException {
        for (Class<?> type : List.of(Sample.class, Circle.class)) {
            assertTrue(dynamicCalls(bytes(type)) > 0);
            assertEquals(0, dynamicCalls(FastStartClass.rewrite(bytes(type), CLASSES)));
        }
    }

    @Test
    void aClassWithNothingToChangeStaysAsItIs() throws IOException {
        assertArrayEquals(bytes(Shape.class), FastStartClass.rewrite(bytes(Shape.class), CLASSES));
    }

    @Test
    void oldClassesGetTodaysVersionAndPassItsVerifier() throws Exception {
        byte[] old = bytes(CommandLine.class);

        Class<?> loaded = Class.forName(CommandLine.class.getName(), true, new Rewriting("picocli."));

        assertNotSame(CommandLine.class, loaded);
        assertEquals(ClassFile.JAVA_5_VERSION, ClassFile.of().parse(old).majorVersion());
        assertEquals(ClassFile.JAVA_17_VERSION, ClassFile.of().parse(FastStartClass.rewrite(old, CLASSES)).majorVersion());
    }

    /** Calls that are linked at run time, but for lambdas, texts put together, and what {@code toString} does. */
    private static long dynamicCalls(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        return model.methods().stream().flatMap(method -> method.code().stream()).flatMap(code -> code.elementStream())
            .filter(InvokeDynamicInstruction.class::isInstance).map(InvokeDynamicInstruction.class::cast)
            .filter(call -> !call.name().equalsString("toString"))
            .filter(call -> !call.bootstrapMethod().owner().displayName().endsWith("Factory")).count();
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        return bytes(type.getName());
    }

    private static byte[] bytes(String type) throws IOException {
        try (InputStream in = CLASSES.getResourceAsStream(type.replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    /** Rewrites the classes whose names begin so, and takes the others from the tests' class loader. */
    private static final class Rewriting extends ClassLoader {
        private final String beginning;

        Rewriting(String beginning) {
            super(CLASSES);
            this.beginning = beginning;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(beginning)) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            try {
                byte[] bytes = FastStartClass.rewrite(bytes(name), CLASSES);
                return known != null ? known : defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
