package io.coracle.jvm.code;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Expr.Var;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Stmt;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.kernel.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rewrites vector loops into the form that C2 vectorises: short loops over whole arrays, all indexed by the loop's variable plus
 * constants, without the operations it cannot pack. Elements come in from memory and go out again in bulk copies, a block at a time;
 * bitcasts, selections and other odd operations get loops of their own between the vectorised ones.
 */
final class StagedLoops {
    /** Elements of a block: a few such arrays fit the first-level cache, and C2's scalar start and end of each loop are amortised. */
    private static final int BLOCK = 1024;
    /** Loops whose length is known to be at most this are not cut into blocks. */
    private static final int LONGEST = 2048;
    /** Below this length the calls and copies cost more than they save. */
    private static final int SHORTEST = 24;

    private final Names names;
    private final ArrayPool pool;

    private StagedLoops(Names names) {
        this.names = names;
        this.pool = new ArrayPool(names);
    }

    static Kernel apply(Kernel kernel) {
        Names names = new Names(kernel);
        List<Stmt> body = new StagedLoops(names).block(kernel.body());
        return kernel.with(names.locals(), body);
    }

    private List<Stmt> block(List<Stmt> body) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.For loop when loop.mode() == Mode.VECTOR -> result.addAll(loop(loop));
                case Stmt.For loop ->
                    result.add(new Stmt.For(loop.variable(), loop.start(), loop.end(), loop.step(), loop.mode(), block(loop.body())));
                case Stmt.If branch -> result.add(new Stmt.If(branch.condition(), block(branch.then()), block(branch.otherwise())));
                default -> result.add(stmt);
            }
        }
        return result;
    }

    private static boolean isConst(Expr e) {
        return e instanceof Expr.Const;
    }

    private static int value(Expr e) {
        return (int) ((Expr.Const) e).bits();
    }

    private List<Stmt> loop(Stmt.For loop) {
        Stmt.For serial = new Stmt.For(loop.variable(), loop.start(), loop.end(), loop.step(), Mode.SERIAL, block(loop.body()));
        if (loop.step() != 1) {
            return List.of(serial);
        }
        if (BulkCopy.of(loop).isPresent() || ArrayReduction.of(loop).isPresent()) {
            return List.of(loop);
        }
        boolean constant = isConst(loop.start()) && isConst(loop.end());
        int length = constant ? value(loop.end()) - value(loop.start()) : Integer.MAX_VALUE;
        if (constant && length < SHORTEST) {
            return List.of(serial);
        }
        boolean whole = constant && length <= LONGEST && value(loop.start()) >= 0 && value(loop.end()) <= LONGEST;
        if (whole && ArrayLoop.of(loop).filter(ArrayLoop::isSmall).isPresent()) {
            return List.of(loop);
        }
        Optional<LoopStages> stages = LoopStages.of(loop, whole, names, pool);
        if (stages.isEmpty()) {
            return List.of(serial);
        }
        List<Stmt> staged = whole
            ? stages.get().emit(loop.start(), loop.end(), loop.variable(), value(loop.end()))
            : blocks(loop, stages.get());
        if (constant) {
            return staged;
        }
        Expr isShort = loop.end().minus(loop.start()).lt(Expr.i32(SHORTEST));
        return List.of(new Stmt.If(isShort, List.of(serial), staged));
    }

    private List<Stmt> blocks(Stmt.For loop, LoopStages stages) {
        Var block = names.variable("block", Type.I32);
        Var count = names.variable("count", Type.I32);
        Var v = names.variable(loop.variable().name(), Type.I32);
        List<Stmt> body = new ArrayList<>();
        body.add(new Stmt.Let(count, loop.end().minus(block).min(Expr.i32(BLOCK))));
        body.addAll(stages.emit(Expr.i32(0), count, v, BLOCK, block));
        return List.of(new Stmt.For(block, loop.start(), loop.end(), BLOCK, Mode.SERIAL, body));
    }
}
