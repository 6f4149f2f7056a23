package dev.flambeau.jmh;

import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.functional.F;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Microseconds of one kernel; each result is given back at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class Kernels {
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
    public double add() {
        try (Memory.Scope _ = Memory.scope()) {
            return x.add(y).numel();
        }
    }

    @Benchmark
    public double exp() {
        try (Memory.Scope _ = Memory.scope()) {
            return x.exp().numel();
        }
    }

    @Benchmark
    public double tanh() {
        try (Memory.Scope _ = Memory.scope()) {
            return x.tanh().numel();
        }
    }

    @Benchmark
    public double sum() {
        try (Memory.Scope _ = Memory.scope()) {
            return x.sum().numel();
        }
    }

    @Benchmark
    public double matmul() {
        try (Memory.Scope _ = Memory.scope()) {
            return matrix.matmul(matrix).numel();
        }
    }

    @Benchmark
    public double conv2d() {
        try (Memory.Scope _ = Memory.scope()) {
            return F.conv2d(pictures, filters, null).numel();
        }
    }
}
