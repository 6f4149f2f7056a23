package dev.flambeau.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.Memory;
import dev.flambeau.MemoryException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import dev.flambeau.nn.Sequential;
import dev.flambeau.optim.Adam;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rule of memory: what a module call leaves behind, every way of smuggling, and that nothing leaks. */
class MemoryRuleTest {
    private static final int N = 4096;

    private long before;

    @BeforeEach
    void settle() {
        Torch.ones(1); // the page for small tensors that this thread keeps
        Memory.trim();
        before = Memory.usedBytes();
    }

    /** Every test ends with as many bytes in use as it began with, once the collector has looked. */
    @AfterEach
    void nothingLeaks() {
        for (int i = 0; i < 20 && Memory.usedBytes() > before; i++) {
            Memory.trim();
        }
        assertThat(Memory.usedBytes()).isLessThanOrEqualTo(before);
    }

    /** A module whose forward is given. */
    private static final class Body extends Module {
        private final Function<Tensor, Tensor> body;

        Body(Function<Tensor, Tensor> body) {
            this.body = body;
        }

        @Override
        protected Tensor forward(Tensor x) {
            return body.apply(x);
        }
    }

    private static Tensor ones() {
        return Torch.ones(N);
    }

    @Test
    void whatIsNotReturnedIsGivenBack() {
        List<Tensor> smuggled = new ArrayList<>();
        Tensor result = new Body(x -> {
            Tensor inner = x.mul(2);
            smuggled.add(inner);
            return inner.add(1);
        }).call(ones());
        assertThat(result.sum().item()).isEqualTo(3.0 * N);
        assertThatThrownBy(() -> smuggled.get(0).sum()).isInstanceOf(MemoryException.class)
                .hasMessageContaining("Memory.keep");
        assertThatThrownBy(() -> smuggled.get(0).view(2, N / 2)).isInstanceOf(MemoryException.class);
        assertThatThrownBy(() -> smuggled.get(0).add_(ones())).isInstanceOf(MemoryException.class);
    }

    @Test
    void smallTensorsFollowTheSameRule() {
        List<Tensor> smuggled = new ArrayList<>();
        new Body(x -> {
            smuggled.add(x.sum());
            return x;
        }).call(Torch.ones(3));
        assertThatThrownBy(() -> smuggled.get(0).item()).isInstanceOf(MemoryException.class);
    }

    @Test
    void whatIsKeptByNameStays() {
        List<Tensor> smuggled = new ArrayList<>();
        new Body(x -> {
            smuggled.add(Memory.keep(x.mul(2)));
            return x;
        }).call(ones());
        assertThat(smuggled.get(0).sum().item()).isEqualTo(2.0 * N);
    }

    @Test
    void aViewOfTheResultKeepsItsStorage() {
        Tensor result = new Body(x -> x.mul(2).view(2, -1).get(1)).call(ones());
        assertThat(result.sum().item()).isEqualTo(N);
    }

    /** Holds what its forward computed, in fields of many kinds. */
    private static final class Hoarder extends Module {
        private @Nullable Tensor field;
        private final List<Tensor> list = new ArrayList<>();
        private final Map<String, Object> map = new HashMap<>();
        private final Tensor[] array = new Tensor[1];
        private final AtomicReference<Tensor> reference = new AtomicReference<>();
        private @Nullable Pair pair;
        private @Nullable Holder holder;
        private Optional<Tensor> optional = Optional.empty();

        private record Pair(Tensor first, List<Tensor> rest) {}

        private static final class Holder {
            final Tensor held;
            final Holder[] self = {this};

            Holder cycle() {
                return self[0];
            }

            Holder(Tensor held) {
                this.held = held;
            }
        }

        @Override
        protected Tensor forward(Tensor x) {
            field = x.mul(1);
            list.add(x.mul(2));
            map.put("k", List.of(x.mul(3)));
            array[0] = x.mul(4);
            reference.set(x.mul(5));
            pair = new Pair(x.mul(6), List.of(x.mul(7)));
            holder = new Holder(x.mul(8));
            optional = Optional.of(x.mul(9));
            return x;
        }

        List<Tensor> all() {
            return List.of(java.util.Objects.requireNonNull(field), list.get(0),
                    (Tensor) ((List<?>) map.get("k")).get(0), array[0],
                    reference.get(), java.util.Objects.requireNonNull(pair).first(), pair.rest().get(0),
                    java.util.Objects.requireNonNull(holder).cycle().held,
                    optional.orElseThrow());
        }
    }

