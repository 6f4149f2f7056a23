package dev.flambeau.cpu.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of doubles, multiplied by the Vector API: eight vectors of sums stay in registers. Loaded only where the Vector API is there. */
final class DoubleVectorRows extends DoubleRows {
    private static final VectorSpecies<Double> SPECIES = Species.DOUBLES;
    private static final int LANES = SPECIES.length();

    DoubleVectorRows(DoubleRows same) {
        super(same);
    }

    @Override
    void multiply(int sums, int factors, int right, int depth, int n) {
        double[] f0 = row(factors);
        double[] f1 = row(factors + 1);
        double[] f2 = row(factors + 2);
        double[] f3 = row(factors + 3);
        // whole vectors: behind n there is room in each row, and what comes to lie there is not looked at
        for (int j = 0; j < n; j += 2 * LANES) {
            DoubleVector a0 = DoubleVector.zero(SPECIES);
            DoubleVector b0 = DoubleVector.zero(SPECIES);
            DoubleVector a1 = DoubleVector.zero(SPECIES);
            DoubleVector b1 = DoubleVector.zero(SPECIES);
            DoubleVector a2 = DoubleVector.zero(SPECIES);
            DoubleVector b2 = DoubleVector.zero(SPECIES);
            DoubleVector a3 = DoubleVector.zero(SPECIES);
            DoubleVector b3 = DoubleVector.zero(SPECIES);
            for (int k = 0; k < depth; k++) {
                double[] x = row(right + k);
                DoubleVector xa = DoubleVector.fromArray(SPECIES, x, j);
                DoubleVector xb = DoubleVector.fromArray(SPECIES, x, j + LANES);
                DoubleVector y0 = DoubleVector.broadcast(SPECIES, f0[k]);
                a0 = xa.fma(y0, a0);
                b0 = xb.fma(y0, b0);
                DoubleVector y1 = DoubleVector.broadcast(SPECIES, f1[k]);
                a1 = xa.fma(y1, a1);
                b1 = xb.fma(y1, b1);
                DoubleVector y2 = DoubleVector.broadcast(SPECIES, f2[k]);
                a2 = xa.fma(y2, a2);
                b2 = xb.fma(y2, b2);
                DoubleVector y3 = DoubleVector.broadcast(SPECIES, f3[k]);
                a3 = xa.fma(y3, a3);
                b3 = xb.fma(y3, b3);
            }
            a0.intoArray(row(sums), j);
            b0.intoArray(row(sums), j + LANES);
            a1.intoArray(row(sums + 1), j);
            b1.intoArray(row(sums + 1), j + LANES);
            a2.intoArray(row(sums + 2), j);
            b2.intoArray(row(sums + 2), j + LANES);
            a3.intoArray(row(sums + 3), j);
            b3.intoArray(row(sums + 3), j + LANES);
        }
    }
}
