package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Raw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The planes of {@link PlaneConvolution}. Loaded only where the Vector API is there. */
final class VectorPlanes {
    private static final VectorSpecies<Float> PIXELS = FloatVector.SPECIES_512;
    private static final VectorSpecies<Float> TAPS = FloatVector.SPECIES_256;

    private static final int LANES = PlaneConvolution.LANES;
    private static final int COLUMNS = PlaneConvolution.MIN_SIZE;
    /** Vectors of pixels that are computed together, and their pixels. */
    private static final int GROUP = 4;
    private static final int PLANE = COLUMNS * GROUP;
    /** Rows of the kernel and channels whose gradients are computed together. */
    private static final int ROWS = 5;
    private static final int CHANNELS = 3;
    private static final int BIASES = ROWS * CHANNELS * LANES;
    private static final int SUMS = BIASES + LANES;

    /**
     * What one call needs for all images. Places are counted in elements.
     *
     * @param taps from a pixel to each element of the kernel that lies on it
     * @param from from the padded image's beginning to vectors of pixels, whose number is a multiple of {@link #GROUP}
     * @param to from the result's beginning to the results of these
     * @param weights in pairs of channels
     * @param biases of each channel
     */
    record Filters(int[] taps, int[] from, int[] to, float[] weights, float[] biases) {
    }

    Filters filters(PlaneConvolution c, long weights, long bias) {
        int[] taps = new int[c.taps()];
        for (int i = 0; i < taps.length; i++) {
            taps[i] = i / c.kernelWidth() * c.paddedWidth() + i % c.kernelWidth();
        }
        int vectors = Math.ceilDiv(c.outWidth(), COLUMNS);
        int count = vectors * c.outHeight();
        int[] from = new int[Math.ceilDiv(count, GROUP) * GROUP];
        int[] to = new int[from.length];
        for (int i = 0; i < from.length; i++) {
            int v = Math.min(i, count - 1);
            int x = Math.min(v % vectors * COLUMNS, c.outWidth() - COLUMNS); // the last of a row computes some once more
            from[i] = v / vectors * c.paddedWidth() + x;
            to[i] = (v / vectors * c.outWidth() + x) * LANES;
        }
        float[] biases = new float[LANES];
        if (bias != 0) {
            read(bias, biases, 0, c.channels());
        }
        return new Filters(taps, from, to, pairs(c, weights), biases);
    }

    private static float[] pairs(PlaneConvolution c, long weights) {
        int taps = c.taps();
        float[] pairs = new float[LANES * taps];
        for (int k = 0; k < c.channels(); k++) {
            int to = k / 2 * 2 * taps + k % 2;
            for (int i = 0; i < taps; i++) {
                pairs[to + 2 * i] = get(weights + (long) Float.BYTES * (k * taps + i));
            }
        }
        return pairs;
    }

    /** Convolves the images from {@code begin} to {@code end}. */
    void forward(PlaneConvolution c, Filters filters, long src, long dst, long begin, long end) {
        float[] image = image(c);
        float[] planes = new float[PLANE * (LANES + 1)]; // one more for the second of a pair that is none
        for (long n = begin; n < end; n++) {
            read(c, src + n * c.bytesOfPlane(), image);
            convolve(c.channels(), filters, image, planes, dst + n * c.bytesOfResult());
        }
    }

    private static void convolve(int channels, Filters filters, float[] image, float[] planes, long dst) {
        int[] from = filters.from;
        int[] to = filters.to;
        int taps = filters.taps.length;
        for (int i = 0; i < from.length; i += GROUP) {
            for (int k = 0; k < channels; k += 2) {
                pair(filters, image, i, k, k * taps, planes, k + 1 < channels ? k + 1 : LANES);
            }
            turn(planes, 0, dst + (long) Float.BYTES * to[i]);
            turn(planes, COLUMNS, dst + (long) Float.BYTES * to[i + 1]);
            turn(planes, 2 * COLUMNS, dst + (long) Float.BYTES * to[i + 2]);
            turn(planes, 3 * COLUMNS, dst + (long) Float.BYTES * to[i + 3]);
        }
    }

