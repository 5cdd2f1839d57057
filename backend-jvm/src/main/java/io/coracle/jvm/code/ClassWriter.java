package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Stmt;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the class of a kernel: a subclass of {@link KernelCode} and a static method for every part worth one. */
final class ClassWriter {
    private static final int FINAL = ClassFile.ACC_FINAL | ClassFile.ACC_SUPER;

    final Kernel kernel;
    final ClassDesc self;
    /** Whether packed buffers come as arrays of chunks. */
    final boolean chunksAsArrays;
    final Optional<VectorTypes> vectors;
    private final Deque<Method> pending = new ArrayDeque<>();
    private int methods;

    private record Method(String name, MethodTypeDesc type, int flags, Consumer<CodeBuilder> code) {}

    private ClassWriter(Kernel kernel, String packageName, boolean chunksAsArrays, Optional<VectorTypes> vectors) {
        this.kernel = kernel;
        this.self = ClassDesc.of(packageName, "Kernel_" + kernel.name().replaceAll("[^A-Za-z0-9]", "_"));
        this.chunksAsArrays = chunksAsArrays;
        this.vectors = vectors;
    }

    /** The bytes of a class for a kernel whose unrolled loops are written out. */
    static byte[] write(Kernel kernel, String packageName, boolean chunksAsArrays, Optional<VectorTypes> vectors) {
        return new ClassWriter(kernel, packageName, chunksAsArrays, vectors).write();
    }

    private byte[] write() {
        pending.add(new Method("<init>", ConstantDescs.MTD_void, 0, code -> code.aload(0)
            .invokespecial(Types.KERNEL_CODE, "<init>", ConstantDescs.MTD_void).return_()));
        pending.add(new Method("count", MethodTypeDesc.of(ConstantDescs.CD_int, Types.BINDINGS), ClassFile.ACC_PUBLIC, this::count));
        pending.add(new Method("run", MethodTypeDesc.of(ConstantDescs.CD_void, Types.BINDINGS, Types.SCRATCH, ConstantDescs.CD_int,
            ConstantDescs.CD_int), ClassFile.ACC_PUBLIC, this::run));
        return ClassFile.of().build(self, builder -> {
            builder.withFlags(FINAL).withSuperclass(Types.KERNEL_CODE);
            while (!pending.isEmpty()) {
                Method method = pending.poll();
                builder.withMethodBody(method.name(), method.type(), method.flags(), method.code());
            }
        });
    }

    /** Adds a static method to be written later; gives its name. */
    String add(String purpose, MethodTypeDesc type, Consumer<CodeBuilder> code) {
        String name = purpose + methods++;
        pending.add(new Method(name, type, ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE, code));
        return name;
    }

    // The entries: slot 0 is this, 1 the bindings, 2 the scratch, 3 and 4 the range.

    private void count(CodeBuilder code) {
        Optional<Stmt.For> parallel = kernel.parallelLoop();
        if (parallel.isEmpty()) {
            code.iconst_1().ireturn();
            return;
        }
        List<Stmt> before = kernel.body().subList(0, kernel.body().size() - 1);
        List<Stmt> needed = new ArrayList<>(before);
        needed.add(new Stmt.For(parallel.get().variable(), parallel.get().start(), parallel.get().end(), 1, Stmt.Mode.SERIAL, List.of()));
        MethodWriter writer = new MethodWriter(this, code, 2, 1);
        bind(writer, code, Uses.of(needed), false);
        writer.block(before);
        Stmt.For loop = parallel.get();
        // (end - start + step - 1) / step, but not below 0.
        writer.push(loop.end(), 0);
        writer.push(loop.start(), 0);
        code.isub().loadConstant(loop.step() - 1).iadd().loadConstant(loop.step()).idiv().iconst_0()
            .invokestatic(Types.MATH, "max", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int)).ireturn();
    }

    private void run(CodeBuilder code) {
        MethodWriter writer = new MethodWriter(this, code, 5, 1);
        bind(writer, code, Uses.of(kernel.body()), true);
        Optional<Stmt.For> parallel = kernel.parallelLoop();
        if (parallel.isEmpty()) {
            writer.block(kernel.body());
        } else {
            writer.block(kernel.body().subList(0, kernel.body().size() - 1));
            writer.range(parallel.get(), 3, 4);
        }
        code.return_();
    }

    /** Loads what a method uses of the bindings and of the scratch memory into local variables. */
    private void bind(MethodWriter writer, CodeBuilder code, Uses uses, boolean locals) {
        for (int i = 0; i < kernel.parameters().size(); i++) {
            Var parameter = kernel.parameters().get(i);
            if (uses.variables().contains(parameter)) {
                code.aload(1).getfield(Types.BINDINGS, "arguments", ConstantDescs.CD_int.arrayType()).loadConstant(i).iaload();
                code.istore(writer.define(parameter)[0]);
            }
        }
        for (int i = 0; i < kernel.buffers().size(); i++) {
            Buffer buffer = kernel.buffers().get(i);
            if (uses.buffers().contains(buffer)) {
                ClassDesc type = Types.of(buffer, chunksAsArrays);
                if (type.equals(Types.SEGMENT)) {
                    code.aload(1).getfield(Types.BINDINGS, "segments", Types.SEGMENT.arrayType()).loadConstant(i).aaload();
                } else {
                    code.aload(1).getfield(Types.BINDINGS, "chunks", ConstantDescs.CD_Object.arrayType()).loadConstant(i).aaload()
                        .checkcast(type);
                }
                code.astore(writer.define(buffer));
            }
        }
        Map<Storage, Integer> slots = new HashMap<>();
        for (Buffer local : kernel.locals()) {
            Storage storage = Storage.of(local.dtype());
            int slot = slots.merge(storage, 1, Integer::sum) - 1;
            if (locals && uses.buffers().contains(local)) {
                code.aload(2).loadConstant(slot).loadConstant(local.size()).invokevirtual(Types.SCRATCH,
                    storage.name().toLowerCase(Locale.ROOT) + "s",
                    MethodTypeDesc.of(storage.array(), ConstantDescs.CD_int, ConstantDescs.CD_int));
                code.astore(writer.define(local));
            }
        }
    }

    /** The parameters of a method that takes over a part of another: its free variables, then its buffers, then the bindings. */
    MethodTypeDesc signature(Uses uses, List<ClassDesc> more) {
        List<ClassDesc> parameters = new ArrayList<>();
        for (Var variable : uses.variables()) {
            for (int lane = 0; lane < variable.type().lanes(); lane++) {
                parameters.add(Types.of(variable.type().scalar()));
            }
        }
        for (Buffer buffer : uses.buffers()) {
            parameters.add(Types.of(buffer, chunksAsArrays));
        }
        if (uses.requires()) {
            parameters.add(Types.BINDINGS);
        }
        parameters.addAll(more);
        return MethodTypeDesc.of(ConstantDescs.CD_void, parameters);
    }

    /** Local variables that the parameters of a signature take. */
    static int slots(MethodTypeDesc type) {
        int slots = 0;
        for (ClassDesc parameter : type.parameterList()) {
            slots += TypeKind.from(parameter).slotSize();
        }
        return slots;
    }

    /** Whether an expression lives in vector registers. */
    boolean isVector(Expr e) {
        return vectors.isPresent() && e.type().lanes() > 1;
    }
}
