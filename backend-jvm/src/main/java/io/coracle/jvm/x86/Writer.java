package io.coracle.jvm.x86;

import io.coracle.jvm.x86.Assembler.Alu;
import io.coracle.jvm.x86.CodeBuffer.Label;
import java.util.Arrays;
import java.util.List;

/** Adds steps to the block under construction. Values are numbers of {@link Values}. */
final class Writer {
    final Isa isa;
    final Assembler asm = new Assembler();
    final Values values = new Values();
    final Frame frame = new Frame();
    Scope scope = Scope.root();

    Writer(Isa isa) {
        this.isa = isa;
    }

    List<Ins> out() {
        return scope.code;
    }

    Step step(String text) {
        return new Step(text);
    }

    int general() {
        return values.general();
    }

    int vector(Width width) {
        return values.vector(width);
    }

    int vector() {
        return values.vector(isa.width());
    }

    static Source of(int value) {
        return new Source.Value(value);
    }

    void copy(int target, int source) {
        if (target != source) {
            Moves.copy(out(), values, target, source);
        }
    }

    // Vectors.

    /** {@code target = op(first, second)}. */
    void vector(VectorOp op, Width width, int target, int first, Source second) {
        Step step = step(op.name());
        Step.Arg d = step.def(target);
        Step.Arg a = step.use(first);
        Step.Arg b = use(step, op, second);
        step.emit(out(), (asm, o) -> asm.vector(op, width, d.of(o), a.number(o), b.of(o)));
    }

    void vector(VectorOp op, Width width, int target, int first, Source second, int immediate) {
        Step step = step(op.name());
        Step.Arg d = step.def(target);
        Step.Arg a = step.use(first);
        Step.Arg b = use(step, op, second);
        step.emit(out(), (asm, o) -> asm.vector(op, width, d.of(o), a.number(o), b.of(o), immediate));
    }

    int vector(VectorOp op, Width width, int first, Source second) {
        int target = vector(width);
        vector(op, width, target, first, second);
        return target;
    }

    /** {@code target = op(source)}. */
    void unary(VectorOp op, Width width, int target, Source source) {
        Step step = step(op.name());
        Step.Arg d = step.def(target);
        Step.Arg a = use(step, op, source);
        step.emit(out(), (asm, o) -> asm.vector(op, width, d.of(o), 0, a.of(o)));
    }

    void unary(VectorOp op, Width width, int target, Source source, int immediate) {
        Step step = step(op.name());
        Step.Arg d = step.def(target);
        Step.Arg a = use(step, op, source);
        step.emit(out(), (asm, o) -> asm.vector(op, width, d.of(o), 0, a.of(o), immediate));
    }

    /** An instruction whose target is of another bank or width than its source, which must have a register. */
    void convert(VectorOp op, Width width, int target, int source) {
        Step step = step(op.name());
        Step.Arg d = step.def(target);
        Step.Arg a = step.use(source);
        step.emit(out(), (asm, o) -> asm.vector(op, width, d.of(o), 0, a.of(o)));
    }

    /** A store-form instruction (the register is named first in its encoding) between registers: {@code target = op(source)}. */
    void reverse(VectorOp op, Width width, int target, int source, int immediate) {
        Step step = step(op.name());
        Step.Arg d = step.def(target);
        Step.Arg a = step.use(source);
        step.emit(out(), (asm, o) -> asm.vector(op, width, a.of(o), 0, d.of(o), immediate));
    }

    void shift(VectorOp op, Width width, int target, int source, int count) {
        Step step = step(op.name());
        Step.Arg d = step.def(target);
        Step.Arg a = step.use(source);
        step.emit(out(), (asm, o) -> asm.vectorShift(op, width, d.vec(o), a.of(o), count));
    }

    /** {@code target = op(target, first, second)}. */
    void update(VectorOp op, Width width, int target, int first, Source second) {
        Step step = step(op.name());
        Step.Arg d = step.change(target);
        Step.Arg a = step.use(first);
        Step.Arg b = use(step, op, second);
        step.emit(out(), (asm, o) -> asm.vector(op, width, d.of(o), a.number(o), b.of(o)));
    }

    /** {@code target{mask} = op(first, second)}, the other lanes as they were. */
    void updateMasked(VectorOp op, Width width, int target, int mask, int first, Source second) {
        Step step = step(op.name());
        Step.Arg d = step.change(target);
        Step.Arg k = step.use(mask);
        Step.Arg a = step.use(first);
        Step.Arg b = use(step, op, second);
        step.emit(out(), (asm, o) -> asm.masked(op, width, d.of(o), a.number(o), b.of(o), k.mask(o), false));
    }

    /** {@code target = op(first, second)} where the mask holds, zero elsewhere. */
    void zeroMasked(VectorOp op, Width width, int target, int mask, int first, Source second) {
        Step step = step(op.name());
        Step.Arg d = step.def(target);
        Step.Arg k = step.use(mask);
        Step.Arg a = first < 0 ? o -> new Vec(0) : step.use(first);
        Step.Arg b = use(step, op, second);
        step.emit(out(), (asm, o) -> asm.masked(op, width, d.of(o), a.number(o), b.of(o), k.mask(o), true));
    }

    /** Values may be read from their home only where the instruction can read both a whole and a broadcast vector there. */
    private static Step.Arg use(Step step, VectorOp op, Source source) {
        boolean folds = switch (op.tuple) {
            case FULL, SCALAR4, SCALAR8 -> op.extension < 0;
            case WHOLE, HALF, QUARTER -> false;
        };
        return source instanceof Source.Value(int value) && !folds ? step.use(value) : step.use(source);
    }

