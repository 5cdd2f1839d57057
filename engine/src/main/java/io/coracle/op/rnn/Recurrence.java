package io.coracle.op.rnn;

import io.coracle.kernel.Buffer;
import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.KernelBuilder;
import io.coracle.op.rnn.InputProducts.Dot;
import io.coracle.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** The steps of a recurrent layer, in order; sequences and directions are independent. */
record Recurrence(Cell cell, List<Activation> activations, float clip, boolean resetAfter, boolean coupled, boolean peepholes, DType dtype,
                  DType sums) {
    /** What one step of one sequence reads and writes. */
    private final class Step {
        final KernelBuilder k = new KernelBuilder(switch (cell) {
            case RNN -> "rnn";
            case GRU -> "gru";
            case LSTM -> "lstm";
        });
        final Buffer products = k.input("products", sums);
        final Buffer r = k.input("r", dtype);
        final Buffer bias = k.input("bias", dtype);
        final Buffer lengths = k.input("lengths", DType.I32);
        final Buffer first = k.input("first", dtype);
        final Buffer firstCell = k.input("first_cell", dtype);
        final Buffer p = peepholes ? k.input("p", dtype) : bias;
        final Buffer y = k.output("y", dtype);
        final Buffer last = k.output("last", dtype);
        final Buffer lastCell = k.output("last_cell", dtype);
        final Buffer state = k.output("state", sums);
        final Buffer next = k.output("next", sums);
        final Buffer memory = k.output("memory", sums);
        final Buffer gate = k.output("gate", sums);
        final Expr directions = k.parameter("directions");
        final Expr firstDirection = k.parameter("first_direction");
        final Expr firstReverse = k.parameter("first_reverse");
        final Expr steps = k.parameter("steps");
        final Expr batch = k.parameter("batch");
        final Expr size = k.parameter("size");
        final Expr stateDirection = k.parameter("state_direction");
        final Expr stateBatch = k.parameter("state_batch");
        final Expr outStep = k.parameter("out_step");
        final Expr outDirection = k.parameter("out_direction");
        final Expr outBatch = k.parameter("out_batch");
    }

    Kernel kernel() {
        Step s = new Step();
        KernelBuilder k = s.k;
        k.parallel(s.directions.times(s.batch), index -> {
            Expr direction = k.let("direction", s.firstDirection.plus(index.over(s.batch)));
            Expr sequence = k.let("sequence", index.modulo(s.batch));
            Expr own = k.let("own", direction.times(s.batch).plus(sequence).times(s.size));
            Expr given = k.let("given", direction.times(s.stateDirection).plus(sequence.times(s.stateBatch)));
            k.vector(s.size, v -> {
                k.store(s.state, own.plus(v), k.load(s.first, given.plus(v)));
                k.store(s.memory, own.plus(v), k.load(s.firstCell, given.plus(v)));
            });
            Expr length = k.let("length", k.load(s.lengths, sequence).max(Expr.i32(0)).min(s.steps));
            k.serial(s.steps, t -> {
                Expr place = direction.lt(s.firstReverse).select(t, length.minus(1).minus(t));
                Expr step = k.let("step", t.lt(length).select(place, t).max(Expr.i32(0)).min(s.steps.minus(1)));
                Expr out = k.let("out", step.times(s.outStep).plus(direction.times(s.outDirection)).plus(sequence.times(s.outBatch)));
                k.when(t.lt(length), () -> {
                    Expr gates = k.let("gates", direction.times(s.steps).plus(step).times(s.batch).plus(sequence).times(s.size).times(cell.gates()));
                    step(s, direction, own, gates);
                    k.vector(s.size, v -> {
                        Expr value = k.let("value", k.load(s.next, own.plus(v)));
                        k.store(s.state, own.plus(v), value);
                        k.store(s.y, out.plus(v), value);
                    });
                }, () -> k.vector(s.size, v -> k.store(s.y, out.plus(v), zero())));
            });
            k.vector(s.size, v -> {
                k.store(s.last, given.plus(v), k.load(s.state, own.plus(v)));
                k.store(s.lastCell, given.plus(v), k.load(s.memory, own.plus(v)));
            });
        });
        return k.build();
    }

    private Expr zero() {
        return sums == DType.F64 ? Expr.f64(0) : Expr.f32(0);
    }

    private void step(Step s, Expr direction, Expr own, Expr gates) {
        switch (cell) {
            case RNN -> s.k.serial(s.size, j -> {
                Expr sum = recurrent(s, direction, j, s.state, own, 0).getFirst();
                s.k.store(s.next, own.plus(j), activate(0, input(s, gates, 0, j).plus(sum)));
            });
            case LSTM -> s.k.serial(s.size, j -> lstm(s, direction, own, gates, j));
            case GRU -> gru(s, direction, own, gates);
        }
    }

    /** The part of a gate that depends on the input only. */
    private Expr input(Step s, Expr gates, int gate, Expr j) {
        return s.k.load(s.products, gates.plus(s.size.times(gate)).plus(j));
    }

    /** R · h plus the second bias, for several gates in one pass over the state. */
    private List<Expr> recurrent(Step s, Expr direction, Expr j, Buffer state, Expr own, int... which) {
        KernelBuilder k = s.k;
        Expr rows = s.size.times(cell.gates());
        List<Expr.Var> totals = new ArrayList<>();
        List<Expr> starts = new ArrayList<>();
        for (int gate : which) {
            Expr row = s.size.times(gate).plus(j);
            totals.add(k.accumulator("sum" + gate, k.load(s.bias, direction.times(2).plus(1).times(rows).plus(row))));
            starts.add(k.let("row" + gate, direction.times(rows).plus(row).times(s.size)));
        }
        k.vector(s.size, v -> {
            Expr value = k.let("h", k.load(state, own.plus(v)));
            for (int i = 0; i < which.length; i++) {
                k.assign(totals.get(i), Dot.add(value, k.load(s.r, starts.get(i).plus(v)), totals.get(i)));
            }
        });
        return new ArrayList<>(totals);
    }

    private Expr activate(int which, Expr x) {
        Expr clipped = clip > 0 ? x.max(Expr.like(x, -clip)).min(Expr.like(x, clip)) : x;
        return activations.get(which).apply(clipped);
    }

    private Expr peephole(Step s, Expr direction, int which, Expr j, Expr memory, Expr sum) {
        return peepholes ? sum.plus(s.k.load(s.p, direction.times(3).plus(which).times(s.size).plus(j)).times(memory)) : sum;
    }

    /** Gates come in the order input, output, forget, cell. */
    private void lstm(Step s, Expr direction, Expr own, Expr gates, Expr j) {
        KernelBuilder k = s.k;
        List<Expr> sums = recurrent(s, direction, j, s.state, own, 0, 1, 2, 3);
        Expr before = k.let("before", k.load(s.memory, own.plus(j)));
        Expr in = k.let("in", activate(0, peephole(s, direction, 0, j, before, input(s, gates, 0, j).plus(sums.get(0)))));
        Expr forget = coupled ? Expr.like(in, 1).minus(in)
            : activate(0, peephole(s, direction, 2, j, before, input(s, gates, 2, j).plus(sums.get(2))));
        Expr candidate = k.let("candidate", activate(1, input(s, gates, 3, j).plus(sums.get(3))));
        Expr memory = k.let("kept", k.let("forget", forget).times(before).plus(in.times(candidate)));
        Expr out = k.let("open", activate(0, peephole(s, direction, 1, j, memory, input(s, gates, 1, j).plus(sums.get(1)))));
        k.store(s.memory, own.plus(j), memory);
        k.store(s.next, own.plus(j), out.times(activations.get(2).apply(memory)));
    }

    /** Gates come in the order update, reset, hidden. */
    private void gru(Step s, Expr direction, Expr own, Expr gates) {
        KernelBuilder k = s.k;
        k.serial(s.size, j -> {
            int[] which = resetAfter ? new int[] {0, 1, 2} : new int[] {0, 1};
            List<Expr> sums = recurrent(s, direction, j, s.state, own, which);
            Expr update = k.let("update", activate(0, input(s, gates, 0, j).plus(sums.get(0))));
            Expr reset = k.let("reset", activate(0, input(s, gates, 1, j).plus(sums.get(1))));
            Expr state = k.load(s.state, own.plus(j));
            k.store(s.gate, own.plus(j), update);
            k.store(s.memory, own.plus(j), resetAfter ? reset.times(sums.get(2)) : reset.times(state));
        });
        k.serial(s.size, j -> {
            Expr sum = resetAfter ? k.load(s.memory, own.plus(j)) : recurrent(s, direction, j, s.memory, own, 2).getFirst();
            Expr hidden = k.let("hidden", activate(1, input(s, gates, 2, j).plus(sum)));
            Expr update = k.let("update", k.load(s.gate, own.plus(j)));
            Expr kept = update.times(k.load(s.state, own.plus(j)));
            k.store(s.next, own.plus(j), Expr.like(update, 1).minus(update).times(hidden).plus(kept));
        });
    }
}
