package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Array;
import org.jspecify.annotations.Nullable;

/** Batches of matrix products in float32 and float64, of any strides. */
final class Matmul {
    private static final int SHORT = 64; // rows of the right matrix shorter than this are not worth their loops

    private Matmul() {}

    /** False when this is not the way to do it. */
    static boolean matmul(Array out, Array x, Array y, @Nullable Array bias) {
        if (!Rows.hold(out.dtype)) {
            return false;
        }
        if (out.numel > 0) {
            long m = out.sizes[1];
            long n = out.sizes[2];
            long k = x.sizes[2];
            Array addend = bias == null ? null : bias.broadcastTo(out.sizes);
            // the longer side along the rows
            boolean turned = n < SHORT && m > n;
            Product.all(out.dtype, out.sizes[0], turned ? n : m, turned ? m : n, k, b -> {
                Matrix to = matrix(out, b, turned);
                Target target = addend == null ? to : new Sum(to, matrix(addend, b, turned));
                return turned
                        ? new Product.Problem.Parts(target, matrix(y, b, true), matrix(x, b, true), k)
                        : new Product.Problem.Parts(target, matrix(x, b, false), matrix(y, b, false), k);
            });
        }
        return true;
    }

    private static Matrix matrix(Array array, long batch, boolean turned) {
        Matrix matrix = Matrix.of(array, batch);
        return turned ? matrix.transposed() : matrix;
    }
}
