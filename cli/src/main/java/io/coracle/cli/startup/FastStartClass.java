package io.coracle.cli.startup;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rewrites a class so that the JVM has less to do before it runs. What it computes stays the same. Two things cost a start most:
 * <ul>
 * <li>pattern switches and the methods of records, which javac leaves to {@code invokedynamic}: JDK 25's class cache keeps lambdas
 *     linked, but not these, and each spins classes at its first use. They become ordinary methods.
 * <li>classes of a version before 50, which the cache leaves out and the JVM's older, slower verifier checks. They get the version and
 *     the stack maps of today.
 * </ul>
 */
final class FastStartClass {
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final int SYNTHETIC = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

    private final ClassModel model;
    private final ClassFile classFile;
    private final ClassDesc self;
    private final boolean isInterface;
    private final List<Method> methods = new ArrayList<>();

    /** A method that takes the place of an {@code invokedynamic}. */
    private record Method(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {}

    private FastStartClass(byte[] bytes, ClassLoader classes) {
        this.classFile = ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes).cached()));
        this.model = classFile.parse(bytes);
        this.self = model.thisClass().asSymbol();
        this.isInterface = model.flags().has(AccessFlag.INTERFACE);
    }

    /**
     * The class with these changes, or the same bytes where there is nothing to change.
     *
     * @param classes finds the types that the class refers to
     */
    static byte[] rewrite(byte[] bytes, ClassLoader classes) {
        return new FastStartClass(bytes, classes).rewritten(bytes);
    }

    private byte[] rewritten(byte[] bytes) {
        boolean old = model.majorVersion() < ClassFile.JAVA_6_VERSION;
        ClassTransform calls = ClassTransform.transformingMethodBodies(this::call);
        ClassTransform version = old ? FastStartClass::today : ClassTransform.ACCEPT_ALL;
        byte[] result = classFile.transformClass(model, calls.andThen(version).andThen(ClassTransform.endHandler(this::addMethods)));
        return old || !methods.isEmpty() ? result : bytes;
    }

    private static void today(ClassBuilder builder, ClassElement element) {
        builder.with(element instanceof ClassFileVersion ? ClassFileVersion.of(ClassFile.JAVA_17_VERSION, 0) : element);
    }

    private void call(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeDynamicInstruction dynamic) {
            DirectMethodHandleDesc bootstrap = dynamic.bootstrapMethod();
            String name = bootstrap.owner().displayName() + "." + bootstrap.methodName();
            List<ConstantDesc> arguments = dynamic.bootstrapArgs();
            if (name.equals("SwitchBootstraps.typeSwitch") && arguments.stream().allMatch(ClassDesc.class::isInstance)) {
                List<ClassDesc> labels = arguments.stream().map(ClassDesc.class::cast).toList();
                replace(code, "$typeSwitch" + methods.size(), dynamic.typeSymbol(), body -> typeSwitch(body, labels));
                return;
            }
            if (name.equals("ObjectMethods.bootstrap") && !dynamic.name().equalsString("toString")) {
                List<DirectMethodHandleDesc> fields = arguments.stream().skip(2).map(DirectMethodHandleDesc.class::cast).toList();
                boolean hash = dynamic.name().equalsString("hashCode");
                replace(code, hash ? "$hashCode" : "$equals", dynamic.typeSymbol(),
                    body -> { if (hash) { hashCode(body, fields); } else { equals(body, fields); } });
                return;
            }
        }
        code.with(element);
    }

    private void replace(CodeBuilder code, String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {
        methods.add(new Method(name, type, body));
        code.invokestatic(self, name, type, isInterface);
    }

    private void addMethods(ClassBuilder builder) {
        methods.forEach(method -> builder.withMethodBody(method.name, method.type, SYNTHETIC, method.body));
    }

    /** As {@link java.lang.runtime.SwitchBootstraps#typeSwitch}: the first label from {@code restart} on that fits the target. */
    private static void typeSwitch(CodeBuilder code, List<ClassDesc> labels) {
        var present = code.newLabel();
        code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
        for (int i = 0; i < labels.size(); i++) {
            var next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next);
            code.aload(0).instanceOf(labels.get(i)).ifeq(next).loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(labels.size()).ireturn();
    }

    /** As {@link java.lang.runtime.ObjectMethods}. */
    private void hashCode(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
        code.iconst_0();
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc type = field.invocationType().returnType();
            code.loadConstant(31).imul().aload(0).getfield(self, field.methodName(), type);
            if (type.isPrimitive()) {
                code.invokestatic(box(type), "hashCode", MethodTypeDesc.of(CD_int, type));
            } else {
                code.invokestatic(OBJECTS, "hashCode", MethodTypeDesc.of(CD_int, CD_Object));
            }
            code.iadd();
        }
        code.ireturn();
    }

    /** As {@link java.lang.runtime.ObjectMethods}: floating-point numbers by {@code compare}, so that NaN equals NaN. */
    private void equals(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
        var same = code.newLabel();
        var different = code.newLabel();
        int other = 2;
        code.aload(0).aload(1).if_acmpeq(same);
        code.aload(1).instanceOf(self).ifeq(different).aload(1).checkcast(self).astore(other);
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc type = field.invocationType().returnType();
            code.aload(0).getfield(self, field.methodName(), type).aload(other).getfield(self, field.methodName(), type);
            if (type.isPrimitive()) {
                code.invokestatic(box(type), "compare", MethodTypeDesc.of(CD_int, type, type)).ifne(different);
            } else {
                code.invokestatic(OBJECTS, "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object)).ifeq(different);
            }
        }
        code.labelBinding(same).iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
    }

    private static ClassDesc box(ClassDesc primitive) {
        return ClassDesc.of("java.lang." + switch (primitive.descriptorString()) {
            case "I" -> "Integer";
            case "J" -> "Long";
            case "D" -> "Double";
            case "F" -> "Float";
            case "Z" -> "Boolean";
            case "B" -> "Byte";
            case "S" -> "Short";
            default -> "Character";
        });
    }
}
