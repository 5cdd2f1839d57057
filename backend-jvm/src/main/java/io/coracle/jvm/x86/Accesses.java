package io.coracle.jvm.x86;

import io.coracle.jvm.x86.Assembler.Alu;
import io.coracle.jvm.x86.Assembler.Shift;
import io.coracle.jvm.x86.CodeBuffer.Label;
import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Stmt;
import io.coracle.tensor.DType;

/** Reads and writes memory: widens elements to lanes and narrows lanes to elements, all of them or the first few. */
final class Accesses {
    /** How far ahead: in a first pass weights come from memory, which is that far away at the speed at which they are used. */
    private static final int PREFETCHED = 16_384;

    private final Writer to;
    private final Expressions expressions;
    private final Width width;

    Accesses(Writer to, Expressions expressions) {
        this.to = to;
        this.expressions = expressions;
        width = to.isa.width();
    }

    private static boolean isWord(DType dtype) {
        return dtype == DType.F32 || dtype == DType.I32 || dtype == DType.U32;
    }

    /** Whether an expression reads one 32-bit element as it is. */
    boolean isWord(Expr expr) {
        return expr instanceof Expr.Load load && load.lanes() == 1 && load.active().isEmpty() && isWord(load.buffer().dtype());
    }

    /** Whether an instruction can read these elements itself. */
    boolean isOperand(Expr.Load load) {
        DType dtype = load.buffer().dtype();
        return load.active().isEmpty()
            && (isWord(dtype) || load.lanes() == 1 && (dtype == DType.F64 || dtype == DType.I64 || dtype == DType.U64));
    }

    // Reading.

    void load(Expr.Load load, int target) {
        Source.Place place = expressions.addresses.place(load.buffer(), load.index());
        DType dtype = load.buffer().dtype();
        if (load.lanes() == 1) {
            if (load.active().isPresent()) {
                loadIf(dtype, place, expressions.value(load.active().get()), target);
            } else {
                scalar(dtype, place, target);
            }
        } else if (load.active().isEmpty()) {
            whole(dtype, place, target);
            if (load.buffer().role() == Buffer.Role.PACKED && to.scope.kind == Scope.Kind.LOOP) {
                prefetch(place.plus(PREFETCHED));
            }
        } else if (to.isa.masks) {
            masked(dtype, place, expressions.booleans().active(load.active().get()), target);
        } else if (isWord(dtype)) {
            int active = expressions.booleans().active(load.active().get());
            Step step = to.step("masked load");
            Step.Arg d = step.def(target);
            Step.Arg k = step.use(active);
            Step.Arg p = step.use(place);
            step.emit(to.out(), (asm, o) -> asm.vector(VectorOp.MASKMOVPS, width, d.of(o), k.number(o), p.of(o)));
        } else {
            throughFrame(dtype, place, expressions.value(load.active().get()), target);
        }
    }

    private void scalar(DType dtype, Source.Place place, int target) {
        Step step = to.step("load");
        Step.Arg d = step.def(target);
        Step.Arg p = step.use(place);
        step.emit(to.out(), (asm, o) -> scalar(asm, dtype, d.of(o), p.of(o)));
    }

    private static void scalar(Assembler asm, DType dtype, Operand target, Operand place) {
        switch (dtype) {
            case F32 -> asm.vector(VectorOp.MOVSS, Width.X, target, 0, place);
            case F64 -> asm.vector(VectorOp.MOVSD, Width.X, target, 0, place);
            case F16 -> {
                asm.extend(2, false, Gpr.RAX, place);
                asm.vector(VectorOp.MOVD, Width.X, target, 0, Gpr.RAX);
                asm.vector(VectorOp.CVTPH2PS, Width.X, target, 0, target);
            }
            case BF16 -> {
                asm.extend(2, false, Gpr.RAX, place);
                asm.shift(Shift.SHL, false, Gpr.RAX, 16);
                asm.vector(VectorOp.MOVD, Width.X, target, 0, Gpr.RAX);
            }
            case I8 -> asm.extend(1, true, (Gpr) target, place);
            case U8, BOOL -> asm.extend(1, false, (Gpr) target, place);
            case I16 -> asm.extend(2, true, (Gpr) target, place);
            case U16 -> asm.extend(2, false, (Gpr) target, place);
            case I32, U32 -> asm.move(false, (Gpr) target, place);
            case I64, U64 -> asm.move(true, (Gpr) target, place);
            default -> throw new IllegalStateException("kernels do not load " + dtype);
        }
    }

