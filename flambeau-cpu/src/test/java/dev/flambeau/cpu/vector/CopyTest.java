package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.reference.ReferenceKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies beside the reference's. */
class CopyTest {
    private static final Kernels REFERENCE = new ReferenceKernels();

    private static void check(Array to, Array from, Fixtures f) {
        Array expected = f.copy(to);
        REFERENCE.copy(expected, from);
        for (JavaKernels kernels : Fixtures.FORMS) {
            Array out = f.copy(to);
            kernels.copy(out, from);
            Fixtures.assertClose(expected, out, 0, from + " to " + to);
            org.junit.jupiter.api.Assertions.assertArrayEquals(Fixtures.bytes(expected), Fixtures.bytes(out),
                    "written between elements");
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void conversions(DType from) {
        for (DType to : DType.values()) {
            for (long n : new long[] {0, 1, 16, 33}) {
                try (Fixtures f = new Fixtures()) {
                    check(f.empty(to, n), f.random(from, 1, n), f);
                    check(Fixtures.every(f.empty(to, 2 * n), 0, 2), f.random(from, 1, n), f);
                    check(f.empty(to, n),
                            from.isFloatingPoint() ? Array.immediate(from, -2.75) : Array.immediate(from, 1L), f);
                }
            }
        }
    }

    /** Bytes without a bit set where nothing is between the elements; a negative zero has one. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void zeros(DType to) {
        List<Array> zeros = List.of(Array.immediate(DType.FLOAT32, 0.0), Array.immediate(DType.FLOAT64, -0.0),
                Array.immediate(DType.INT64, 0L), Array.immediate(DType.BOOL, 0L));
        for (Array zero : zeros) {
            for (long n : new long[] {1, 33, 300_000}) {
                try (Fixtures f = new Fixtures()) {
                    check(f.random(to, 1, n), zero, f);
                    check(Fixtures.every(f.random(to, 1, 2 * n), 0, 2), zero, f);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BOOL", "INT16", "BFLOAT16", "FLOAT32", "FLOAT64"}, value = DType.class)
    void transposes(DType type) {
        long[][] shapes =
                {{1, 9}, {8, 8}, {9, 40}, {40, 9}, {33, 65}, {70, 100}, {3, 17, 20}, {2, 8, 9, 10}, {1, 32, 1, 33}};
        for (long[] shape : shapes) {
            for (int i = 0; i < shape.length; i++) {
                for (int j = i; j < shape.length; j++) {
                    try (Fixtures f = new Fixtures()) {
                        Array from = Fixtures.transpose(f.random(type, 1, shape), i, j);
                        check(f.empty(type, from.sizes), from, f);
                        check(f.copy(from), Fixtures.transpose(f.random(type, 2, shape), i, j), f);
                        long[] wide = from.sizes.clone();
                        wide[wide.length - 1] *= 2;
                        check(Fixtures.every(f.random(type, 3, wide), wide.length - 1, 2), from, f);
                    }
                }
            }
        }
    }

    @Test
    void channelsLast() {
        try (Fixtures f = new Fixtures()) {
            Array x = f.random(DType.FLOAT32, 1, 3, 16, 9, 11);
            Array last = Fixtures.transpose(Fixtures.transpose(f.random(DType.FLOAT32, 2, 3, 9, 11, 16), 1, 3), 2, 3);
            check(last, x, f);
            check(x, last, f);
            check(x, f.random(DType.FLOAT32, 3, 16, 1, 1).broadcastTo(x.sizes), f);
        }
    }

    @Test
    void largeOnSeveralThreads() {
        int before = Parallel.threads();
        Parallel.setThreads(2);
        try (Fixtures f = new Fixtures()) {
            Array x = f.random(DType.FLOAT32, 1, 1000, 700);
            check(f.empty(DType.FLOAT32, 1000, 700), x, f);
            check(f.empty(DType.FLOAT32, 700, 1000), Fixtures.transpose(x, 0, 1), f);
        } finally {
            Parallel.setThreads(before);
        }
    }
}
