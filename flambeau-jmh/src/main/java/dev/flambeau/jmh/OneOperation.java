package dev.flambeau.jmh;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.Linear;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Nanoseconds that an operation on next to nothing takes: what the library adds to a kernel. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OneOperation extends Measured {
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
        return inScope(() -> x.add(y));
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
