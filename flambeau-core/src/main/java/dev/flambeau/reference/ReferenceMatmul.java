package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Multiplies matrices by the schoolbook, in double or in long. */
final class ReferenceMatmul {
    private ReferenceMatmul() {}

    static void matmul(Array out, Array x, Array y, @Nullable Array bias) {
        Array addend = bias == null ? Array.immediate(out.dtype, 0) : bias.broadcastTo(out.sizes);
        Positions to = Positions.over(out, addend);
        for (long batch = 0; batch < out.sizes[0]; batch++) {
            if (out.dtype.isFloatingPoint()) {
                inDoubles(out, x, y, addend, batch, to);
            } else {
                inLongs(out, x, y, addend, batch, to);
            }
        }
    }

    /** The product of one pair of matrices, written to the next places of {@code to}. */
    private static void inDoubles(Array out, Array x, Array y, Array addend, long batch, Positions to) {
        int k = Math.toIntExact(x.sizes[2]);
        int m = Math.toIntExact(y.sizes[2]);
        double[][] rows = new double[k][m];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < m; j++) {
                rows[i][j] = Elements.getDouble(y, element(y, batch, i, j));
            }
        }
        double[] sums = new double[m];
        for (long row = 0; row < x.sizes[1]; row++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < k; i++) {
                double factor = Elements.getDouble(x, element(x, batch, row, i));
                for (int j = 0; j < m; j++) {
                    sums[j] += factor * rows[i][j];
                }
            }
            for (int j = 0; j < m; j++, to.next()) {
                Raw.putDouble(out.dtype, to.at(0), sums[j] + Elements.getDouble(addend, to.at(1)));
            }
        }
    }

    private static void inLongs(Array out, Array x, Array y, Array addend, long batch, Positions to) {
        int k = Math.toIntExact(x.sizes[2]);
        int m = Math.toIntExact(y.sizes[2]);
        long[][] rows = new long[k][m];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < m; j++) {
                rows[i][j] = Elements.getLong(y, element(y, batch, i, j));
            }
        }
        long[] sums = new long[m];
        for (long row = 0; row < x.sizes[1]; row++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < k; i++) {
                long factor = Elements.getLong(x, element(x, batch, row, i));
                for (int j = 0; j < m; j++) {
                    sums[j] += factor * rows[i][j];
                }
            }
            for (int j = 0; j < m; j++, to.next()) {
                Raw.putLong(out.dtype, to.at(0), sums[j] + Elements.getLong(addend, to.at(1)));
            }
        }
    }

    private static long element(Array a, long batch, long row, long column) {
        return a.address() + (batch * a.strides[0] + row * a.strides[1] + column * a.strides[2]) * a.dtype.size();
    }
}