    void zero(int target, Width width) {
        Step step = step("zero");
        Step.Arg d = step.def(target);
        Width used = isa.masks ? width : width == Width.Z ? Width.Y : width;
        step.emit(out(), (asm, o) -> asm.vector(VectorOp.PXOR, used, d.of(o), d.number(o), d.of(o)));
    }

    /** A number in every lane of a whole vector; computed outside of all loops. */
    int constant(int bits) {
        Mem place = isa.masks ? Mem.constant(asm.constant(bits), true) : Mem.constant(asm.constant(filled(8, bits)), false);
        return constant(isa.width(), place);
    }

    /** A number in every 32-bit lane of the smallest vector, for scalars. */
    int scalarConstant(int bits) {
        return constant(Width.X, Mem.constant(asm.constant(filled(4, bits)), false));
    }

    int scalarConstant(long bits) {
        int low = (int) bits;
        int high = (int) (bits >> 32);
        return constant(Width.X, Mem.constant(asm.constant(low, high, low, high), false));
    }

    /** Words in the lanes of a whole vector. */
    int constants(int... words) {
        return constant(isa.width(), Mem.constant(asm.constant(words), false));
    }

    private static int[] filled(int count, int bits) {
        int[] words = new int[count];
        Arrays.fill(words, bits);
        return words;
    }

    private int constant(Width width, Mem place) {
        record Key(Width width, Mem place) {}
        Key key = new Key(width, place);
        int known = scope.find(key);
        if (known >= 0) {
            return known;
        }
        Scope home = outermostGuard();
        Scope before = scope;
        scope = home;
        int target = values.constant(width, place);
        List<Ins> steps = new java.util.ArrayList<>();
        Moves.load(steps, values, target, place);
        Ins load = steps.getFirst();
        out().add(new Ins(load.text(), Ins.Kind.CONSTANT, load.values(), load.roles(), 0, load.emit()));
        home.know(key, target);
        scope = before;
        return target;
    }

    private Scope outermostGuard() {
        Scope best = scope;
        for (Scope s = scope; ; s = s.parent.get()) {
            if (s.kind == Scope.Kind.GUARD) {
                best = s;
            }
            if (s.parent.isEmpty()) {
                return best;
            }
        }
    }

    // General registers.

    int number(long bits) {
        int target = general();
        number(target, bits);
        return target;
    }

    void number(int target, long bits) {
        Step step = step("number " + bits);
        Step.Arg d = step.def(target);
        step.emit(out(), (asm, o) -> asm.move(d.gpr(o), bits));
    }

    /** {@code target = target op second}. */
    void alu(Alu op, boolean wide, int target, Source second) {
        Step step = step(op.name());
        Step.Arg d = step.change(target);
        Step.Arg b = step.use(second);
        step.emit(out(), (asm, o) -> asm.alu(op, wide, d.gpr(o), b.of(o)));
    }

    void alu(Alu op, boolean wide, int target, int immediate) {
        Step step = step(op.name() + " " + immediate);
        Step.Arg d = step.change(target);
        step.emit(out(), (asm, o) -> asm.alu(op, wide, d.gpr(o), immediate));
    }

    /** {@code target = first + second * scale + displacement}. */
    void address(boolean wide, int target, Source.Place place) {
        Step step = step("address");
        Step.Arg d = step.def(target);
        Step.Arg p = step.use(place);
        step.emit(out(), (asm, o) -> asm.address(wide, d.gpr(o), p.mem(o)));
    }

    /** 32 bits with their sign as 64. */
    int extend(int source) {
        int target = general();
        Step step = step("extend");
        Step.Arg d = step.def(target);
        Step.Arg a = step.useAnywhere(source);
        step.emit(out(), (asm, o) -> asm.extend(d.gpr(o), a.of(o)));
        return target;
    }

    void move(boolean wide, int target, Source.Place from) {
        Step step = step("load");
        Step.Arg d = step.def(target);
        Step.Arg p = step.use(from);
        step.emit(out(), (asm, o) -> asm.move(wide, d.gpr(o), p.of(o)));
    }

    void move(int target, Mem from) {
        Step step = step("load " + from);
        Step.Arg d = step.def(target);
        step.emit(out(), (asm, o) -> asm.move(true, d.gpr(o), from));
    }

    void compare(boolean wide, int first, Source second) {
        Step step = step("compare");
        Step.Arg a = step.use(first);
        Step.Arg b = step.use(second);
        step.emit(out(), (asm, o) -> asm.alu(Alu.CMP, wide, a.gpr(o), b.of(o)));
    }

    void compare(boolean wide, int first, int immediate) {
        Step step = step("compare " + immediate);
        Step.Arg a = step.use(first);
        step.emit(out(), (asm, o) -> asm.alu(Alu.CMP, wide, a.gpr(o), immediate));
    }

    void test(int value) {
        Step step = step("test");
        Step.Arg a = step.use(value);
        step.emit(out(), (asm, o) -> asm.test(false, a.gpr(o), a.gpr(o)));
    }

    void set(Condition condition, int target) {
        Step step = step("set " + condition);
        Step.Arg d = step.def(target);
        step.emit(out(), (asm, o) -> asm.set(condition, d.gpr(o)));
    }

    void moveIf(Condition condition, boolean wide, int target, int source) {
        Step step = step("move if " + condition);
        Step.Arg d = step.change(target);
        Step.Arg s = step.use(source);
        step.emit(out(), (asm, o) -> asm.moveIf(condition, wide, d.gpr(o), s.of(o)));
    }

    void jumpIf(Condition condition, Label to) {
        step("jump if " + condition).emit(out(), (asm, o) -> asm.jumpIf(condition, to));
    }

    void jump(Label to) {
        step("jump").emit(out(), (asm, o) -> asm.jump(to));
    }

    void bind(Label label) {
        step("label").emit(out(), (asm, o) -> asm.bind(label));
    }
}
