package dev.flambeau.testkit.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Code with the Vector API is compiled to code without objects even where the JVM has no profile of it, as happens now and then: what a
 * vector's class is has to follow from the code. Otherwise each operation makes an object, and a sum takes 20 times as long.
 */
class VectorsNeedNoProfileTest {
    private static final long PATIENCE_NANOS = 40_000_000_000L;
    /** Far more than what the call of an operator needs, far less than an object for each vector. */
    private static final long BYTES = 200_000;

    private static Map<String, Runnable> kernels() {
        Map<String, Runnable> kernels = new LinkedHashMap<>();
        Tensor many = Torch.randn(200_000);
        kernels.put("sum", () -> many.sum());
        kernels.put("exp, tanh and a choice", () -> Torch.where(many.gt(0), many.exp(), many.tanh()));
        return kernels;
    }

    /** Prints for each kernel what one call allocates in the end; in a process of its own. */
    public static void main(String[] args) {
        Torch.setNumThreads(1);
        Torch.manualSeed(0);
        kernels().forEach((name, kernel) -> System.out.println(name + ": " + allocated(kernel)));
    }

    /** The bytes of a call once they are few, or after all patience with the compiler. */
    private static long allocated(Runnable kernel) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long least = Long.MAX_VALUE;
        while (least > BYTES && System.nanoTime() - start < PATIENCE_NANOS) {
            long before = threads.getCurrentThreadAllocatedBytes();
            try (Memory.Scope _ = Memory.scope()) {
                kernel.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    @Test
    void objects() throws IOException, InterruptedException {
        List<String> printed =
                OtherJvm.run(VectorsNeedNoProfileTest.class, "-Dflambeau.vector=vector", "-XX:-UseTypeProfile");
        assertThat(printed).hasSize(kernels().size()).allSatisfy(line -> assertThat(
                Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))).as(line).isLessThanOrEqualTo(BYTES));
    }
}
