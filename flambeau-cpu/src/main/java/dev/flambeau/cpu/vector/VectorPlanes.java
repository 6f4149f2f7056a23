package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Raw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The planes of {@link PlaneConvolution}. Loaded only where the Vector API is there. */
final class VectorPlanes {
    private static final VectorSpecies<Float> PIXELS = FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> BITS = IntVector.SPECIES_512;
    private static final VectorSpecies<Float> TAPS = FloatVector.SPECIES_256;

    private static final int LANES = PlaneConvolution.LANES;
    private static final int COLUMNS = PlaneConvolution.MIN_SIZE;
    /** Vectors of pixels that are computed together, and their pixels. */
    private static final int GROUP = 4;
    private static final int PLANE = COLUMNS * GROUP;
    /** Channels that are computed together. */
    private static final int TOGETHER = 3;
    /** Rows of the kernel and channels whose gradients are computed together; two rows share a vector. */
    private static final int ROWS = 5;
    private static final int CHANNELS = 6;
    private static final int CHANNEL_SUMS = COLUMNS * Math.ceilDiv(ROWS, 2);
    private static final int BIASES = CHANNELS * CHANNEL_SUMS;
    private static final int SUMS = BIASES + LANES;

    /**
     * What one call needs for all images. Places are counted in elements.
     *
     * @param taps from a pixel to each element of the kernel that lies on it
     * @param from from the padded image's beginning to vectors of pixels, whose number is a multiple of {@link #GROUP}
     * @param to from the result's beginning to the results of these
     * @param weights of three channels side by side
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
        float[] biases = new float[LANES + TOGETHER];
        if (bias != 0) {
            read(bias, biases, 0, c.channels());
        }
        return new Filters(taps, from, to, together(c, weights), biases);
    }

    private static float[] together(PlaneConvolution c, long weights) {
        int taps = c.taps();
        float[] all = new float[(LANES + TOGETHER) * taps];
        for (int k = 0; k < c.channels(); k++) {
            int to = k / TOGETHER * TOGETHER * taps + k % TOGETHER;
            for (int i = 0; i < taps; i++) {
                all[to + TOGETHER * i] = get(weights + (long) Float.BYTES * (k * taps + i));
            }
        }
        return all;
    }

    /** Convolves the images from {@code begin} to {@code end}. */
    void forward(PlaneConvolution c, Filters filters, long src, long dst, long begin, long end) {
        float[] image = new float[pixels(c)];
        float[] planes = new float[PLANE * (LANES + 1)]; // one more for channels that are none
        for (long n = begin; n < end; n++) {
            read(c, src + n * c.bytesOfPlane(), image);
            convolve(c.channels(), filters, image, planes, dst + n * c.bytesOfResult());
        }
    }

    private static void convolve(int channels, Filters filters, float[] image, float[] planes, long dst) {
        int[] from = filters.from;
        int[] to = filters.to;
        for (int i = 0; i < from.length; i += GROUP) {
            for (int k = 0; k < channels; k += TOGETHER) {
                three(filters, image, i, k, planes, k + 1 < channels ? k + 1 : LANES, k + 2 < channels ? k + 2 : LANES);
            }
            turn(planes, 0, dst + (long) Float.BYTES * to[i]);
            turn(planes, COLUMNS, dst + (long) Float.BYTES * to[i + 1]);
            turn(planes, 2 * COLUMNS, dst + (long) Float.BYTES * to[i + 2]);
            turn(planes, 3 * COLUMNS, dst + (long) Float.BYTES * to[i + 3]);
        }
    }

