package io.coracle.kernel;

import io.coracle.kernel.Expr.Var;
import java.util.List;
import java.util.Optional;

/**
 * Runs a kernel one statement at a time. It is slow and obvious, and what it computes is by definition what the kernel means:
 * every backend must give the same bits.
 */
public final class Interpreter {
    private final Kernel kernel;
    private final Cells[] buffers;
    private final Lanes[] variables;
    private String failure = "";

    private Interpreter(Kernel kernel, Cells[] buffers, Lanes[] variables) {
        this.kernel = kernel;
        this.buffers = buffers;
        this.variables = variables;
    }

    /** The elements of a buffer, wherever they lie. Outside the buffer it throws {@link IndexOutOfBoundsException}. */
    public interface Cells {
        /** {@code bytes} (1, 2, 4 or 8) bytes, zero-extended. */
        long get(int byteIndex, int bytes);

        void set(int byteIndex, int bytes, long bits);
    }

    /**
     * Runs a kernel.
     *
     * @param cells memory for each of the kernel's buffers, in order
     * @param arguments a value for each of its parameters, in order
     * @throws KernelException when the data broke a requirement
     */
    public static void run(Kernel kernel, List<? extends Cells> cells, int[] arguments) {
        if (cells.size() != kernel.buffers().size() || arguments.length != kernel.parameters().size()) {
            throw new IllegalArgumentException("kernel " + kernel.name() + " takes " + kernel.buffers().size() + " buffers and "
                + kernel.parameters().size() + " parameters");
        }
        Cells[] all = new Cells[kernel.buffers().size() + kernel.locals().size()];
        for (int i = 0; i < cells.size(); i++) {
            all[kernel.buffers().get(i).id()] = cells.get(i);
        }
        for (Buffer local : kernel.locals()) {
            all[local.id()] = new ArrayCells(new byte[(int) local.dtype().bytes(local.size())]);
        }
        Interpreter interpreter = new Interpreter(kernel, all, new Lanes[countVariables(kernel)]);
        for (int i = 0; i < arguments.length; i++) {
            interpreter.variables[kernel.parameters().get(i).id()] = Lanes.of(arguments[i]);
        }
        interpreter.block(kernel.body());
        if (!interpreter.failure.isEmpty()) {
            throw new KernelException(interpreter.failure);
        }
    }

    private static int countVariables(Kernel kernel) {
        int count = 0;
        for (Var parameter : kernel.parameters()) {
            count = Math.max(count, parameter.id() + 1);
        }
        return Math.max(count, countVariables(kernel.body()));
    }

    private static int countVariables(List<Stmt> body) {
        int count = 0;
        for (Stmt stmt : body) {
            count = Math.max(count, switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> variable.id() + 1;
                case Stmt.For loop -> Math.max(loop.variable().id() + 1, countVariables(loop.body()));
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) ->
                    Math.max(countVariables(then), countVariables(otherwise));
                case Stmt.Assign a -> 0;
                case Stmt.Store s -> 0;
                case Stmt.Require r -> 0;
            });
        }
        return count;
    }

    private void block(List<Stmt> body) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Let(Var variable, Expr value) -> variables[variable.id()] = eval(value);
                case Stmt.Assign(Var variable, Expr value) -> variables[variable.id()] = eval(value);
                case Stmt.Store store -> store(store);
                case Stmt.Require(Expr condition, String message) -> {
                    if (eval(condition).ints[0] == 0 && failure.isEmpty()) {
                        failure = message;
                    }
                }
                case Stmt.For loop -> {
                    int end = integer(loop.end());
                    for (long i = integer(loop.start()); i < end; i += loop.step()) {
                        variables[loop.variable().id()] = Lanes.of((int) i);
                        block(loop.body());
                    }
                }
                case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) ->
                    block(eval(condition).ints[0] != 0 ? then : otherwise);
            }
        }
    }

    private int active(int lanes, Optional<Expr> active) {
        return active.isEmpty() ? lanes : Math.max(0, Math.min(lanes, integer(active.get())));
    }

    private void store(Stmt.Store store) {
        Lanes value = eval(store.value());
        int index = integer(store.index());
        Cells cells = buffers[store.buffer().id()];
        int count = active(value.count(), store.active());
        for (int lane = 0; lane < count; lane++) {
            CellCodec.store(cells, store.buffer().dtype(), index + lane, value, lane);
        }
    }

    private int integer(Expr expr) {
        return switch (expr) {
            case Expr.Const c -> (int) c.bits();
            case Var v -> variables[v.id()].ints[0];
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> LaneMath.binary(op, integer(left), integer(right));
            default -> eval(expr).ints[0];
        };
    }

    private Lanes eval(Expr expr) {
        return switch (expr) {
            case Expr.Const(Type type, long bits) -> LaneMath.constant(type, bits);
            case Var v -> variables[v.id()];
            case Expr.Load(Buffer buffer, Expr index, int lanes, Optional<Expr> active) -> {
                Lanes result = new Lanes(expr.type());
                int start = integer(index);
                int count = active(lanes, active);
                for (int lane = 0; lane < count; lane++) {
                    CellCodec.load(buffers[buffer.id()], buffer.dtype(), start + lane, result, lane);
                }
                yield result;
            }
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> LaneMath.unary(op, eval(value));
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> LaneMath.binary(op, eval(left), eval(right));
            case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> LaneMath.compare(op, eval(left), eval(right));
            case Expr.Fma(Expr a, Expr b, Expr c) -> LaneMath.fma(eval(a), eval(b), eval(c));
            case Expr.Select(Expr condition, Expr yes, Expr no) -> LaneMath.select(eval(condition), eval(yes), eval(no));
            case Expr.FirstLanes(Expr count, int lanes) -> {
                Lanes result = new Lanes(expr.type());
                int first = integer(count);
                for (int lane = 0; lane < lanes && lane < first; lane++) {
                    result.ints[lane] = 1;
                }
                yield result;
            }
            case Expr.Cast(Scalar to, Expr value) -> LaneMath.cast(to, eval(value));
            case Expr.Bitcast(Scalar to, Expr value) -> LaneMath.bitcast(to, eval(value));
            case Expr.Broadcast(Expr value, int lanes) -> {
                Lanes one = eval(value);
                Lanes result = new Lanes(one.type.lanes(lanes));
                for (int lane = 0; lane < lanes; lane++) {
                    result.copyLane(lane, one, 0);
                }
                yield result;
            }
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed, boolean narrow) ->
                LaneMath.dot4(eval(accumulator), eval(unsigned), eval(signed), narrow ? Expr.Dot4.NARROW : -Byte.MIN_VALUE);
            case Expr.SignedDot4(Expr accumulator, Expr left, Expr right) -> LaneMath.signedDot4(eval(accumulator), eval(left), eval(right));
            case Expr.Dot2 dot -> eval(dot.expanded());
            case Expr.Reduce(Expr.BinaryOp op, Expr value) -> LaneMath.reduce(op, eval(value));
        };
    }

    @Override
    public String toString() {
        return "interpreter of kernel " + kernel.name();
    }
}