    /** One element, or zero without a look at memory. */
    private void loadIf(DType dtype, Source.Place place, int active, int target) {
        Step step = to.step("load if active");
        Step.Arg d = step.early(target);
        Step.Arg a = step.use(active);
        Step.Arg p = step.use(place);
        step.emit(to.out(), (asm, o) -> {
            Label end = new Label();
            if (d.of(o) instanceof Gpr g) {
                asm.move(g, 0);
            } else {
                asm.vector(VectorOp.PXOR, Width.X, d.of(o), d.number(o), d.of(o));
            }
            asm.alu(Alu.CMP, false, a.gpr(o), 0);
            asm.jumpIf(Condition.LE, end);
            scalar(asm, dtype, d.of(o), p.of(o));
            asm.bind(end);
        });
    }

    private static VectorOp widening(DType dtype) {
        return switch (dtype) {
            case F32, I32, U32 -> VectorOp.MOVUPS;
            case F16 -> VectorOp.CVTPH2PS;
            case BF16, U16 -> VectorOp.PMOVZXWD;
            case I16 -> VectorOp.PMOVSXWD;
            case I8 -> VectorOp.PMOVSXBD;
            case U8, BOOL -> VectorOp.PMOVZXBD;
            default -> throw new IllegalStateException("kernels do not load vectors of " + dtype);
        };
    }

    private void whole(DType dtype, Source.Place place, int target) {
        int raw = dtype == DType.BF16 ? to.vector() : target;
        Step step = to.step("load");
        Step.Arg d = step.def(raw);
        Step.Arg p = step.use(place);
        VectorOp op = widening(dtype);
        step.emit(to.out(), (asm, o) -> asm.vector(op, width, d.of(o), 0, p.of(o)));
        if (dtype == DType.BF16) {
            to.shift(VectorOp.PSLLD, width, target, raw, 16);
        }
    }

    /** Asks for what a loop over packed weights will read some rounds later; memory that is not there does no harm. */
    private void prefetch(Source.Place place) {
        Step step = to.step("prefetch");
        Step.Arg p = step.use(place);
        step.emit(to.out(), (asm, o) -> asm.prefetch(p.mem(o)));
    }

    private void masked(DType dtype, Source.Place place, int active, int target) {
        int raw = dtype == DType.BF16 ? to.vector() : target;
        to.zeroMasked(widening(dtype), width, raw, active, -1, place);
        if (dtype == DType.BF16) {
            to.shift(VectorOp.PSLLD, width, target, raw, 16);
        }
    }

    /** The first elements are copied one by one to where a whole vector may be read. */
    private void throughFrame(DType dtype, Source.Place place, int active, int target) {
        int size = (int) dtype.bytes(1);
        Mem room = to.frame.reserve(width.bytes());
        int raw = dtype == DType.BF16 ? to.vector() : target;
        Step step = to.step("load through the frame");
        Step.Arg d = step.early(raw);
        Step.Arg a = step.use(active);
        Step.Arg p = step.use(place);
        Step.Arg from = step.temp(to.general());
        VectorOp op = widening(dtype);
        step.emit(to.out(), (asm, o) -> {
            asm.vector(VectorOp.PXOR, width, d.of(o), d.number(o), d.of(o));
            asm.vector(VectorOp.MOVUPS_STORE, width, d.of(o), 0, room);
            asm.address(true, from.gpr(o), p.mem(o));
            copy(asm, size, a.gpr(o), Mem.at(from.gpr(o), Gpr.RAX, size, 0), Mem.at(Gpr.RSP, Gpr.RAX, size, room.displacement()));
            asm.vector(op, width, d.of(o), 0, room);
        });
        if (dtype == DType.BF16) {
            to.shift(VectorOp.PSLLD, width, target, raw, 16);
        }
    }

