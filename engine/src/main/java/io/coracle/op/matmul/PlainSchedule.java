package io.coracle.op.matmul;

import io.coracle.kernel.Expr;
import io.coracle.kernel.Scalar;
import io.coracle.kernel.Stmt.Mode;
import io.coracle.op.Lowering;
import java.util.ArrayList;
import java.util.List;

/** A product one row at a time, for any types and strides: what runs where no tiled schedule fits. */
final class PlainSchedule {
    private PlainSchedule() {}

    static void lower(Lowering to, Product product) {
        ProductKernel kernel = new ProductKernel("matmul", product);
        var k = kernel.k;
        Expr m = kernel.parameter("m", product.m());
        Expr n = kernel.parameter("n", product.n());
        Expr depth = kernel.parameter("k", product.k());
        var a = kernel.input("a", product.a());
        var b = kernel.input("b", product.b());
        List<ProductKernel.View> extras = kernel.extras();
        var c = kernel.output("c", product.c());
        Scalar register = Scalar.of(product.a().operand().dtype());
        Expr total = kernel.parameter("rows", product.batchSize() * product.m());
        kernel.call(to, List.of(), () -> k.parallel(total, p -> {
            Expr matrix = k.let("matrix", p.over(m));
            Expr row = k.let("row", p.modulo(m));
            Expr aRow = k.let("aRow", a.start(matrix).plus(row.times(a.row)));
            Expr bStart = k.let("bStart", b.start(matrix));
            Expr cRow = k.let("cRow", c.start(matrix).plus(row.times(c.row)));
            List<Expr> extraRows = new ArrayList<>();
            for (var extra : extras) {
                extraRows.add(k.let("eRow", extra.start(matrix).plus(row.times(extra.row))));
            }
            k.loop("j", Expr.i32(0), n, 1, Mode.SERIAL, j -> {
                var sum = k.accumulator("sum", zero(register));
                Expr bColumn = k.let("bColumn", bStart.plus(j.times(b.column)));
                k.vector(depth, i -> {
                    Expr left = k.load(a.buffer, aRow.plus(i.times(a.column)));
                    Expr right = k.load(b.buffer, bColumn.plus(i.times(b.row))).cast(register);
                    k.assign(sum, register == Scalar.F32 ? left.fma(right, sum) : sum.plus(left.times(right)));
                });
                List<Expr> elements = new ArrayList<>();
                for (int e = 0; e < extras.size(); e++) {
                    elements.add(k.load(extras.get(e).buffer, extraRows.get(e).plus(j.times(extras.get(e).column))));
                }
                Expr result = product.finish(sum, elements);
                Expr stored = result.type().scalar() == Scalar.BOOL ? result.select(Expr.i32(1), Expr.i32(0)) : result;
                k.store(c.buffer, cRow.plus(j.times(c.column)), stored);
            });
        }));
    }

    private static Expr zero(Scalar register) {
        return switch (register) {
            case F32 -> Expr.f32(0);
            case F64 -> Expr.f64(0);
            case I32 -> Expr.i32(0);
            case I64 -> Expr.i64(0);
            case BOOL -> throw new IllegalArgumentException("a product of booleans");
        };
    }
}