    @Test
    void fieldsOfAllKindsKeepWhatTheyHold() {
        Hoarder hoarder = new Hoarder();
        new Sequential(new Body(x -> x.add(0)), hoarder).call(ones());
        List<Tensor> all = hoarder.all();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).sum().item()).as("field " + i).isEqualTo((i + 1.0) * N);
        }
    }

    @Test
    void aModuleCalledThatIsNoChildKeepsItsFieldsToo() {
        Hoarder stranger = new Hoarder();
        Supplier<Hoarder> hidden = () -> stranger;
        new Body(x -> hidden.get().call(x)).call(ones());
        assertThat(stranger.all().get(3).sum().item()).isEqualTo(4.0 * N);
    }

    @Test
    void theTapeReadsWhatUsersMayNot() {
        List<Tensor> smuggled = new ArrayList<>();
        Parameter w = new Parameter(ones());
        Tensor loss = new Body(x -> {
            Tensor y = x.mul(w).exp();
            smuggled.add(y);
            return y.mul(y).sum();
        }).call(ones());
        assertThatThrownBy(() -> smuggled.get(0).sum()).isInstanceOf(MemoryException.class);
        loss.backward();
        Tensor grad = java.util.Objects.requireNonNull(w.grad());
        assertThat(grad.get(0).item()).isCloseTo(2 * Math.exp(2), org.assertj.core.data.Offset.offset(1e-4));
        w.setGrad(null);
    }

    @Test
    void aGraphDroppedWithoutBackwardLeaksNothing() {
        Linear layer = new Linear(64, 64);
        for (int i = 0; i < 20; i++) {
            layer.call(Torch.ones(64, 64)).exp();
        }
        // checked after the test
        assertThat(layer.weight.grad()).isNull();
    }

    @Test
    void nothingLeaksWhenForwardThrows() {
        List<Tensor> smuggled = new ArrayList<>();
        Module failing = new Body(x -> {
            smuggled.add(x.mul(2));
            throw new IllegalStateException("on purpose");
        });
        assertThatThrownBy(() -> failing.call(ones())).isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");
        assertThatThrownBy(() -> smuggled.get(0).sum()).isInstanceOf(MemoryException.class);
        assertThat(new Body(x -> x.mul(3)).call(ones()).sum().item()).isEqualTo(3.0 * N);
    }

    @Test
    void withoutRecordingEachNestedCallIsAScope() {
        List<Tensor> smuggled = new ArrayList<>();
        long[] usedInside = new long[2];
        Module inner = new Body(x -> {
            Tensor t = x.mul(2);
            smuggled.add(t);
            return t.add(1);
        });
        Module outer = new Body(x -> {
            Tensor y = inner.call(x);
            usedInside[0] = Memory.usedBytes();
            for (int i = 0; i < 50; i++) {
                y = inner.call(y);
            }
            usedInside[1] = Memory.usedBytes();
            return y;
        });
        try (GradMode _ = Torch.noGrad()) {
            outer.call(ones());
        }
        assertThat(usedInside[1] - usedInside[0]).isLessThanOrEqualTo(50L * N * 4 * 5 / 4);
        assertThatThrownBy(() -> smuggled.get(7).sum()).isInstanceOf(MemoryException.class);
    }

    @Test
    void aReadByAnotherThreadWinsTheStorage() {
        List<Tensor> smuggled = new ArrayList<>();
        new Body(x -> {
            Tensor t = x.mul(2);
            smuggled.add(t);
            assertThat(CompletableFuture.supplyAsync(() -> t.sum().item()).join()).isEqualTo(2.0 * N);
            return x;
        }).call(ones());
        assertThat(smuggled.get(0).sum().item()).isEqualTo(2.0 * N);
    }

    @Test
    void hooksMayStoreWhatTheySee() {
        List<Tensor> seen = new ArrayList<>();
        Linear layer = new Linear(8, 8);
        layer.registerForwardHook((_, _, output) -> {
            seen.add(output);
            return null;
        });
        new Sequential(layer, new Body(x -> x.add(1))).call(Torch.ones(600, 8));
        assertThat(seen.get(0).sum().item()).isNotNaN();
    }

    @Test
    void parametersGradientsAndOptimizerStateSurviveAScope() {
        Linear layer = new Linear(64, 64);
        Adam adam = new Adam(layer.parameters());
        for (int i = 0; i < 3; i++) {
            try (Memory.Scope _ = Memory.scope()) {
                layer.call(Torch.ones(8, 64)).sum().backward();
                adam.step();
                if (i < 2) {
                    adam.zeroGrad();
                }
            }
        }
        assertThat(java.util.Objects.requireNonNull(layer.weight.grad()).sum().item()).isNotNaN();
        assertThat(layer.weight.sum().item()).isNotNaN();
    }

    @Test
    void aGradientThatWasHandedOutOutlivesZeroGrad() {
        Linear layer = new Linear(64, 64);
        layer.call(Torch.ones(8, 64)).sum().backward();
        Tensor grad = java.util.Objects.requireNonNull(layer.weight.grad());
        double sum = grad.sum().item();
        layer.zeroGrad();
        layer.call(Torch.ones(8, 64)).sum().backward();
        assertThat(grad.sum().item()).isEqualTo(sum);
    }

    @Test
    void aLoopWithoutAScopeStaysLevel() {
        Module net = new Sequential(new Linear(256, 256), new Linear(256, 256));
        Consumer<Integer> step = _ -> {
            net.call(Torch.ones(64, 256)).sum().backward();
            net.zeroGrad();
        };
        for (int i = 0; i < 50; i++) {
            step.accept(i);
        }
        Memory.trim();
        long settled = Memory.usedBytes();
        for (int i = 0; i < 500; i++) {
            step.accept(i);
        }
        Memory.trim();
        assertThat(Memory.usedBytes()).isLessThanOrEqualTo(settled + (1 << 20));
    }

    @Test
    void manyThreadsInferAtOnce() {
        Module net = new Sequential(new Linear(64, 64), new Body(Tensor::relu), new Linear(64, 10));
        Tensor x = Torch.ones(16, 64);
        double expected = net.call(x).sum().item();
        List<Thread> threads = new ArrayList<>();
        List<Double> results = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            Runnable work = () -> {
                try (GradMode _ = Torch.noGrad()) {
                    for (int k = 0; k < 50; k++) {
                        results.add(net.call(x).sum().item());
                    }
                }
            };
            threads.add(i % 2 == 0 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
        }
        threads.forEach(t -> {
            try {
                t.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(results).hasSize(400)
                .allSatisfy(r -> assertThat(r).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-4)));
    }
}