    /** Copies elements numbered by rax. */
    private void copy(Assembler asm, int size, Gpr count, Mem from, Mem target) {
        Label next = new Label();
        Label end = new Label();
        asm.move(Gpr.RAX, 0);
        asm.bind(next);
        asm.alu(Alu.CMP, false, Gpr.RAX, count);
        asm.jumpIf(Condition.GE, end);
        asm.alu(Alu.CMP, false, Gpr.RAX, to.isa.lanes());
        asm.jumpIf(Condition.GE, end);
        if (size == 4) {
            asm.move(false, Gpr.RDX, from);
        } else {
            asm.extend(size, false, Gpr.RDX, from);
        }
        asm.store(size, target, Gpr.RDX);
        asm.alu(Alu.ADD, false, Gpr.RAX, 1);
        asm.jump(next);
        asm.bind(end);
    }

    // Writing.

    void store(Stmt.Store store) {
        DType dtype = store.buffer().dtype();
        int value = expressions.value(store.value());
        Source.Place place = expressions.addresses.place(store.buffer(), store.index());
        if (store.value().type().lanes() == 1) {
            if (store.active().isEmpty()) {
                scalarStore(dtype, place, value);
                return;
            }
            Label end = new Label();
            to.compare(false, expressions.value(store.active().get()), 0);
            to.jumpIf(Condition.LE, end);
            scalarStore(dtype, place, value);
            to.bind(end);
            return;
        }
        int narrow = narrowed(dtype, value);
        if (store.active().isEmpty()) {
            wholeStore(dtype, place, narrow);
        } else if (to.isa.masks || isWord(dtype)) {
            maskedStore(dtype, place, narrow, expressions.booleans().active(store.active().get()));
        } else {
            storeThroughFrame(dtype, place, narrow, expressions.value(store.active().get()));
        }
    }

    private void scalarStore(DType dtype, Source.Place place, int value) {
        int size = (int) dtype.bytes(1);
        Step step = to.step("store");
        Step.Arg p = step.use(place);
        Step.Arg v = step.use(value);
        switch (dtype) {
            case F32 -> step.emit(to.out(), (asm, o) -> asm.vector(VectorOp.MOVSS_STORE, Width.X, v.of(o), 0, p.of(o)));
            case F64 -> step.emit(to.out(), (asm, o) -> asm.vector(VectorOp.MOVSD_STORE, Width.X, v.of(o), 0, p.of(o)));
            case F16 -> {
                Step.Arg half = step.temp(to.vector(Width.X));
                step.emit(to.out(), (asm, o) -> {
                    asm.vector(VectorOp.CVTPS2PH, Width.X, v.of(o), 0, half.of(o), 0);
                    asm.vector(VectorOp.MOVD_STORE, Width.X, half.of(o), 0, Gpr.RAX);
                    asm.store(2, p.mem(o), Gpr.RAX);
                });
            }
            case BF16 -> step.emit(to.out(), (asm, o) -> {
                Label number = new Label();
                asm.vector(VectorOp.MOVD_STORE, Width.X, v.of(o), 0, Gpr.RAX);
                asm.move(false, Gpr.RDX, Gpr.RAX);
                asm.shift(Shift.SHR, false, Gpr.RDX, 16);
                asm.alu(Alu.AND, false, Gpr.RDX, 1);
                asm.address(false, Gpr.RDX, Mem.at(Gpr.RDX, Gpr.RAX, 1, 0x7fff));
                asm.shift(Shift.SHR, false, Gpr.RDX, 16);
                asm.vector(VectorOp.UCOMISS, Width.X, v.of(o), 0, v.of(o));
                asm.jumpIf(Condition.NP, number);
                asm.move(Gpr.RDX, 0x7fc0);
                asm.bind(number);
                asm.store(2, p.mem(o), Gpr.RDX);
            });
            default -> step.emit(to.out(), (asm, o) -> asm.store(size, p.mem(o), v.gpr(o)));
        }
    }

