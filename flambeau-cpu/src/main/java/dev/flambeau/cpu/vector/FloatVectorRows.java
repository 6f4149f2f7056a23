package dev.flambeau.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of floats, multiplied by the Vector API: eight vectors of sums stay in registers. Loaded only where the Vector API is there. */
final class FloatVectorRows extends FloatRows {
    private static final VectorSpecies<Float> SPECIES = Species.FLOATS;
    private static final int LANES = SPECIES.length();

    FloatVectorRows(FloatRows same) {
        super(same);
    }

    @Override
    void multiply(int sums, int factors, int right, int depth, int n) {
        float[] f0 = row(factors);
        float[] f1 = row(factors + 1);
        float[] f2 = row(factors + 2);
        float[] f3 = row(factors + 3);
        // whole vectors: behind n there is room in each row, and what comes to lie there is not looked at
        for (int j = 0; j < n; j += 2 * LANES) {
            FloatVector a0 = FloatVector.zero(SPECIES);
            FloatVector b0 = FloatVector.zero(SPECIES);
            FloatVector a1 = FloatVector.zero(SPECIES);
            FloatVector b1 = FloatVector.zero(SPECIES);
            FloatVector a2 = FloatVector.zero(SPECIES);
            FloatVector b2 = FloatVector.zero(SPECIES);
            FloatVector a3 = FloatVector.zero(SPECIES);
            FloatVector b3 = FloatVector.zero(SPECIES);
            for (int k = 0; k < depth; k++) {
                float[] x = row(right + k);
                FloatVector xa = FloatVector.fromArray(SPECIES, x, j);
                FloatVector xb = FloatVector.fromArray(SPECIES, x, j + LANES);
                FloatVector y0 = FloatVector.broadcast(SPECIES, f0[k]);
                a0 = xa.fma(y0, a0);
                b0 = xb.fma(y0, b0);
                FloatVector y1 = FloatVector.broadcast(SPECIES, f1[k]);
                a1 = xa.fma(y1, a1);
                b1 = xb.fma(y1, b1);
                FloatVector y2 = FloatVector.broadcast(SPECIES, f2[k]);
                a2 = xa.fma(y2, a2);
                b2 = xb.fma(y2, b2);
                FloatVector y3 = FloatVector.broadcast(SPECIES, f3[k]);
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
