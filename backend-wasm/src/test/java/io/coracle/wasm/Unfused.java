package io.coracle.wasm;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Kernel;
import io.coracle.kernel.Stmt;
import java.util.List;

/** Kernels with a multiplication and an addition for each multiply-add, as engines compute it that have no fused one. */
final class Unfused {
    private Unfused() {}

    static Kernel apply(Kernel kernel) {
        return kernel.with(kernel.locals(), block(kernel.body()));
    }

    private static List<Stmt> block(List<Stmt> body) {
        return body.stream().<Stmt>map(stmt -> switch (stmt) {
            case Stmt.Let(Expr.Var variable, Expr value) -> new Stmt.Let(variable, plain(value));
            case Stmt.Assign(Expr.Var variable, Expr value) -> new Stmt.Assign(variable, plain(value));
            case Stmt.Store s -> new Stmt.Store(s.buffer(), plain(s.index()), plain(s.value()), s.active().map(Unfused::plain));
            case Stmt.For f -> new Stmt.For(f.variable(), plain(f.start()), plain(f.end()), f.step(), f.mode(), block(f.body()));
            case Stmt.If(Expr condition, List<Stmt> then, List<Stmt> otherwise) -> new Stmt.If(plain(condition), block(then), block(otherwise));
            case Stmt.Require(Expr condition, String message) -> new Stmt.Require(plain(condition), message);
        }).toList();
    }

    private static Expr plain(Expr expr) {
        return switch (expr) {
            case Expr.Const c -> c;
            case Expr.Var v -> v;
            case Expr.Load l -> new Expr.Load(l.buffer(), plain(l.index()), l.lanes(), l.active().map(Unfused::plain));
            case Expr.Unary(Expr.UnaryOp op, Expr value) -> new Expr.Unary(op, plain(value));
            case Expr.Binary(Expr.BinaryOp op, Expr left, Expr right) -> new Expr.Binary(op, plain(left), plain(right));
            case Expr.Compare(Expr.CompareOp op, Expr left, Expr right) -> new Expr.Compare(op, plain(left), plain(right));
            case Expr.Fma(Expr a, Expr b, Expr c) ->
                new Expr.Binary(Expr.BinaryOp.ADD, new Expr.Binary(Expr.BinaryOp.MUL, plain(a), plain(b)), plain(c));
            case Expr.Select(Expr condition, Expr yes, Expr no) -> new Expr.Select(plain(condition), plain(yes), plain(no));
            case Expr.FirstLanes(Expr count, int lanes) -> new Expr.FirstLanes(plain(count), lanes);
            case Expr.Cast(var to, Expr value) -> new Expr.Cast(to, plain(value));
            case Expr.Bitcast(var to, Expr value) -> new Expr.Bitcast(to, plain(value));
            case Expr.Broadcast(Expr value, int lanes) -> new Expr.Broadcast(plain(value), lanes);
            case Expr.Dot4(Expr accumulator, Expr unsigned, Expr signed, boolean narrow) ->
                new Expr.Dot4(plain(accumulator), plain(unsigned), plain(signed), narrow);
            case Expr.SignedDot4(Expr accumulator, Expr left, Expr right) -> new Expr.SignedDot4(plain(accumulator), plain(left), plain(right));
            case Expr.Dot2 dot -> plain(dot.expanded());
            case Expr.Reduce(Expr.BinaryOp op, Expr value) -> new Expr.Reduce(op, plain(value));
        };
    }
}
