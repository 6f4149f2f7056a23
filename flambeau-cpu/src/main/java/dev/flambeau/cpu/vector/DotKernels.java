package dev.flambeau.cpu.vector;

import java.util.function.IntConsumer;

/** The forms of {@link DotKernel}, and when the plain one is replaced. */
final class DotKernels {
    private static final DotKernel PLAIN = new PlainDots();
    private static final Late<DotKernel> VECTOR = new Late<>(Vectors::new);

    private DotKernels() {}

    /** The kernel in this form, for so many products. */
    static DotKernel of(Form form, long products) {
        DotKernel vector = VECTOR.get(form, products * PLAIN.picos);
        return vector == null ? PLAIN : vector;
    }

    /** What only a JVM with the Vector API may touch. */
    private static final class Vectors implements Late.Source<DotKernel> {
        @Override
        public DotKernel get() {
            return new VectorDots();
        }

        @Override
        public IntConsumer warm(DotKernel kernel) {
            long row = Warmup.floats();
            float[] lanes = new float[32];
            return k -> {
                kernel.eight(row, row, 0, k & 3, k, lanes);
                kernel.four(row, row, 0, k & 3, k, lanes);
                kernel.two(row, row, 0, k & 3, k, lanes);
            };
        }

        @Override
        public long expectedNanos() {
            return 28L * Warmup.ELEMENTS * get().picos / 1000; // for 14 rows
        }
    }
}