    /** Four vectors of pixels for three channels, {@code k} and the next two, which go to another plane if there are no such channels. */
    private static void three(Filters filters, float[] image, int group, int k, float[] planes, int second, int third) {
        int[] taps = filters.taps;
        float[] weights = filters.weights;
        int weight = k * taps.length;
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
        FloatVector c0 = FloatVector.broadcast(PIXELS, filters.biases[k + 2]);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        for (int i = 0; i < taps.length; i++) {
            int tap = taps[i];
            FloatVector v0 = FloatVector.fromArray(PIXELS, image, p0 + tap);
            FloatVector v1 = FloatVector.fromArray(PIXELS, image, p1 + tap);
            FloatVector v2 = FloatVector.fromArray(PIXELS, image, p2 + tap);
            FloatVector v3 = FloatVector.fromArray(PIXELS, image, p3 + tap);
            FloatVector wa = FloatVector.broadcast(PIXELS, weights[weight + TOGETHER * i]);
            a0 = v0.fma(wa, a0);
            a1 = v1.fma(wa, a1);
            a2 = v2.fma(wa, a2);
            a3 = v3.fma(wa, a3);
            FloatVector wb = FloatVector.broadcast(PIXELS, weights[weight + TOGETHER * i + 1]);
            b0 = v0.fma(wb, b0);
            b1 = v1.fma(wb, b1);
            b2 = v2.fma(wb, b2);
            b3 = v3.fma(wb, b3);
            FloatVector wc = FloatVector.broadcast(PIXELS, weights[weight + TOGETHER * i + 2]);
            c0 = v0.fma(wc, c0);
            c1 = v1.fma(wc, c1);
            c2 = v2.fma(wc, c2);
            c3 = v3.fma(wc, c3);
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
        int last = PLANE * third;
        c0.intoArray(planes, last);
        c1.intoArray(planes, last + COLUMNS);
        c2.intoArray(planes, last + 2 * COLUMNS);
        c3.intoArray(planes, last + 3 * COLUMNS);
    }

    /**
     * Which lanes of two vectors to take: from both in turn, in runs of 1, 2 and 4, of their lower or upper halves. Such numbers among floats
     * would be converted each time.
     */
    private static final IntVector LOWER_1 = turns(1, 0);
    private static final IntVector UPPER_1 = turns(1, COLUMNS / 2);
    private static final IntVector LOWER_2 = turns(2, 0);
    private static final IntVector UPPER_2 = turns(2, COLUMNS / 2);
    private static final IntVector LOWER_4 = turns(4, 0);
    private static final IntVector UPPER_4 = turns(4, COLUMNS / 2);

    private static IntVector turns(int run, int start) {
        int[] lanes = new int[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            int pair = i / (2 * run);
            lanes[i] = start + pair * run + i % run + (i / run % 2 == 0 ? 0 : COLUMNS);
        }
        return IntVector.fromArray(BITS, lanes, 0);
    }

    /** 16 pixels of 8 planes become 16 times 8 channels. */
    private static void turn(float[] planes, int pixel, long dst) {
        IntVector r0 = bits(planes, pixel);
        IntVector r1 = bits(planes, pixel + PLANE);
        IntVector r2 = bits(planes, pixel + 2 * PLANE);
        IntVector r3 = bits(planes, pixel + 3 * PLANE);
        IntVector r4 = bits(planes, pixel + 4 * PLANE);
        IntVector r5 = bits(planes, pixel + 5 * PLANE);
        IntVector r6 = bits(planes, pixel + 6 * PLANE);
        IntVector r7 = bits(planes, pixel + 7 * PLANE);
        IntVector a0 = LOWER_1.selectFrom(r0, r1);
        IntVector a1 = LOWER_1.selectFrom(r2, r3);
        IntVector a2 = LOWER_1.selectFrom(r4, r5);
        IntVector a3 = LOWER_1.selectFrom(r6, r7);
        IntVector b0 = UPPER_1.selectFrom(r0, r1);
        IntVector b1 = UPPER_1.selectFrom(r2, r3);
        IntVector b2 = UPPER_1.selectFrom(r4, r5);
        IntVector b3 = UPPER_1.selectFrom(r6, r7);
        IntVector c0 = LOWER_2.selectFrom(a0, a1);
        IntVector c1 = UPPER_2.selectFrom(a0, a1);
        IntVector c2 = LOWER_2.selectFrom(b0, b1);
        IntVector c3 = UPPER_2.selectFrom(b0, b1);
        IntVector d0 = LOWER_2.selectFrom(a2, a3);
        IntVector d1 = UPPER_2.selectFrom(a2, a3);
        IntVector d2 = LOWER_2.selectFrom(b2, b3);
        IntVector d3 = UPPER_2.selectFrom(b2, b3);
        put(LOWER_4.selectFrom(c0, d0), dst, 0);
        put(UPPER_4.selectFrom(c0, d0), dst, 1);
        put(LOWER_4.selectFrom(c1, d1), dst, 2);
        put(UPPER_4.selectFrom(c1, d1), dst, 3);
        put(LOWER_4.selectFrom(c2, d2), dst, 4);
        put(UPPER_4.selectFrom(c2, d2), dst, 5);
        put(LOWER_4.selectFrom(c3, d3), dst, 6);
        put(UPPER_4.selectFrom(c3, d3), dst, 7);
    }

    private static IntVector bits(float[] planes, int at) {
        return FloatVector.fromArray(PIXELS, planes, at).reinterpretAsInts();
    }

    private static void put(IntVector pixels, long dst, int vector) {
        pixels.intoMemorySegment(Raw.ALL, dst + (long) vector * COLUMNS * Float.BYTES, Species.ORDER);
    }

    /**
     * The sums of gradients of the images from {@code begin} to {@code end}: a block for some channels and rows of the kernel after the
     * other, each with the biases of all channels behind it.
     */
    float[] weightGrad(PlaneConvolution c, long src, long grad, long begin, long end) {
        int[] image = new int[pixels(c)];
        float[] factors = new float[c.outHeight() * c.paddedWidth() * LANES];
        float[] sums = new float[Math.ceilDiv(c.channels(), CHANNELS) * Math.ceilDiv(c.kernelHeight(), ROWS) * SUMS];
        for (long n = begin; n < end; n++) {
            readBits(c, src + n * c.bytesOfPlane(), image);
            readFactors(c, grad + n * c.bytesOfResult(), factors);
            int block = 0;
            for (int k = 0; k < c.channels(); k += CHANNELS) {
                for (int row = 0; row < c.kernelHeight(); row += ROWS) {
                    addGradients(c.paddedWidth(), image, start(row, ROWS, c.kernelHeight()) * c.paddedWidth(), factors,
                            start(k, CHANNELS, c.channels()), sums, block);
                    block += SUMS;
                }
            }
        }
        return sums;
    }

    /** In rows as long as the image's, with zeros at the end. */
    private static void readFactors(PlaneConvolution c, long grad, float[] factors) {
        int count = c.outWidth() * LANES;
        for (int y = 0; y < c.outHeight(); y++) {
            read(grad + (long) Float.BYTES * y * count, factors, y * c.paddedWidth() * LANES, count);
        }
    }

    /** Where the block that is to begin at {@code i} does begin, so that it ends with the last. */
    private static int start(int i, int block, int count) {
        return Math.max(0, Math.min(i, count - block));
    }

    /** The lower halves of two vectors. */
    private static final IntVector HALVES = turns(COLUMNS / 2, 0);

    /**
     * Five rows of the kernel for six channels; and the biases of all. One loop along all of the image, whose indices C2 sees to be within the
     * arrays: what lies at the ends of rows is multiplied by zeros.
     */
    private static void addGradients(int row, int[] image, int start, float[] factors, int channel, float[] sums,
            int block) {
        FloatVector a0 = sum(sums, block, 0);
        FloatVector a1 = sum(sums, block, 1);
        FloatVector a2 = sum(sums, block, 2);
        FloatVector b0 = sum(sums, block, 3);
        FloatVector b1 = sum(sums, block, 4);
        FloatVector b2 = sum(sums, block, 5);
        FloatVector c0 = sum(sums, block, 6);
        FloatVector c1 = sum(sums, block, 7);
        FloatVector c2 = sum(sums, block, 8);
        FloatVector d0 = sum(sums, block, 9);
        FloatVector d1 = sum(sums, block, 10);
        FloatVector d2 = sum(sums, block, 11);
        FloatVector e0 = sum(sums, block, 12);
        FloatVector e1 = sum(sums, block, 13);
        FloatVector e2 = sum(sums, block, 14);
        FloatVector f0 = sum(sums, block, 15);
        FloatVector f1 = sum(sums, block, 16);
        FloatVector f2 = sum(sums, block, 17);
        FloatVector biases = FloatVector.fromArray(TAPS, sums, block + BIASES);
        int pixels = factors.length / LANES;
        for (int i = 0; i < pixels; i++) {
            FloatVector x0 = both(image, start + i, row);
            FloatVector x1 = both(image, start + i + 2 * row, row);
            FloatVector x2 = IntVector.fromArray(BITS, image, start + i + 4 * row).reinterpretAsFloats();
            FloatVector u0 = FloatVector.broadcast(PIXELS, factors[i * LANES + channel]);
            a0 = x0.fma(u0, a0);
            a1 = x1.fma(u0, a1);
            a2 = x2.fma(u0, a2);
            FloatVector u1 = FloatVector.broadcast(PIXELS, factors[i * LANES + channel + 1]);
            b0 = x0.fma(u1, b0);
            b1 = x1.fma(u1, b1);
            b2 = x2.fma(u1, b2);
            FloatVector u2 = FloatVector.broadcast(PIXELS, factors[i * LANES + channel + 2]);
            c0 = x0.fma(u2, c0);
            c1 = x1.fma(u2, c1);
            c2 = x2.fma(u2, c2);
            FloatVector u3 = FloatVector.broadcast(PIXELS, factors[i * LANES + channel + 3]);
            d0 = x0.fma(u3, d0);
            d1 = x1.fma(u3, d1);
            d2 = x2.fma(u3, d2);
            FloatVector u4 = FloatVector.broadcast(PIXELS, factors[i * LANES + channel + 4]);
            e0 = x0.fma(u4, e0);
            e1 = x1.fma(u4, e1);
            e2 = x2.fma(u4, e2);
            FloatVector u5 = FloatVector.broadcast(PIXELS, factors[i * LANES + channel + 5]);
            f0 = x0.fma(u5, f0);
            f1 = x1.fma(u5, f1);
            f2 = x2.fma(u5, f2);
            biases = FloatVector.fromArray(TAPS, factors, i * LANES).add(biases);
        }
        a0.intoArray(sums, block);
        a1.intoArray(sums, block + COLUMNS);
        a2.intoArray(sums, block + 2 * COLUMNS);
        b0.intoArray(sums, block + 3 * COLUMNS);
        b1.intoArray(sums, block + 4 * COLUMNS);
        b2.intoArray(sums, block + 5 * COLUMNS);
        c0.intoArray(sums, block + 6 * COLUMNS);
        c1.intoArray(sums, block + 7 * COLUMNS);
        c2.intoArray(sums, block + 8 * COLUMNS);
        d0.intoArray(sums, block + 9 * COLUMNS);
        d1.intoArray(sums, block + 10 * COLUMNS);
        d2.intoArray(sums, block + 11 * COLUMNS);
        e0.intoArray(sums, block + 12 * COLUMNS);
        e1.intoArray(sums, block + 13 * COLUMNS);
        e2.intoArray(sums, block + 14 * COLUMNS);
        f0.intoArray(sums, block + 15 * COLUMNS);
        f1.intoArray(sums, block + 16 * COLUMNS);
        f2.intoArray(sums, block + 17 * COLUMNS);
        biases.intoArray(sums, block + BIASES);
    }

    /** Pixels of a row, then as many of the next. */
    private static FloatVector both(int[] image, int at, int row) {
        return HALVES.selectFrom(IntVector.fromArray(BITS, image, at), IntVector.fromArray(BITS, image, at + row))
                .reinterpretAsFloats();
    }

    private static FloatVector sum(float[] sums, int block, int vector) {
        return FloatVector.fromArray(PIXELS, sums, block + vector * COLUMNS);
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
                        write(sums, block + i * CHANNEL_SUMS + j * LANES, weightGrad + Float.BYTES * to,
                                c.kernelWidth());
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
    private static int pixels(PlaneConvolution c) {
        return c.paddedHeight() * c.paddedWidth() + COLUMNS;
    }

    private static void read(PlaneConvolution c, long src, float[] image) {
        eachLine(c, src, (from, start, count) -> read(from, image, start, count));
    }

    private static void readBits(PlaneConvolution c, long src, int[] image) {
        eachLine(c, src, (from, start, count) -> MemorySegment.copy(Raw.ALL, ValueLayout.JAVA_INT, from, image, start,
                count));
    }

    /** Pixels that lie side by side in memory and in the padded image. */
    @FunctionalInterface
    private interface Line {
        void read(long from, int start, int count);
    }

    private static void eachLine(PlaneConvolution c, long src, Line line) {
        if (!c.isPadded()) {
            line.read(src, 0, c.height() * c.width());
            return;
        }
        for (int y = 0; y < c.height(); y++) {
            line.read(src + (long) Float.BYTES * y * c.width(), (c.padTop() + y) * c.paddedWidth() + c.padLeft(),
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
