package io.coracle.jvm.code;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes statements into a method. A value of several lanes is several local variables, or one vector where the Vector API is used.
 * Bodies of loops around loops become methods of their own, because C2 compiles small methods that are called often best.
 */
final class MethodWriter {
    private static final int MOST_PARAMETER_SLOTS = 250;

    final ClassWriter owner;
    final CodeBuilder code;
    private final ScalarWriter scalars;
    private final Optional<VectorWriter> vectors;
    private final Map<Var, int[]> variables = new HashMap<>();
    private final Map<Buffer, Integer> buffers = new HashMap<>();
    private int bindings;
    private int nextSlot;
    private int temporaries;

    /**
     * @param nextSlot the first free local variable
     * @param bindings the local variable with the {@link Bindings}, or -1
     */
    MethodWriter(ClassWriter owner, CodeBuilder code, int nextSlot, int bindings) {
        this.owner = owner;
        this.code = code;
        this.nextSlot = nextSlot;
        this.bindings = bindings;
        this.scalars = new ScalarWriter(this);
        this.vectors = owner.vectors.map(types -> new VectorWriter(this, types));
    }

    // Names.

    int fresh(TypeKind kind) {
        int slot = nextSlot;
        nextSlot += kind.slotSize();
        return slot;
    }

    /** Local variables for a variable's lanes. */
    int[] define(Var variable) {
        boolean vector = owner.isVector(variable);
        int[] slots = new int[vector ? 1 : variable.type().lanes()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = fresh(vector ? TypeKind.REFERENCE : Types.kind(variable.type().scalar()));
        }
        variables.put(variable, slots);
        return slots;
    }

    int define(Buffer buffer) {
        int slot = fresh(TypeKind.REFERENCE);
        buffers.put(buffer, slot);
        return slot;
    }

    int slot(Var variable, int lane) {
        return variables.get(variable)[lane];
    }

    int slot(Buffer buffer) {
        return buffers.get(buffer);
    }

    // Values.

    /** Pushes one lane of a value. */
    void push(Expr value, int lane) {
        scalars.push(value, lane);
    }

    /** Pushes all lanes of a vector combined to one. */
    void reduceVector(Expr.BinaryOp op, Expr value) {
        vectors.orElseThrow().reduce(op, value);
    }

    /** A number for a variable that the kernel does not have. */
    int nextTemporary() {
        return --temporaries;
    }

    private void set(Var variable, Expr value, int[] slots) {
        TypeKind kind = Types.kind(variable.type().scalar());
        if (owner.isVector(variable)) {
            vectors.orElseThrow().push(value);
            code.astore(slots[0]);
            return;
        }
        // All lanes are computed before the first is stored: the value may use the variable.
        for (int lane = 0; lane < slots.length; lane++) {
            push(value, lane);
        }
        for (int lane = slots.length - 1; lane >= 0; lane--) {
            code.storeLocal(kind, slots[lane]);
        }
    }

    // Statements.