    /** Four vectors of pixels for two channels, {@code k} and the next, which goes to another plane if there is no such channel. */
    private static void pair(Filters filters, float[] image, int group, int k, int weight, float[] planes, int second) {
        int[] taps = filters.taps;
        float[] weights = filters.weights;
        int p0 = filters.from[group];
        int p1 = filters.from[group + 1];
        int p2 = filters.from[group + 2];
        int p3 = filters.from[group + 3];
        FloatVector a0 = FloatVector.broadcast(PIXELS, filters.biases[k]);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = FloatVector.broadcast(PIXELS, filters.biases[k + 1]);
        FloatVector b1 = b0;
        FloatVector b2 = b0;
        FloatVector b3 = b0;
        for (int i = 0; i < taps.length; i++) {
            int tap = taps[i];
            FloatVector v0 = FloatVector.fromArray(PIXELS, image, p0 + tap);
            FloatVector v1 = FloatVector.fromArray(PIXELS, image, p1 + tap);
            FloatVector v2 = FloatVector.fromArray(PIXELS, image, p2 + tap);
            FloatVector v3 = FloatVector.fromArray(PIXELS, image, p3 + tap);
            FloatVector wa = FloatVector.broadcast(PIXELS, weights[weight + 2 * i]);
            a0 = v0.fma(wa, a0);
            a1 = v1.fma(wa, a1);
            a2 = v2.fma(wa, a2);
            a3 = v3.fma(wa, a3);
            FloatVector wb = FloatVector.broadcast(PIXELS, weights[weight + 2 * i + 1]);
            b0 = v0.fma(wb, b0);
            b1 = v1.fma(wb, b1);
            b2 = v2.fma(wb, b2);
            b3 = v3.fma(wb, b3);
        }
        int first = PLANE * k;
        a0.intoArray(planes, first);
        a1.intoArray(planes, first + COLUMNS);
        a2.intoArray(planes, first + 2 * COLUMNS);
        a3.intoArray(planes, first + 3 * COLUMNS);
        int other = PLANE * second;
        b0.intoArray(planes, other);
        b1.intoArray(planes, other + COLUMNS);
        b2.intoArray(planes, other + 2 * COLUMNS);
        b3.intoArray(planes, other + 3 * COLUMNS);
    }

    /** Which lanes of two vectors to take: from both in turn, in runs of 1, 2 and 4, of their lower or upper halves. */
    private static final FloatVector LOWER_1 = turns(1, 0);
    private static final FloatVector UPPER_1 = turns(1, COLUMNS / 2);
    private static final FloatVector LOWER_2 = turns(2, 0);
    private static final FloatVector UPPER_2 = turns(2, COLUMNS / 2);
    private static final FloatVector LOWER_4 = turns(4, 0);
    private static final FloatVector UPPER_4 = turns(4, COLUMNS / 2);

    private static FloatVector turns(int run, int start) {
        float[] lanes = new float[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            int pair = i / (2 * run);
            lanes[i] = start + pair * run + i % run + (i / run % 2 == 0 ? 0 : COLUMNS);
        }
        return FloatVector.fromArray(PIXELS, lanes, 0);
    }

    /** 16 pixels of 8 planes become 16 times 8 channels. */
    private static void turn(float[] planes, int pixel, long dst) {
        FloatVector r0 = FloatVector.fromArray(PIXELS, planes, pixel);
        FloatVector r1 = FloatVector.fromArray(PIXELS, planes, pixel + PLANE);
        FloatVector r2 = FloatVector.fromArray(PIXELS, planes, pixel + 2 * PLANE);
        FloatVector r3 = FloatVector.fromArray(PIXELS, planes, pixel + 3 * PLANE);
        FloatVector r4 = FloatVector.fromArray(PIXELS, planes, pixel + 4 * PLANE);
        FloatVector r5 = FloatVector.fromArray(PIXELS, planes, pixel + 5 * PLANE);
        FloatVector r6 = FloatVector.fromArray(PIXELS, planes, pixel + 6 * PLANE);
        FloatVector r7 = FloatVector.fromArray(PIXELS, planes, pixel + 7 * PLANE);
        FloatVector a0 = LOWER_1.selectFrom(r0, r1);
        FloatVector a1 = LOWER_1.selectFrom(r2, r3);
        FloatVector a2 = LOWER_1.selectFrom(r4, r5);
        FloatVector a3 = LOWER_1.selectFrom(r6, r7);
        FloatVector b0 = UPPER_1.selectFrom(r0, r1);
        FloatVector b1 = UPPER_1.selectFrom(r2, r3);
        FloatVector b2 = UPPER_1.selectFrom(r4, r5);
        FloatVector b3 = UPPER_1.selectFrom(r6, r7);
        FloatVector c0 = LOWER_2.selectFrom(a0, a1);
        FloatVector c1 = UPPER_2.selectFrom(a0, a1);
        FloatVector c2 = LOWER_2.selectFrom(b0, b1);
        FloatVector c3 = UPPER_2.selectFrom(b0, b1);
        FloatVector d0 = LOWER_2.selectFrom(a2, a3);
        FloatVector d1 = UPPER_2.selectFrom(a2, a3);
        FloatVector d2 = LOWER_2.selectFrom(b2, b3);
        FloatVector d3 = UPPER_2.selectFrom(b2, b3);
        put(LOWER_4.selectFrom(c0, d0), dst, 0);
        put(UPPER_4.selectFrom(c0, d0), dst, 1);
        put(LOWER_4.selectFrom(c1, d1), dst, 2);
        put(UPPER_4.selectFrom(c1, d1), dst, 3);
        put(LOWER_4.selectFrom(c2, d2), dst, 4);
        put(UPPER_4.selectFrom(c2, d2), dst, 5);
        put(LOWER_4.selectFrom(c3, d3), dst, 6);
        put(UPPER_4.selectFrom(c3, d3), dst, 7);
    }

