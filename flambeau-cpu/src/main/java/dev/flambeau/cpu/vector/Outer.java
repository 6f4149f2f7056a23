package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Products of a column and a row, such as the gradient of a layer's weights for a single example: a row times a number, row by row. */
final class Outer {
    private static final PointwiseKernel FLOATS = product(Kind.FLOAT);
    private static final PointwiseKernel DOUBLES = product(Kind.DOUBLE);
    private static final long ROW_PICOS = 10_000; // what each row takes beside its elements

    private Outer() {}

    private static PointwiseKernel product(Kind kind) {
        return new PointwiseKernel("mul", List.of(Expr.in(0).mul(Expr.in(1))), 2, kind);
    }

    /** Whether this is the way to compute {@code out = x @ y}. */
    static boolean isFor(Array out, Array x, Array y, @Nullable Array bias) {
        return x.sizes[2] == 1 && bias == null && x.dtype == y.dtype && x.dtype == out.dtype && Rows.hold(out.dtype);
    }

    /** False when this is not the way to do it. */
    static boolean matmul(Form form, Array out, Array x, Array y, @Nullable Array bias) {
        if (!isFor(out, x, y, bias)) {
            return false;
        }
        PointwiseKernel kernel = out.dtype == DType.FLOAT32 ? FLOATS : DOUBLES;
        boolean isInRows = out.strides[2] == 1 && y.strides[2] == 1 && out.sizes[2] <= JavaKernels.MAX_COUNT;
        if (isInRows && out.numel > 0) {
            rows(kernel, form, out, x, y);
        } else if (!isInRows) {
            Iteration.run(kernel, form, new Array[] {out},
                    new Array[] {x.broadcastTo(out.sizes), y.broadcastTo(out.sizes)});
        }
        return true;
    }

    /** A call of the dense loop for each row. */
    private static void rows(PointwiseKernel kernel, Form form, Array out, Array x, Array y) {
        int dense = Access.dense(out.dtype);
        Loop loop = Loops.of(kernel, form, new int[] {dense, Access.VALUE, dense});
        long rows = out.sizes[1];
        int n = (int) out.sizes[2];
        int bytes = out.dtype.size();
        Parallel.run(out.sizes[0] * rows, Math.max(1, JavaKernels.GRAIN_PICOS / (ROW_PICOS + (long) n * loop.cost)),
                (begin, end) -> {
                    for (long i = begin; i < end; i++) {
                        long batch = i / rows;
                        long row = i % rows;
                        long factor = x.address() + (batch * x.strides[0] + row * x.strides[1]) * bytes;
                        loop.run(n, out.address() + (batch * out.strides[0] + row * out.strides[1]) * bytes,
                                Cells.load(out.dtype, factor, false), y.address() + batch * y.strides[0] * bytes);
                    }
                });
    }
}