    /** Lanes in the form in which {@link #wholeStore} and the others write them. */
    private int narrowed(DType dtype, int value) {
        int result = value;
        if (dtype == DType.BF16) {
            int last = to.vector();
            to.shift(VectorOp.PSRLD, width, last, value, 16);
            int odd = to.vector(VectorOp.PAND, width, last, Writer.of(to.constant(1)));
            int half = to.vector(VectorOp.PADDD, width, odd, Writer.of(to.constant(0x7fff)));
            int rounded = to.vector(VectorOp.PADDD, width, half, Writer.of(value));
            int nan = to.constant(0x7fc0_0000);
            result = expressions.booleans().whereNan(value, nan, rounded);
            int shifted = to.vector();
            to.shift(VectorOp.PSRLD, width, shifted, result, 16);
            result = shifted;
        }
        if (to.isa.masks || isWord(dtype) || dtype == DType.F16) {
            return result;
        }
        boolean bytes = dtype.bytes(1) == 1;
        int[] picked = bytes ? new int[] {0x0c080400, -1, -1, -1, 0x0c080400, -1, -1, -1}
            : new int[] {0x05040100, 0x0d0c0908, -1, -1, 0x05040100, 0x0d0c0908, -1, -1};
        int low = to.vector(VectorOp.PSHUFB, width, result, Writer.of(to.constants(picked)));
        int high = to.vector(Width.X);
        to.reverse(VectorOp.EXTRACTI128, Width.Y, high, low, 1);
        return to.vector(bytes ? VectorOp.PUNPCKLDQ : VectorOp.PUNPCKLQDQ, Width.X, low, Writer.of(high));
    }

    private void emitStore(Assembler asm, DType dtype, Operand value, Operand place, Mask mask) {
        switch (dtype) {
            case F32, I32, U32 -> asm.masked(VectorOp.MOVUPS_STORE, width, value, 0, place, mask, false);
            case F16 -> asm.masked(VectorOp.CVTPS2PH, width, value, 0, place, mask, false, 0);
            case BF16, I16, U16 -> {
                if (to.isa.masks) {
                    asm.masked(VectorOp.PMOVDW, width, value, 0, place, mask, false);
                } else {
                    asm.vector(VectorOp.MOVUPS_STORE, Width.X, value, 0, place);
                }
            }
            case I8, U8, BOOL -> {
                if (to.isa.masks) {
                    asm.masked(VectorOp.PMOVDB, width, value, 0, place, mask, false);
                } else {
                    asm.vector(VectorOp.MOVQ_STORE, Width.X, value, 0, place);
                }
            }
            default -> throw new IllegalStateException("kernels do not store vectors of " + dtype);
        }
    }

    private void wholeStore(DType dtype, Source.Place place, int value) {
        Step step = to.step("store");
        Step.Arg p = step.use(place);
        Step.Arg v = step.use(value);
        step.emit(to.out(), (asm, o) -> emitStore(asm, dtype, v.of(o), p.of(o), Mask.NONE));
    }

    private void maskedStore(DType dtype, Source.Place place, int value, int active) {
        Step step = to.step("masked store");
        Step.Arg p = step.use(place);
        Step.Arg v = step.use(value);
        Step.Arg k = step.use(active);
        if (to.isa.masks) {
            step.emit(to.out(), (asm, o) -> emitStore(asm, dtype, v.of(o), p.of(o), k.mask(o)));
        } else {
            step.emit(to.out(), (asm, o) -> asm.vector(VectorOp.MASKMOVPS_STORE, width, v.of(o), k.number(o), p.of(o)));
        }
    }

    private void storeThroughFrame(DType dtype, Source.Place place, int value, int active) {
        int size = (int) dtype.bytes(1);
        Mem room = to.frame.reserve(width.bytes());
        Step step = to.step("store through the frame");
        Step.Arg p = step.use(place);
        Step.Arg v = step.use(value);
        Step.Arg a = step.use(active);
        Step.Arg target = step.temp(to.general());
        step.emit(to.out(), (asm, o) -> {
            emitStore(asm, dtype, v.of(o), room, Mask.NONE);
            asm.address(true, target.gpr(o), p.mem(o));
            copy(asm, size, a.gpr(o), Mem.at(Gpr.RSP, Gpr.RAX, size, room.displacement()), Mem.at(target.gpr(o), Gpr.RAX, size, 0));
        });
    }
}
