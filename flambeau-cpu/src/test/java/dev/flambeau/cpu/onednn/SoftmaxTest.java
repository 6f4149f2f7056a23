package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 10", "3, 5", "64, 10", "7, 1000", "129, 17", "2, 16", "300, 300"})
    void alongTheLastDimension(int rows, int columns) {
        Layout layout = Layout.dense(DnnlType.F32, Dims.of(rows, columns));
        for (boolean log : new boolean[] {false, true}) {
            try (Arena arena = Arena.ofConfined()) {
                Floats x = Floats.random(arena, (long) rows * columns, 1);
                Floats g = Floats.random(arena, (long) rows * columns, 2);
                // Large numbers must not overflow.
                x.set(0, 200);
                double[] y = new double[rows * columns];
                double[] expected = new double[rows * columns];
                for (int i = 0; i < rows; i++) {
                    naive(log, x, g, y, expected, i * columns, columns);
                }
                Softmax forward = Softmax.forward(log, layout, 1).orElseThrow();
                Floats out = Floats.garbage(arena, y.length);
                forward.execute(x.address(), out.address());
                out.assertClose(y, 1e-5, "forward " + log);

                // Without AVX-512 there is only reference code for the gradient.
                Optional<Softmax> gradient = Softmax.gradient(log, layout, 1);
                if (gradient.isPresent()) {
                    Floats back = Floats.garbage(arena, y.length);
                    gradient.get().execute(out.address(), g.address(), back.address());
                    back.assertClose(expected, 1e-5, "gradient " + log);
                }
            }
        }
    }

    private static void naive(boolean log, Floats x, Floats g, double[] y, double[] gradient, int from, int count) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            max = Math.max(max, x.get(i));
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.exp(x.get(i) - max);
        }
        double dot = 0;
        for (int i = from; i < from + count; i++) {
            double p = Math.exp(x.get(i) - max) / sum;
            y[i] = log ? x.get(i) - max - Math.log(sum) : p;
            dot += log ? g.get(i) : p * g.get(i);
        }
        for (int i = from; i < from + count; i++) {
            double p = Math.exp(x.get(i) - max) / sum;
            gradient[i] = log ? g.get(i) - p * dot : p * (g.get(i) - dot);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Layout layout = Layout.dense(DnnlType.F32, Dims.of(3, 4));
        assertThrows(IllegalArgumentException.class, () -> Softmax.forward(false, layout, 2));
        assertThrows(IllegalArgumentException.class, () -> Softmax.forward(false, layout, -1));
        Softmax softmax = Softmax.forward(false, layout, 1).orElseThrow();
        assertTrue(softmax.implementation().length() > 3);
        assertThrows(IllegalArgumentException.class, () -> softmax.execute(0, 64));
        assertThrows(IllegalArgumentException.class, () -> softmax.execute(64, 64, 64));
    }
}
