package dev.flambeau.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FinitenessTest {
    private static final double[] NOT_FINITE = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
    void oneNumberAnywhereIsSeen(DType type) {
        Fixtures.FORMS.forEach(kernels -> oneNumberAnywhereIsSeen(kernels.form(), type));
    }

    private static void oneNumberAnywhereIsSeen(Form form, DType type) {
        double largest = type == DType.FLOAT16 ? 65504 : 3e38;
        for (int n : new int[] {1, 2, 7, 16, 31, 64, 4097, 300_001}) {
            try (Fixtures f = new Fixtures()) {
                Array x = f.of(type, new double[] {0, -0.0, 1, -largest, largest, 1e-7}, n);
                assertTrue(Finiteness.isGiven(form, type, x.address(), n), type + " " + n);
                for (int place : new int[] {0, n / 2, n - 1}) {
                    double before = x.getDouble(place);
                    for (double value : NOT_FINITE) {
                        x.putDouble(place, value);
                        assertFalse(Finiteness.isGiven(form, type, x.address(), n), type + " " + n + " " + place);
                        assertTrue(Finiteness.isGiven(form, type, x.address(), place), "those before");
                    }
                    x.putDouble(place, before);
                }
            }
        }
    }
}
