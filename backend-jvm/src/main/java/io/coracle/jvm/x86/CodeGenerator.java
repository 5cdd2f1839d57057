package io.coracle.jvm.x86;

import io.coracle.jvm.x86.Assembler.Alu;
import io.coracle.jvm.x86.CodeBuffer.Label;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Scalarize;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Type;
import io.coracle.kernel.Unroll;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Turns a kernel into machine code: statements into steps, steps with registers into bytes. */
final class CodeGenerator {
    private static final int ALIGNMENT = 64;
    private static final int LOOP_ALIGNMENT = 32;
    private static final int LARGEST_FRAME = 1 << 15;
    /** On Windows a stack grows by a page at a time, so a larger frame would have to touch each of its pages. */
    private static final int LARGEST_FRAME_ON_WINDOWS = 1 << 12;

    private final Kernel kernel;
    private final boolean windows;
    private final Writer to;
    private final Expressions expressions;
    private final List<String> messages = new ArrayList<>();
    private final Mem from;
    private final Mem until;
    private final Mem scratchPointer;
    private final Mem blockPointer;
    private int block;
    private int scratch;

    private CodeGenerator(Kernel kernel, Isa isa, boolean windows) {
        this.kernel = kernel;
        this.windows = windows;
        to = new Writer(isa);
        Set<Var> assigned = new HashSet<>();
        findAssigned(kernel.body(), assigned);
        expressions = new Expressions(to, assigned);
        blockPointer = to.frame.reserve(8);
        from = to.frame.reserve(8);
        until = to.frame.reserve(8);
        scratchPointer = to.frame.reserve(8);
    }

    /** Code for a kernel. Throws {@link IllegalStateException} for one that keeps more values than a frame may hold. */
    static MachineCode generate(Kernel kernel, Isa isa, boolean windows) {
        Kernel prepared = Unroll.apply(isSupported(kernel, isa) ? kernel : Scalarize.apply(kernel));
        return new CodeGenerator(prepared, isa, windows).generate();
    }

    private static boolean isSupported(Kernel kernel, Isa isa) {
        return Scalarize.vectorsFit(kernel, isa.lanes());
    }