    private static void put(FloatVector pixels, long dst, int vector) {
        pixels.intoMemorySegment(Raw.ALL, dst + (long) vector * COLUMNS * Float.BYTES, Species.ORDER);
    }

    /**
     * The sums of gradients of the images from {@code begin} to {@code end}: a block for some channels and rows of the kernel after the
     * other, each with the biases of all channels behind it.
     */
    float[] weightGrad(PlaneConvolution c, long src, long grad, long begin, long end) {
        float[] image = image(c);
        float[] sums = new float[Math.ceilDiv(c.channels(), CHANNELS) * Math.ceilDiv(c.kernelHeight(), ROWS) * SUMS];
        for (long n = begin; n < end; n++) {
            read(c, src + n * c.bytesOfPlane(), image);
            long at = grad + n * c.bytesOfResult();
            int block = 0;
            for (int k = 0; k < c.channels(); k += CHANNELS) {
                for (int row = 0; row < c.kernelHeight(); row += ROWS) {
                    addGradients(c, image, start(row, ROWS, c.kernelHeight()) * c.paddedWidth(),
                            at, start(k, CHANNELS, c.channels()), sums, block);
                    block += SUMS;
                }
            }
        }
        return sums;
    }

    /** Where the block that is to begin at {@code i} does begin, so that it ends with the last. */
    private static int start(int i, int block, int count) {
        return Math.max(0, Math.min(i, count - block));
    }

