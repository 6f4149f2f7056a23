package dev.flambeau.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flambeau.DType;
import dev.flambeau.cpu.onednn.OneDnnKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The bits of linear layers of few rows: hashes (of {@code Float.floatToIntBits}) of what PyTorch 2.15 with MKL 2024.2 computes on an AMD
 * processor for the same numbers, with one thread and with two.
 */
class DotsTest {
    private static final List<Kernels> SETS =
            List.of(new JavaKernels(Form.PLAIN), new JavaKernels(Form.VECTOR), new JavaKernels(Form.MACHINE),
                    new OneDnnKernels());

    @ParameterizedTest
    @CsvSource({"2, 10, 256, 161741361", "2, 256, 784, 1156035707", "3, 7, 45, -2069751247", "2, 13, 31, -535844376",
        "3, 84, 120, 1884364976", "2, 3, 1350, 870037465", "2, 2, 3, -1444007526"})
    void haveTheBitsOfPyTorch(int m, int n, int k, int hash) {
        for (Kernels set : SETS) {
            try (Fixtures fixtures = new Fixtures()) {
                Array x = filled(fixtures.empty(DType.FLOAT32, 1, m, k), 7919, 1009, 504, 333);
                Array w = filled(fixtures.empty(DType.FLOAT32, 1, n, k), 6151, 997, 498, 777);
                Array bias = filled(fixtures.empty(DType.FLOAT32, n), 31, 17, 8, 7);
                Array out = fixtures.empty(DType.FLOAT32, 1, m, n);
                set.matmul(out, x, Fixtures.transpose(w, 1, 2), bias);
                assertEquals(hash, hash(out), set.name());
            }
        }
    }

    private static Array filled(Array a, long factor, long modulus, long half, float divisor) {
        for (long i = 0; i < a.numel; i++) {
            a.putDouble(i, (i * factor % modulus - half) / divisor);
        }
        return a;
    }

    private static int hash(Array a) {
        int[] bits = new int[(int) a.numel];
        Arrays.setAll(bits, i -> Float.floatToIntBits((float) a.getDouble(i)));
        return Arrays.hashCode(bits);
    }
}
