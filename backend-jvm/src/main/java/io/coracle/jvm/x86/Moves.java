package io.coracle.jvm.x86;

import java.util.List;

/** Copies between values, and between values and memory. */
final class Moves {
    private Moves() {}

    static void copy(List<Ins> to, Values values, int target, int source) {
        Step step = new Step("move").kind(Ins.Kind.MOVE);
        Step.Arg d = step.def(target);
        Step.Arg s = step.useAnywhere(source);
        Width width = values.width(target);
        Values.Bank bank = values.bank(target);
        step.emit(to, (asm, o) -> {
            Operand from = s.of(o);
            if (from.equals(d.of(o))) {
                return;
            }
            switch (bank) {
                case GENERAL -> asm.move(true, d.gpr(o), from);
                case MASK -> asm.maskMove(d.mask(o), from);
                case VECTOR -> {
                    if (from instanceof Mem m) {
                        loadVector(asm, width, d.vec(o), m);
                    } else {
                        asm.vector(VectorOp.MOVAPS, width, d.of(o), 0, from);
                    }
                }
            }
        });
    }

    static void load(List<Ins> to, Values values, int target, Mem from) {
        Step step = new Step("load " + from);
        Step.Arg d = step.def(target);
        Width width = values.width(target);
        switch (values.bank(target)) {
            case GENERAL -> step.emit(to, (asm, o) -> asm.move(true, d.gpr(o), from));
            case MASK -> step.emit(to, (asm, o) -> asm.maskMove(d.mask(o), from));
            case VECTOR -> step.emit(to, (asm, o) -> loadVector(asm, width, d.vec(o), from));
        }
    }

    private static void loadVector(Assembler asm, Width width, Vec to, Mem from) {
        if (from.broadcast()) {
            asm.vector(VectorOp.BROADCASTSS, width, to, 0, new Mem(from.base(), from.index(), 1, 0, from.pool(), false));
        } else {
            asm.vector(VectorOp.MOVUPS, width, to, 0, from);
        }
    }

    static void store(List<Ins> to, Values values, Mem place, int source) {
        Step step = new Step("store " + place);
        Step.Arg s = step.use(source);
        Width width = values.width(source);
        switch (values.bank(source)) {
            case GENERAL -> step.emit(to, (asm, o) -> asm.store(8, place, s.gpr(o)));
            case MASK -> step.emit(to, (asm, o) -> asm.maskStore(place, s.mask(o)));
            case VECTOR -> step.emit(to, (asm, o) -> asm.vector(VectorOp.MOVUPS_STORE, width, s.of(o), 0, place));
        }
    }
}
