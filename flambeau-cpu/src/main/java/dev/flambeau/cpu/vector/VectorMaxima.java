package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Raw;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The rows of {@link BlockedMaxima}. Loaded only where the Vector API is there. */
final class VectorMaxima {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
    private static final long STEP = (long) Float.BYTES * BlockedMaxima.LANES;

    /** The maxima of a row of windows, and their places unless that address is 0. */
    void maxima(BlockedMaxima w, long src, long dst, long places) {
        long position = (long) Float.BYTES * w.lanes();
        long across = position * w.strideWidth();
        for (long half = 0; half < position; half += STEP) {
            long from = src + half;
            long to = dst + half;
            long place = places + half / Float.BYTES;
            for (long i = 0; i < w.outWidth(); i++) {
                window(w, from, position, to, places == 0 ? 0 : place);
                from += across;
                to += position;
                place += w.lanes();
            }
        }
    }

    private static void window(BlockedMaxima w, long src, long position, long dst, long places) {
        FloatVector maximum = load(src);
        IntVector at = IntVector.zero(INTS);
        long from = src;
        int rest = w.kernelWidth(); // of the row
        for (int place = 0; place < w.kernelHeight() * w.kernelWidth(); place++) { // no rows within: C2 must see the class
            FloatVector value = load(from);
            VectorMask<Float> stays =
                    value.compare(VectorOperators.GT, maximum).or(value.test(VectorOperators.IS_NAN)).not();
            maximum = value.blend(maximum, stays);
            at = IntVector.broadcast(INTS, place).blend(at, stays.cast(INTS));
            from += position;
            rest--;
            if (rest == 0) {
                rest = w.kernelWidth();
                from += w.bytesOfRow() - rest * position;
            }
        }
        maximum.intoMemorySegment(Raw.ALL, dst, Species.ORDER);
        if (places != 0) {
            ((ByteVector) at.convertShape(VectorOperators.I2B, BYTES, 0)).intoMemorySegment(Raw.ALL, places,
                    Species.ORDER);
        }
    }

    /** The gradient of a row of maxima: to each window's place its own, zero to the others. */
    void spread(BlockedMaxima w, long grad, long places, long inputGrad) {
        long position = (long) Float.BYTES * w.lanes();
        long across = position * w.strideWidth();
        for (long half = 0; half < position; half += STEP) {
            long from = grad + half;
            long to = inputGrad + half;
            long place = places + half / Float.BYTES;
            for (long i = 0; i < w.outWidth(); i++) {
                spreadOne(w, load(from), place, position, to);
                from += position;
                to += across;
                place += w.lanes();
            }
        }
    }

    private static void spreadOne(BlockedMaxima w, FloatVector grad, long places, long position, long inputGrad) {
        IntVector at = (IntVector) ByteVector.fromMemorySegment(BYTES, Raw.ALL, places, Species.ORDER)
                .convertShape(VectorOperators.B2I, INTS, 0);
        FloatVector zero = FloatVector.zero(FLOATS);
        int place = 0;
        for (int i = 0; i < w.kernelHeight(); i++) {
            long to = inputGrad + i * w.bytesOfRow();
            for (int j = 0; j < w.kernelWidth(); j++) {
                zero.blend(grad, at.compare(VectorOperators.EQ, place).cast(FLOATS)).intoMemorySegment(Raw.ALL, to,
                        Species.ORDER);
                to += position;
                place++;
            }
        }
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(FLOATS, Raw.ALL, address, Species.ORDER);
    }
}
