package dev.flambeau.cpu.vector;

import dev.flambeau.DType;

/** Adds products of a row of floats and other rows lane by lane, each product rounded before it is added. */
abstract class DotKernel {
    /** What a product takes, roughly. */
    final long picos;

    private static final DotKernel PLAIN = new PlainDots();
    private static long products; // counted without locks: a lost update only delays the change
    private static boolean asked;
    private static volatile DotKernel current = PLAIN;

    DotKernel(long picos) {
        this.picos = picos;
    }

    /** The kernel in this form, for so many products; the adaptive one is plain until it has been at work for long enough. */
    static DotKernel of(Form form, long products) {
        return switch (form) {
            case PLAIN -> PLAIN;
            case VECTOR -> Vectors.KERNEL;
            case ADAPTIVE -> {
                DotKernel kernel = current;
                if (kernel == PLAIN) {
                    count(products);
                }
                yield kernel;
            }
        };
    }

    private static void count(long more) {
        products += more;
        if (products * PLAIN.picos > WarmingLoop.WORTH_PICOS) {
            ask();
        }
    }

    private static synchronized void ask() {
        if (!asked) {
            asked = true;
            Warmup.submit(() -> {
                if (Warmup.untilCompiled(Vectors::warm, 8, Warmup.ELEMENTS, Vectors.EXPECTED_NANOS)) {
                    current = Vectors.KERNEL;
                }
            });
        }
    }

    /** What only a JVM with the Vector API may touch. */
    private static final class Vectors {
        static final DotKernel KERNEL = new VectorDots();
        /** For 14 rows of {@link Warmup#ELEMENTS}, with some room. */
        static final long EXPECTED_NANOS = 28L * Warmup.ELEMENTS * KERNEL.picos / 1000;

        private static final long ROW = Warmup.arguments(new int[] {0, Access.dense(DType.FLOAT32)})[1];

        static void warm(int k) {
            float[] lanes = new float[32];
            KERNEL.eight(ROW, ROW, 0, k & 3, k, lanes);
            KERNEL.four(ROW, ROW, 0, k & 3, k, lanes);
            KERNEL.two(ROW, ROW, 0, k & 3, k, lanes);
        }
    }

    /**
     * {@code lanes[4c + l] += x[i] w_c[i]} for all i that are l from {@code from} on, by fours, and eight rows w, {@code step} bytes apart.
     * While there are four left before {@code end}. With fewer rows one addition has to wait for another.
     */
    abstract void eight(long x, long w, long step, int from, int end, float[] lanes);

    /** The same for four rows. */
    abstract void four(long x, long w, long step, int from, int end, float[] lanes);

    /** The same by eights, {@code lanes[8c + l]}, for two rows. */
    abstract void two(long x, long w, long step, int from, int end, float[] lanes);

    static float at(long row, int i) {
        return Cells.getFloat(row + (long) Float.BYTES * i);
    }
}
