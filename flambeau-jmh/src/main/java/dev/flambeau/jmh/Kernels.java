package dev.flambeau.jmh;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.functional.F;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Microseconds of one kernel; each result is given back at once. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Kernels extends Measured {
    @Param({"1000", "100000", "10000000"}) long n;

    private Tensor x;
    private Tensor y;
    private Tensor matrix;
    private Tensor pictures;
    private Tensor filters;

    @Setup
    public void make() {
        Torch.manualSeed(0);
        x = Torch.rand(n);
        y = Torch.rand(n);
        long side = Math.round(Math.sqrt(n / 10.0));
        matrix = Torch.rand(side, side);
        pictures = Torch.rand(Math.max(1, n / 12_544), 16, 28, 28);
        filters = Torch.rand(16, 16, 3, 3);
    }

    @Benchmark
    public long add() {
        return inScope(() -> x.add(y));
    }

    @Benchmark
    public long exp() {
        return inScope(() -> x.exp());
    }

    @Benchmark
    public long tanh() {
        return inScope(() -> x.tanh());
    }

    @Benchmark
    public long sum() {
        return inScope(() -> x.sum());
    }

    @Benchmark
    public long matmul() {
        return inScope(() -> matrix.matmul(matrix));
    }

    @Benchmark
    public long conv2d() {
        return inScope(() -> F.conv2d(pictures, filters, null));
    }
}
