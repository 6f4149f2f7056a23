package dev.flambeau.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import dev.flambeau.spi.Raw;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Rows of doubles. */
final class DoubleRows extends Rows {
    private final double[][] rows;

    DoubleRows(int count) {
        rows = new double[count][LENGTH];
    }

    @Override
    void load(int row, int at, long address, long step, int count) {
        double[] to = rows[row];
        if (step == 0) {
            Arrays.fill(to, at, at + count, Cells.getDouble(address));
            return;
        }
        if (step == Double.BYTES && count >= BULK) {
            MemorySegment.copy(Raw.ALL, JAVA_DOUBLE_UNALIGNED, address, to, at, count);
            return;
        }
        long from = address;
        for (int i = at; i < at + count; i++, from += step) {
            to[i] = Cells.getDouble(from);
        }
    }

    @Override
    void loadFour(int row, int at, long address, long rowStep, long step, int count) {
        double[] to0 = rows[row];
        double[] to1 = rows[row + 1];
        double[] to2 = rows[row + 2];
        double[] to3 = rows[row + 3];
        long from = address;
        for (int i = at; i < at + count; i++, from += step) {
            to0[i] = Cells.getDouble(from);
            to1[i] = Cells.getDouble(from + rowStep);
            to2[i] = Cells.getDouble(from + 2 * rowStep);
            to3[i] = Cells.getDouble(from + 3 * rowStep);
        }
    }

    @Override
    void gather(int row, int at, long address, long[] offsets, int first, int count) {
        double[] to = rows[row];
        for (int i = 0; i < count; i++) {
            to[at + i] = Cells.getDouble(address + offsets[first + i]);
        }
    }

    @Override
    void store(int row, int at, long address, long step, int count) {
        double[] from = rows[row];
        if (step == Double.BYTES && count >= BULK) {
            MemorySegment.copy(from, at, Raw.ALL, JAVA_DOUBLE_UNALIGNED, address, count);
            return;
        }
        long to = address;
        for (int i = at; i < at + count; i++, to += step) {
            Cells.putDouble(to, from[i]);
        }
    }

    @Override
    void scatterAdd(int row, int at, long address, long[] offsets, int first, int count) {
        double[] from = rows[row];
        for (int i = 0; i < count; i++) {
            long to = address + offsets[first + i];
            Cells.putDouble(to, Cells.getDouble(to) + from[at + i]);
        }
    }

    @Override
    void clear(int row, int from, int to) {
        Arrays.fill(rows[row], from, to, 0);
    }

    @Override
    void add(int row, int other, int n) {
        double[] to = rows[row];
        double[] from = rows[other];
        for (int i = 0; i < n; i++) {
            to[i] += from[i];
        }
    }

    @Override
    void multiply(int sums, int factors, int at, int right, int n) {
        multiply(n, rows[sums], rows[sums + 1], rows[sums + 2], rows[sums + 3], rows[right], rows[right + 1],
                rows[right + 2], rows[right + 3], at, rows[factors], rows[factors + 1], rows[factors + 2],
                rows[factors + 3]);
    }

    /** Arrays of their own and one index for all: else the compiler sees writes that later reads might depend on. */
    private static void multiply(int n, double[] c0, double[] c1, double[] c2, double[] c3, double[] b0, double[] b1,
            double[] b2,
            double[] b3, int at, double[] f0, double[] f1, double[] f2, double[] f3) {
        double f00 = f0[at];
        double f01 = f0[at + 1];
        double f02 = f0[at + 2];
        double f03 = f0[at + 3];
        double f10 = f1[at];
        double f11 = f1[at + 1];
        double f12 = f1[at + 2];
        double f13 = f1[at + 3];
        double f20 = f2[at];
        double f21 = f2[at + 1];
        double f22 = f2[at + 2];
        double f23 = f2[at + 3];
        double f30 = f3[at];
        double f31 = f3[at + 1];
        double f32 = f3[at + 2];
        double f33 = f3[at + 3];
        for (int j = 0; j < n; j++) {
            double x0 = b0[j];
            double x1 = b1[j];
            double x2 = b2[j];
            double x3 = b3[j];
            c0[j] = Math.fma(f03, x3, Math.fma(f02, x2, Math.fma(f01, x1, Math.fma(f00, x0, c0[j]))));
            c1[j] = Math.fma(f13, x3, Math.fma(f12, x2, Math.fma(f11, x1, Math.fma(f10, x0, c1[j]))));
            c2[j] = Math.fma(f23, x3, Math.fma(f22, x2, Math.fma(f21, x1, Math.fma(f20, x0, c2[j]))));
            c3[j] = Math.fma(f33, x3, Math.fma(f32, x2, Math.fma(f31, x1, Math.fma(f30, x0, c3[j]))));
        }
    }

    @Override
    void multiplyOne(int sums, int factors, int at, int right, int n) {
        double[] f = rows[factors];
        multiplyOne(n, rows[sums], rows[right], rows[right + 1], rows[right + 2], rows[right + 3], f[at], f[at + 1],
                f[at + 2], f[at + 3]);
    }

    private static void multiplyOne(int n, double[] c, double[] b0, double[] b1, double[] b2, double[] b3, double f0,
            double f1,
            double f2, double f3) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(f3, b3[j], Math.fma(f2, b2[j], Math.fma(f1, b1[j], Math.fma(f0, b0[j], c[j]))));
        }
    }
}
