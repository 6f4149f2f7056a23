package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Raw;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The sums of {@link PatchSums}. Loaded only where the Vector API is there. */
final class VectorPatches {
    private static final VectorSpecies<Float> STEP = FloatVector.SPECIES_512;
    private static final VectorSpecies<Float> PIXEL = FloatVector.SPECIES_256;

    /** Adds all patches of an image. */
    void add(PatchSums s, long patches, float[] sums) {
        int count = s.kernelWidth() * s.channels();
        for (int x = 0; x < s.columns(); x++) {
            for (int i = 0; i < count; i += PatchSums.STEP) {
                int lanes = Math.min(PatchSums.STEP, count - i); // what lies behind belongs to other pixels, and may become NaN
                addColumn(s, patches + Float.BYTES * ((long) x * s.patch() + i), sums, x * s.channels() + i, lanes);
            }
        }
    }

    /** Adds a step of the rows of all patches in a column. */
    private static void addColumn(PatchSums s, long column, float[] sums, int to, int lanes) {
        VectorMask<Float> mask = STEP.indexInRange(0, lanes);
        long below = (long) Float.BYTES * s.columns() * s.patch();
        long up = (long) Float.BYTES * s.pitch() - below;
        for (int y = 0; y < s.sumRows(); y++) {
            int first = s.firstRow(y);
            long at = column + below * (y - first) + (long) Float.BYTES * s.pitch() * first;
            FloatVector sum = load(at);
            for (int i = first + 1; i < s.endRow(y); i++) {
                at += up;
                sum = load(at).add(sum);
            }
            int line = to + y * s.line();
            FloatVector.fromArray(STEP, sums, line).add(sum, mask).intoArray(sums, line);
        }
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(STEP, Raw.ALL, address, Species.ORDER);
    }

    /** Writes a row of pixels. */
    void write(PatchSums s, float[] sums, int from, long to) {
        VectorMask<Float> channels = PIXEL.indexInRange(0, s.channels());
        for (int x = 0; x < s.width(); x++) {
            FloatVector.fromArray(PIXEL, sums, from + x * s.channels(), channels).intoMemorySegment(Raw.ALL,
                    to + (long) Float.BYTES * PatchSums.LANES * x, Species.ORDER);
        }
    }
}