    private static void findAssigned(List<Stmt> body, Set<Var> assigned) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Assign(Var variable, Expr value) -> assigned.add(variable);
                case Stmt.For loop -> findAssigned(loop.body(), assigned);
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> {
                    findAssigned(then, assigned);
                    findAssigned(otherwise, assigned);
                }
                case Stmt.Let l -> {}
                case Stmt.Store s -> {}
                case Stmt.Require r -> {}
            }
        }
    }

    private MachineCode generate() {
        Scope root = to.scope;
        block = to.general();
        to.move(block, blockPointer);
        for (int i = 0; i < kernel.buffers().size(); i++) {
            int base = to.general();
            to.move(true, base, new Source.Place(block, OptionalInt.empty(), 1, MachineCode.BUFFERS + 8 * i));
            expressions.addresses.base(kernel.buffers().get(i), base);
        }
        for (int i = 0; i < kernel.parameters().size(); i++) {
            int parameter = to.general();
            to.move(true, parameter, new Source.Place(block, OptionalInt.empty(), 1, MachineCode.parameters(kernel) + 8 * i));
            expressions.bindWide(kernel.parameters().get(i), parameter);
        }
        for (Buffer local : kernel.locals()) {
            int base = to.general();
            to.move(base, scratchPointer);
            int at = scratch;
            to.alu(Alu.ADD, true, base, at);
            expressions.addresses.base(local, base);
            scratch += (int) (local.dtype().bytes(local.size()) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        statements(kernel.body());
        List<Ins> code = DeadCode.remove(root.code, to.values);
        Registers.Allocated allocated = Registers.allocate(code, to.values, to.frame, to.isa);
        emit(allocated);
        return new MachineCode(to.asm.finish(), kernel.buffers().size(), kernel.parameters().size(), messages, scratch);
    }

    private void statements(List<Stmt> body) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> expressions.let(variable, value);
                case Stmt.Assign(Var variable, Expr value) -> expressions.value(value, expressions.variable(variable));
                case Stmt.Store store -> expressions.accesses.store(store);
                case Stmt.Require(Expr condition, String message) -> require(condition, message);
                case Stmt.For loop -> loop(loop);
                case Stmt.If branch -> branch(branch);
            }
        }
    }

    private void require(Expr condition, String message) {
        messages.add(message);
        int number = messages.size();
        int holds = expressions.value(condition);
        Step step = to.step("require");
        Step.Arg h = step.use(holds);
        Step.Arg b = step.use(block);
        step.emit(to.out(), (asm, o) -> {
            Label end = new Label();
            asm.test(false, h.gpr(o), h.gpr(o));
            asm.jumpIf(Condition.NE, end);
            asm.alu(Alu.CMP, false, Mem.at(b.gpr(o), MachineCode.STATUS), 0);
            asm.jumpIf(Condition.NE, end);
            asm.move(Gpr.RAX, number);
            asm.store(4, Mem.at(b.gpr(o), MachineCode.STATUS), Gpr.RAX);
            asm.bind(end);
        });
    }

    private void branch(Stmt.If branch) {
        Label otherwise = new Label();
        Label end = new Label();
        expressions.integers().jumpUnless(branch.condition(), otherwise);
        Scope before = to.scope;
        inside(before, branch.then());
        if (!branch.otherwise().isEmpty()) {
            to.jump(end);
        }
        to.bind(otherwise);
        inside(before, branch.otherwise());
        to.bind(end);
    }

    private void inside(Scope before, List<Stmt> body) {
        Scope inner = before.branch();
        to.scope = inner;
        statements(body);
        to.scope = before;
        before.code.addAll(inner.code);
    }

    private void loop(Stmt.For loop) {
        if (loop.mode() == Stmt.Mode.PARALLEL) {
            parallel(loop);
            return;
        }
        boolean runs = loop.start() instanceof Expr.Const(Type a, long first) && loop.end() instanceof Expr.Const(Type b, long last)
            && (int) first < (int) last;
        OptionalInt constantEnd = loop.end() instanceof Expr.Const(Type t, long bits) ? OptionalInt.of((int) bits) : OptionalInt.empty();
        int start = expressions.addresses.wide(loop.start());
        int end = constantEnd.isPresent() ? -1 : expressions.addresses.wide(loop.end());
        if (end >= 0) {
            // Bounds are computed once, so a bound that is a variable which the body changes must be kept.
            int kept = to.general();
            to.copy(kept, end);
            end = kept;
        }
        body(loop, start, end, constantEnd, runs);
    }

    /** The share of a parallel loop that this call runs. */
    private void parallel(Stmt.For loop) {
        int first = share(loop, from);
        int behind = share(loop, until);
        int end = expressions.addresses.wide(loop.end());
        to.compare(true, end, Writer.of(behind));
        to.moveIf(Condition.L, true, behind, end);
        body(loop, first, behind, OptionalInt.empty(), false);
    }

    private int share(Stmt.For loop, Mem iteration) {
        int at = to.general();
        to.move(at, iteration);
        int scaled = to.general();
        Step step = to.step("multiply");
        Step.Arg d = step.def(scaled);
        Step.Arg s = step.use(at);
        step.emit(to.out(), (asm, o) -> asm.multiply(true, d.gpr(o), s.of(o), loop.step()));
        to.alu(Alu.ADD, true, scaled, Writer.of(expressions.addresses.wide(loop.start())));
        return scaled;
    }

    private void body(Stmt.For loop, int start, int end, OptionalInt constantEnd, boolean runs) {
        Scope before = to.scope;
        Set<Var> changing = new HashSet<>();
        findAssigned(loop.body(), changing);
        Scope guard = before.guard(changing);
        Scope inner = guard.loop(loop.variable(), loop.step());
        Label top = new Label();
        Label behind = new Label();
        int counter = to.general();

        to.scope = guard;
        to.copy(counter, start);
        to.scope = inner;
        expressions.bindWide(loop.variable(), counter);
        statements(loop.body());

        to.scope = before;
        if (!runs) {
            compare(start, end, constantEnd);
            to.jumpIf(Condition.GE, behind);
        }
        before.code.addAll(guard.code);
        boolean innermost = loop.body().stream().noneMatch(s -> s instanceof Stmt.For);
        to.step("loop").kind(Ins.Kind.LOOP_BEGIN).emit(to.out(), (asm, o) -> {
            if (innermost) {
                asm.align(LOOP_ALIGNMENT);
            }
            asm.bind(top);
        });
        before.code.addAll(inner.code);
        before.code.addAll(inner.advance);
        to.alu(Alu.ADD, true, counter, loop.step());
        compare(counter, end, constantEnd);
        to.step("again").kind(Ins.Kind.LOOP_END).emit(to.out(), (asm, o) -> asm.jumpIf(Condition.L, top));
        to.bind(behind);
    }

    private void compare(int counter, int end, OptionalInt constantEnd) {
        if (constantEnd.isPresent()) {
            to.compare(true, counter, constantEnd.getAsInt());
        } else {
            to.compare(true, counter, Writer.of(end));
        }
    }

    // Bytes.

    private static final List<Gpr> SAVED = List.of(Gpr.RBX, Gpr.RBP, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15);
    private static final List<Gpr> SAVED_ON_WINDOWS = List.of(Gpr.RBX, Gpr.RBP, Gpr.RSI, Gpr.RDI, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15);
    private static final List<Gpr> ARGUMENTS = List.of(Gpr.RDI, Gpr.RSI, Gpr.RDX, Gpr.RCX);
    private static final List<Gpr> ARGUMENTS_ON_WINDOWS = List.of(Gpr.RCX, Gpr.RDX, Gpr.R8, Gpr.R9);
    private static final int FIRST_SAVED_VECTOR = 6;
    private static final int BEHIND_SAVED_VECTORS = 16;

    private void emit(Registers.Allocated allocated) {
        Assembler asm = to.asm;
        List<Ins> code = allocated.code();
        // Homes are found before the frame's size is written down.
        List<Operand[]> operands = new ArrayList<>();
        for (Ins ins : code) {
            Operand[] places = new Operand[ins.values().length];
            for (int i = 0; i < places.length; i++) {
                int value = ins.values()[i];
                places[i] = value < 0 ? Registers.home(to.values, to.frame, -1 - value) : allocated.registers()[value];
            }
            operands.add(places);
        }
        Mem stackPointer = to.frame.reserve(8);
        Mem savedVectors = windows ? to.frame.reserve(16 * (BEHIND_SAVED_VECTORS - FIRST_SAVED_VECTOR)) : stackPointer;
        if (to.frame.size() > (windows ? LARGEST_FRAME_ON_WINDOWS : LARGEST_FRAME)) {
            throw new IllegalStateException("kernel " + kernel.name() + " needs a frame of " + to.frame.size() + " bytes");
        }
        List<Gpr> saved = windows ? SAVED_ON_WINDOWS : SAVED;
        List<Gpr> arguments = windows ? ARGUMENTS_ON_WINDOWS : ARGUMENTS;
        saved.forEach(asm::push);
        asm.move(true, Gpr.RAX, Gpr.RSP);
        asm.alu(Alu.SUB, true, Gpr.RSP, to.frame.size());
        asm.alu(Alu.AND, true, Gpr.RSP, -ALIGNMENT);
        asm.store(8, stackPointer, Gpr.RAX);
        Mem[] slots = {blockPointer, from, until, scratchPointer};
        for (int i = 0; i < slots.length; i++) {
            asm.store(8, slots[i], arguments.get(i));
        }
        saveVectors(asm, VectorOp.MOVUPS_STORE, savedVectors);
        for (int i = 0; i < code.size(); i++) {
            code.get(i).emit().emit(asm, operands.get(i));
        }
        asm.zeroUpper();
        saveVectors(asm, VectorOp.MOVUPS, savedVectors);
        asm.move(true, Gpr.RSP, stackPointer);
        saved.reversed().forEach(asm::pop);
        asm.returns();
    }

    private void saveVectors(Assembler asm, VectorOp op, Mem place) {
        if (windows) {
            for (int i = FIRST_SAVED_VECTOR; i < BEHIND_SAVED_VECTORS; i++) {
                asm.vector(op, Width.X, new Vec(i), 0, place.plus(16 * (i - FIRST_SAVED_VECTOR)));
            }
        }
    }
}
