package dev.flambeau.jmh;

import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.Linear;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds that an operation on next to nothing takes: what the library adds to a kernel. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"})
public class OneOperation {
    private final Tensor x = Torch.rand(1);
    private final Tensor y = Torch.rand(1);
    private final Tensor w = Torch.rand(1).requiresGrad_();
    private final Tensor row = Torch.rand(1, 4);
    private final Linear layer = new Linear(4, 4);

    @Benchmark
    public Tensor add() {
        return x.add(y);
    }

    @Benchmark
    public long addInScope() {
        try (Memory.Scope _ = Memory.scope()) {
            return x.add(y).numel();
        }
    }

    @Benchmark
    public Tensor addInPlace() {
        return x.add_(y);
    }

    @Benchmark
    public Tensor view() {
        return row.view(4);
    }

    @Benchmark
    public Tensor recordedAdd() {
        return w.add(y);
    }

    @Benchmark
    public Tensor linear() {
        return layer.call(row);
    }

    @Benchmark
    public void twoStepsBackward() {
        w.add(y).mul(y).backward();
    }
}
