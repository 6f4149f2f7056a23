package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flambeau.DType;
import dev.flambeau.Memory;
import dev.flambeau.op.Engine;
import dev.flambeau.reference.ReferenceKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Devices;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Kernels;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** bfloat16, float16 and double beside the reference, on integers: sums are exact, so results are rounded once, alike. */
class NarrowTypesTest {
    private static final Kernels REFERENCE = new ReferenceKernels();

    private final Kernels kernels = new OneDnnKernels();
    private final Random random = new Random(3);
    private final Memory.Scope scope = Memory.scope();

    @AfterEach
    void close() {
        scope.close();
    }

    private static Array empty(DType type, long... sizes) {
        return Engine.empty(Devices.cpu(), type, sizes);
    }

    private Array random(DType type, long... sizes) {
        Array array = empty(type, sizes);
        for (long i = 0; i < array.numel; i++) {
            array.putDouble(i, random.nextInt(5) - 2);
        }
        return array;
    }

    private static void assertSame(Array expected, Array actual) {
        for (long i = 0; i < expected.numel; i++) {
            assertEquals(expected.getDouble(i), actual.getDouble(i), "at " + i);
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
    void products(DType type) {
        for (Array y : new Array[] {random(type, 2, 33, 17), random(type, 1, 17, 33).view(0, new long[] {2, 33, 17},
                new long[] {0, 1, 33})}) {
            Array x = random(type, 2, 20, 33);
            Array ours = empty(type, 2, 20, 17);
            Array theirs = empty(type, 2, 20, 17);
            for (@Nullable Array bias : new @Nullable Array[] {null, random(type, 17), random(type, 20, 1),
                random(type, 2, 20, 17)}) {
                kernels.matmul(ours, x, y, bias);
                REFERENCE.matmul(theirs, x, y, bias);
                assertSame(theirs, ours);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
    void convolutions(DType type) {
        Convolution c = new Convolution(Dims.of(2, 1), Dims.of(1, 1), Dims.of(1, 1), 1);
        Array x = random(type, 2, 5, 9, 8);
        Array weight = random(type, 6, 5, 3, 3);
        Array bias = random(type, 6);
        Array grad = random(type, 2, 6, 5, 8);
        Array[] ours = {empty(type, 2, 6, 5, 8), empty(type, x.sizes), empty(type, weight.sizes), empty(type, 6)};
        Array[] theirs = {empty(type, 2, 6, 5, 8), empty(type, x.sizes), empty(type, weight.sizes), empty(type, 6)};
        all(kernels, c, ours, x, weight, bias, grad);
        all(REFERENCE, c, theirs, x, weight, bias, grad);
        for (int i = 0; i < ours.length; i++) {
            assertSame(theirs[i], ours[i]);
        }
    }

    private static void all(Kernels kernels, Convolution c, Array[] out, Array x, Array weight, Array bias,
            Array grad) {
        kernels.convolution(c, out[0], x, weight, bias);
        kernels.convolutionInputGrad(c, out[1], grad, weight);
        kernels.convolutionWeightGrad(c, out[2], out[3], grad, x);
    }
}
