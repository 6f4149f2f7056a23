package dev.flambeau.cpu.vector;

import dev.flambeau.DType;

/** The forms of {@link DotKernel}, and when the plain one is replaced. */
final class DotKernels {
    private static final DotKernel PLAIN = new PlainDots();
    private static long products; // counted without locks: a lost update only delays the change
    private static boolean asked;
    private static volatile DotKernel current = PLAIN;

    private DotKernels() {}

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
}
