package io.coracle.web.compile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.util.Optional;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodHolder;
import org.teavm.model.emit.ProgramEmitter;

/**
 * Records without a text of their own are only their name as text: what the Java compiler writes for hundreds of them would be a
 * fortieth of what a page has to fetch, for messages that hardly anybody sees.
 */
public final class BriefRecords implements ClassHolderTransformer {
    @Override
    public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
        MethodHolder text = type.getMethod(new MethodDescriptor("toString", String.class));
        if ("java.lang.Record".equals(type.getParent()) && text != null && isGenerated(type.getName())) {
            String name = type.getName();
            ProgramEmitter.create(text, context.getHierarchy()).constant(name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1))
                .returnValue();
        }
    }

    /** Whether a record's {@code toString} is the compiler's: it only calls a method that the platform makes. */
    private static boolean isGenerated(String type) {
        try (InputStream in = BriefRecords.class.getClassLoader().getResourceAsStream(type.replace('.', '/') + ".class")) {
            return in != null && ClassFile.of().parse(in.readAllBytes()).methods().stream()
                .filter(method -> method.methodName().equalsString("toString") && method.methodTypeSymbol().parameterCount() == 0)
                .map(MethodModel::code).flatMap(Optional::stream).flatMap(CodeModel::elementStream)
                .anyMatch(part -> part instanceof InvokeDynamicInstruction call
                    && call.bootstrapMethod().owner().displayName().equals("ObjectMethods"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