    void block(List<Stmt> body) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> {
                    int[] slots = define(variable);
                    set(variable, value, slots);
                }
                case Stmt.Assign(Var variable, Expr value) -> set(variable, value, variables.get(variable));
                case Stmt.Store store -> store(store);
                case Stmt.Require(Expr condition, String message) -> {
                    Label holds = code.newLabel();
                    push(condition, 0);
                    code.ifne(holds).aload(bindings).loadConstant(message)
                        .invokevirtual(Types.BINDINGS, "fail", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String));
                    code.labelBinding(holds);
                }
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    Label no = code.newLabel();
                    Label end = code.newLabel();
                    push(condition, 0);
                    code.ifeq(no);
                    nested(then);
                    code.goto_(end).labelBinding(no);
                    nested(otherwise);
                    code.labelBinding(end);
                }
                case Stmt.For loop -> loop(loop);
            }
        }
    }

    private void nested(List<Stmt> body) {
        int before = nextSlot;
        block(body);
        nextSlot = before;
    }

    private void store(Stmt.Store store) {
        if (owner.isVector(store.value())) {
            vectors.orElseThrow().store(store);
        } else {
            scalars.store(store);
        }
    }

    // Loops.

    private void loop(Stmt.For loop) {
        Optional<BulkCopy> copy = BulkCopy.of(loop);
        Optional<ArrayReduction> reduction = owner.chunksAsArrays ? ArrayReduction.of(loop) : Optional.empty();
        Optional<ArrayLoop> arrays = owner.chunksAsArrays ? ArrayLoop.of(loop) : Optional.empty();
        if (Pieces.isPiece(loop)) {
            define(loop.variable());
            body(loop, true);
        } else if (copy.isPresent()) {
            new CopyWriter(this).copy(copy.get(), loop);
        } else if (reduction.isPresent()) {
            reduce(reduction.get(), loop);
        } else if (arrays.isPresent()) {
            arrayLoop(arrays.get());
        } else {
            int[] variable = define(loop.variable());
            int end = bound(loop.end());
            push(loop.start(), 0);
            code.istore(variable[0]);
            iterate(loop, variable[0], loop.step(), () -> pushBound(loop.end(), end));
        }
    }

    /** Pushes both ends of a loop. */
    void pushRange(Stmt.For loop) {
        push(loop.start(), 0);
        push(loop.end(), 0);
    }

    private int bound(Expr end) {
        if (end instanceof Expr.Const) {
            return -1;
        }
        int slot = fresh(TypeKind.INT);
        push(end, 0);
        code.istore(slot);
        return slot;
    }

    private void pushBound(Expr end, int slot) {
        if (slot < 0) {
            push(end, 0);
        } else {
            code.iload(slot);
        }
    }

    private void iterate(Stmt.For loop, int variable, int step, Runnable pushEnd) {
        Label top = code.newLabel();
        Label exit = code.newLabel();
        code.labelBinding(top).iload(variable);
        pushEnd.run();
        code.if_icmpge(exit);
        body(loop, false);
        code.iinc(variable, step).goto_(top).labelBinding(exit);
    }

    /** The iterations {@code from} to {@code to} of a parallel loop, counted from 0 and given in local variables. */
    void range(Stmt.For loop, int from, int to) {
        int start = fresh(TypeKind.INT);
        push(loop.start(), 0);
        code.istore(start);
        int[] variable = define(loop.variable());
        Label top = code.newLabel();
        Label exit = code.newLabel();
        code.labelBinding(top).iload(from).iload(to).if_icmpge(exit);
        code.iload(start).iload(from).loadConstant(loop.step()).imul().iadd().istore(variable[0]);
        body(loop, false);
        code.iinc(from, 1).goto_(top).labelBinding(exit);
    }

    private void body(Stmt.For loop, boolean piece) {
        Uses uses = Uses.of(loop.body());
        boolean crossing = uses.variables().stream().anyMatch(owner::isVector);
        if ((piece || uses.loops()) && uses.assigned().isEmpty() && !crossing) {
            MethodTypeDesc type = owner.signature(uses, List.of());
            if (ClassWriter.slots(type) <= MOST_PARAMETER_SLOTS) {
                String name = owner.add("body", type, body -> {
                    inherit(uses, List.of(), body).block(loop.body());
                    body.return_();
                });
                pass(uses);
                code.invokestatic(owner.self, name, type);
                return;
            }
        }
        nested(loop.body());
    }

    /** Pushes what a method with a {@link ClassWriter#signature} takes. */
    private void pass(Uses uses) {
        for (Var variable : uses.variables()) {
            for (int slot : variables.get(variable)) {
                code.loadLocal(Types.kind(variable.type().scalar()), slot);
            }
        }
        for (Buffer buffer : uses.buffers()) {
            code.aload(buffers.get(buffer));
        }
        if (uses.requires()) {
            code.aload(bindings);
        }
    }

    /** A writer for such a method, which begins with these parameters. */
    private MethodWriter inherit(Uses uses, List<Var> more, CodeBuilder body) {
        MethodWriter writer = new MethodWriter(owner, body, 0, -1);
        uses.variables().forEach(writer::define);
        uses.buffers().forEach(writer::define);
        if (uses.requires()) {
            writer.bindings = writer.fresh(TypeKind.REFERENCE);
        }
        more.forEach(writer::define);
        return writer;
    }

    private void reduce(ArrayReduction reduction, Stmt.For loop) {
        int accumulator = slot(reduction.accumulator(), 0);
        Scalar scalar = reduction.accumulator().type().scalar();
        ClassDesc type = Types.of(scalar);
        ClassDesc array = type.arrayType();
        code.loadLocal(Types.kind(scalar), accumulator);
        if (reduction.operands().size() == 1) {
            ArrayReduction.Operand x = reduction.operands().getFirst();
            code.aload(slot(x.buffer()));
            push(loop.start().plus(Expr.i32(x.offset())), 0);
            push(loop.end().plus(Expr.i32(x.offset())), 0);
            code.invokestatic(Types.ARITHMETIC, reduction.method(),
                MethodTypeDesc.of(type, type, array, ConstantDescs.CD_int, ConstantDescs.CD_int));
        } else {
            for (ArrayReduction.Operand x : reduction.operands()) {
                code.aload(slot(x.buffer()));
                push(loop.start().plus(Expr.i32(x.offset())), 0);
            }
            push(loop.end().minus(loop.start()), 0);
            code.invokestatic(Types.ARITHMETIC, reduction.method(), MethodTypeDesc.of(type, type, array, ConstantDescs.CD_int, array,
                ConstantDescs.CD_int, ConstantDescs.CD_int));
        }
        code.storeLocal(Types.kind(scalar), accumulator);
    }

    // Loops over arrays: the chunks they read become arrays like any other.

    private void arrayLoop(ArrayLoop arrays) {
        Stmt.For loop = arrays.loop();
        Map<Buffer, Buffer> chunks = new HashMap<>();
        arrays.chunks().forEach((packed, base) -> {
            Buffer chunk = new Buffer(-1 - packed.id(), packed.name(), packed.dtype(), Buffer.Role.LOCAL, packed.size());
            chunks.put(packed, chunk);
            int slot = define(chunk);
            code.aload(slot(packed));
            push(base, 0);
            code.loadConstant(packed.size()).invokestatic(Types.ARITHMETIC, "chunk",
                MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int)).aaload().astore(slot);
        });
        List<Stmt> body = new ArrayList<>();
        for (Stmt stmt : loop.body()) {
            body.add(switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> new Stmt.Let(variable, inChunks(value, loop.variable(), chunks));
                case Stmt.Store store -> new Stmt.Store(store.buffer(), store.index(), inChunks(store.value(), loop.variable(), chunks),
                    Optional.empty());
                default -> throw new IllegalStateException("not a loop over arrays");
            });
        }
        Stmt.For rewritten = new Stmt.For(loop.variable(), loop.start(), loop.end(), 1, Stmt.Mode.SERIAL, body);
        Uses uses = Uses.of(List.of(rewritten));
        MethodTypeDesc type = owner.signature(uses, List.of());
        if (ClassWriter.slots(type) > MOST_PARAMETER_SLOTS) {
            nested(List.of(rewritten));
            return;
        }
        String name = owner.add("loop", type, method -> {
            inherit(uses, List.of(), method).block(List.of(rewritten));
            method.return_();
        });
        pass(uses);
        code.invokestatic(owner.self, name, type);
    }

    private static Expr inChunks(Expr e, Var v, Map<Buffer, Buffer> chunks) {
        if (e instanceof Expr.Load load) {
            if (!chunks.containsKey(load.buffer())) {
                return load;
            }
            int constant = Index.of(load.index(), v, Set.of(v)).orElseThrow().constant();
            return new Expr.Load(chunks.get(load.buffer()), v.plus(constant), 1, Optional.empty());
        }
        List<Expr> operands = new ArrayList<>();
        for (Expr operand : e.operands()) {
            operands.add(inChunks(operand, v, chunks));
        }
        return operands.isEmpty() ? e : e.with(operands);
    }
}