    /** Five rows of the kernel for three channels; and the biases of all. */
    private static void addGradients(PlaneConvolution c, float[] image, int start, long grad, int channel, float[] sums,
            int block) {
        int row = c.paddedWidth();
        long first = (long) Float.BYTES * channel;
        FloatVector a0 = taps(sums, block, 0);
        FloatVector a1 = taps(sums, block, 1);
        FloatVector a2 = taps(sums, block, 2);
        FloatVector a3 = taps(sums, block, 3);
        FloatVector a4 = taps(sums, block, 4);
        FloatVector b0 = taps(sums, block, 5);
        FloatVector b1 = taps(sums, block, 6);
        FloatVector b2 = taps(sums, block, 7);
        FloatVector b3 = taps(sums, block, 8);
        FloatVector b4 = taps(sums, block, 9);
        FloatVector c0 = taps(sums, block, 10);
        FloatVector c1 = taps(sums, block, 11);
        FloatVector c2 = taps(sums, block, 12);
        FloatVector c3 = taps(sums, block, 13);
        FloatVector c4 = taps(sums, block, 14);
        FloatVector biases = taps(sums, block, 15);
        int x = start;
        int rest = c.outWidth(); // of the row
        long end = grad + c.bytesOfResult();
        for (long at = grad; at < end; at += Float.BYTES * LANES) { // rows within would hide from C2 what the vectors' class is
            FloatVector x0 = FloatVector.fromArray(TAPS, image, x);
            FloatVector x1 = FloatVector.fromArray(TAPS, image, x + row);
            FloatVector x2 = FloatVector.fromArray(TAPS, image, x + 2 * row);
            FloatVector x3 = FloatVector.fromArray(TAPS, image, x + 3 * row);
            FloatVector x4 = FloatVector.fromArray(TAPS, image, x + 4 * row);
            FloatVector u = FloatVector.broadcast(TAPS, get(at + first));
            a0 = x0.fma(u, a0);
            a1 = x1.fma(u, a1);
            a2 = x2.fma(u, a2);
            a3 = x3.fma(u, a3);
            a4 = x4.fma(u, a4);
            FloatVector v = FloatVector.broadcast(TAPS, get(at + first + Float.BYTES));
            b0 = x0.fma(v, b0);
            b1 = x1.fma(v, b1);
            b2 = x2.fma(v, b2);
            b3 = x3.fma(v, b3);
            b4 = x4.fma(v, b4);
            FloatVector w = FloatVector.broadcast(TAPS, get(at + first + 2 * Float.BYTES));
            c0 = x0.fma(w, c0);
            c1 = x1.fma(w, c1);
            c2 = x2.fma(w, c2);
            c3 = x3.fma(w, c3);
            c4 = x4.fma(w, c4);
            biases = FloatVector.fromMemorySegment(TAPS, Raw.ALL, at, Species.ORDER).add(biases);
            x++;
            rest--;
            if (rest == 0) {
                rest = c.outWidth();
                x += row - rest;
            }
        }
        a0.intoArray(sums, block);
        a1.intoArray(sums, block + LANES);
        a2.intoArray(sums, block + 2 * LANES);
        a3.intoArray(sums, block + 3 * LANES);
        a4.intoArray(sums, block + 4 * LANES);
        b0.intoArray(sums, block + 5 * LANES);
        b1.intoArray(sums, block + 6 * LANES);
        b2.intoArray(sums, block + 7 * LANES);
        b3.intoArray(sums, block + 8 * LANES);
        b4.intoArray(sums, block + 9 * LANES);
        c0.intoArray(sums, block + 10 * LANES);
        c1.intoArray(sums, block + 11 * LANES);
        c2.intoArray(sums, block + 12 * LANES);
        c3.intoArray(sums, block + 13 * LANES);
        c4.intoArray(sums, block + 14 * LANES);
        biases.intoArray(sums, block + 15 * LANES);
    }

    private static FloatVector taps(float[] sums, int block, int vector) {
        return FloatVector.fromArray(TAPS, sums, block + vector * LANES);
    }

    /** Brings the sums of {@link #weightGrad} to where they belong; {@code biasGrad} is 0 if it is not wanted. */
    void write(PlaneConvolution c, float[] sums, long weightGrad, long biasGrad) {
        int block = 0;
        for (int k = 0; k < c.channels(); k += CHANNELS) {
            int channel = start(k, CHANNELS, c.channels());
            for (int r = 0; r < c.kernelHeight(); r += ROWS) {
                int row = start(r, ROWS, c.kernelHeight());
                for (int i = 0; i < Math.min(CHANNELS, c.channels()); i++) {
                    for (int j = 0; j < ROWS; j++) {
                        long to = ((long) (channel + i) * c.kernelHeight() + row + j) * c.kernelWidth();
                        write(sums, block + (i * ROWS + j) * LANES, weightGrad + Float.BYTES * to, c.kernelWidth());
                    }
                }
                block += SUMS;
            }
        }
        if (biasGrad != 0) {
            write(sums, BIASES, biasGrad, c.channels());
        }
    }

    /** Room for an image with its padding, after which another vector may be read. */
    private static float[] image(PlaneConvolution c) {
        return new float[c.paddedHeight() * c.paddedWidth() + COLUMNS];
    }

    private static void read(PlaneConvolution c, long src, float[] image) {
        if (!c.isPadded()) {
            read(src, image, 0, c.height() * c.width());
            return;
        }
        for (int y = 0; y < c.height(); y++) {
            read(src + (long) Float.BYTES * y * c.width(), image, (c.padTop() + y) * c.paddedWidth() + c.padLeft(),
                    c.width());
        }
    }

    private static void read(long from, float[] to, int start, int count) {
        MemorySegment.copy(Raw.ALL, ValueLayout.JAVA_FLOAT, from, to, start, count);
    }

    private static void write(float[] from, int start, long to, int count) {
        MemorySegment.copy(from, start, Raw.ALL, ValueLayout.JAVA_FLOAT, to, count);
    }

    private static float get(long address) {
        return Raw.ALL.get(ValueLayout.JAVA_FLOAT, address);
    }
}
