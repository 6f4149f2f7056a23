package dev.flambeau.reference;

import dev.flambeau.DType;
import dev.flambeau.Generator;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;

/**
 * Normal numbers by the method of Box and Muller: few or scattered ones come in pairs of doubles, 16 or more in a row
 * come in blocks of 16, whose first half gives the radii and whose second half the angles.
 */
final class ReferenceNormals {
    private static final int BLOCK = 16;
    private static final int HALF = BLOCK / 2;

    private ReferenceNormals() {}

    static void fill(double mean, double std, Array out, Generator generator) {
        if (out.numel < BLOCK || !out.contiguous) {
            for (Positions p = Positions.over(ReferenceRandom.inMemoryOrder(out)); p.valid(); p.next()) {
                Raw.putDouble(out.dtype, p.at(0), Math.fma(generator.normal(), std, mean));
            }
            return;
        }
        double[] block = new double[BLOCK];
        long blockBytes = (long) BLOCK * out.dtype.size();
        long start = out.address();
        long end = start + out.numel * out.dtype.size();
        // float and double draw the uniform numbers of all places first and keep them there, half types block by block
        boolean ahead = out.dtype == DType.FLOAT32 || out.dtype == DType.FLOAT64;
        for (long at = start; ahead && at < end; at += out.dtype.size()) {
            Raw.putDouble(out.dtype, at, uniform(out.dtype, generator));
        }
        for (long at = start; at + blockBytes <= end; at += blockBytes) {
            for (int i = 0; i < BLOCK; i++) {
                block[i] = ahead
                        ? Elements.getDouble(out, at + (long) i * out.dtype.size())
                        : uniform(out.dtype, generator);
            }
            write(out, at, block, mean, std);
        }
        // what is left over is drawn anew, together with the numbers before it
        if (out.numel % BLOCK != 0) {
            for (int i = 0; i < BLOCK; i++) {
                block[i] = uniform(out.dtype, generator);
            }
            write(out, end - blockBytes, block, mean, std);
        }
    }

    private static double uniform(DType type, Generator generator) {
        return type == DType.FLOAT64 ? generator.uniform53() : generator.uniform24();
    }

    /** Transforms 16 uniform numbers and writes them from {@code to} on. */
    private static void write(Array out, long to, double[] block, double mean, double std) {
        for (int j = 0; j < HALF; j++) {
            long first = to + (long) j * out.dtype.size();
            long second = first + (long) HALF * out.dtype.size();
            if (out.dtype == DType.FLOAT64) {
                double radius = Math.sqrt(-2 * Math.log(1 - block[j]));
                double angle = 2 * Math.PI * block[HALF + j];
                Raw.putDouble(out.dtype, first, Math.fma(radius * Math.cos(angle), std, mean));
                Raw.putDouble(out.dtype, second, Math.fma(radius * Math.sin(angle), std, mean));
            } else {
                float radius = (float) Math.sqrt(-2 * FloatMath.log(1 - (float) block[j]));
                float angle = (float) (2 * Math.PI) * (float) block[HALF + j];
                float m = (float) mean;
                float s = (float) std;
                Raw.putDouble(out.dtype, first, Math.fma(radius * FloatMath.cos(angle), s, m));
                Raw.putDouble(out.dtype, second, Math.fma(radius * FloatMath.sin(angle), s, m));
            }
        }
    }
}
