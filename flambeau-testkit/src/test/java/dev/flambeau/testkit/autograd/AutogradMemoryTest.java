package dev.flambeau.testkit.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.autograd.Checkpoint;
import dev.flambeau.autograd.Function;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What autograd keeps outlives the module call in which it was made, and no longer than it must. */
class AutogradMemoryTest {
    private static final int N = 4096;
    private static final long BYTES = N * 4L;

    private long before;

    @BeforeEach
    void settle() {
        Torch.ones(1); // the page for small tensors that this thread keeps
        Memory.trim();
        before = Memory.usedBytes();
    }

    @AfterEach
    void nothingLeaks() {
        for (int i = 0; i < 20 && Memory.usedBytes() > before; i++) {
            Memory.trim();
        }
        assertThat(Memory.usedBytes()).isLessThanOrEqualTo(before);
    }

    /** A module whose forward is given. */
    private static final class Body extends Module {
        private final UnaryOperator<Tensor> body;

        Body(UnaryOperator<Tensor> body) {
            this.body = body;
        }

        @Override
        protected Tensor forward(Tensor x) {
            return body.apply(x);
        }
    }

    private static Parameter parameter() {
        return new Parameter(Torch.ones(N));
    }

    private static double mean(@Nullable Tensor tensor) {
        return Objects.requireNonNull(tensor).mean().item();
    }

    /** Saves an input, an intermediate and its result, and puts a tensor aside. */
    private static class Cubic extends Function {
        @Override
        protected Tensor[] forward(Context ctx, Tensor... in) {
            Tensor square = in[0].mul(in[0]);
            Tensor y = square.mul(in[0]);
            ctx.saveForBackward(in[0], square, null, y);
            ctx.put("three", Torch.ones(N).mul(3));
            return tensors(y);
        }

        @Override
        protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
            @Nullable Tensor[] saved = ctx.savedTensors();
            assertThat(saved[2]).isNull();
            assertThat(mean(saved[3])).isEqualTo(mean(saved[0]) * mean(saved[1]));
            return tensors(Objects.requireNonNull(grads[0]).mul(ctx.saved(1)).mul(ctx.get("three", Tensor.class)));
        }
    }

    @Test
    void whatAFunctionSavesOutlivesTheCall() {
        Parameter w = parameter();
        Tensor y = new Body(x -> new Cubic().apply(x.mul(w).mul(2)).add(1)).call(Torch.ones(N));
        y.sum().backward();
        assertThat(mean(w.grad())).isEqualTo(24);
        w.setGrad(null);
    }

    /** A gradient that is a saved tensor itself. */
    @Test
    void whatWasSavedMayBeTheGradient() {
        Function f = new Function() {
            @Override
            protected Tensor[] forward(Context ctx, Tensor... in) {
                ctx.saveForBackward(in[0].mul(7));
                return tensors(in[0].sum());
            }

            @Override
            protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
                return tensors(ctx.saved(0));
            }
        };
        Parameter w = parameter();
        new Body(x -> f.apply(x.mul(w))).call(Torch.ones(N)).backward();
        assertThat(mean(w.grad())).isEqualTo(7);
        w.clearGrad();
    }

    @Test
    void functionsGiveBackWhatTheySaved() {
        Parameter w = parameter();
        Module net = new Body(x -> new Cubic() {
        }.apply(x.mul(w)).sum());
        net.call(Torch.ones(N)).backward();
        w.clearGrad();
        Memory.trim();
        long settled = Memory.usedBytes();
        net.call(Torch.ones(N)).backward();
        w.clearGrad();
        // what was put aside by name is the collector's; the rest is back at once
        assertThat(Memory.usedBytes()).isLessThanOrEqualTo(settled + 4 * BYTES);
    }

    @Test
    void whatCheckpointsNeedOutlivesTheCall() {
        Parameter w = parameter();
        Tensor y = new Body(x -> {
            Tensor h = x.mul(2);
            Tensor k = Checkpoint.checkpoint(v -> Checkpoint.checkpoint(u -> u.mul(w).exp(), v.mul(w)), h.mul(0.5));
            return k.add(1);
        }).call(Torch.ones(N));
        y.sum().backward();
        assertThat(mean(w.grad())).isCloseTo(2 * Math.E, org.assertj.core.data.Offset.offset(1e-4));
        w.clearGrad();
    }

    @Test
    void hooksRegisteredInsideSeeTheirTensors() {
        Parameter w = parameter();
        List<Double> seen = new ArrayList<>();
        Tensor y = new Body(x -> {
            Tensor h = x.mul(w);
            Tensor factor = Memory.keep(h.mul(3));
            h.registerHook(g -> {
                seen.add(mean(g));
                return Objects.requireNonNull(g).mul(factor);
            });
            h.retainGrad();
            return h.mul(5);
        }).call(Torch.ones(N));
        y.sum().backward();
        assertThat(seen).containsExactly(5.0);
        assertThat(mean(w.grad())).isEqualTo(15);
        w.clearGrad();
    }

    @Test
    void retainedGradientsOutliveTheCall() {
        Parameter w = parameter();
        List<Tensor> kept = new ArrayList<>();
        Body body = new Body(x -> {
            Tensor h = Memory.keep(x.mul(w)).retainGrad();
            kept.add(h);
            return h.mul(5);
        });
        body.call(Torch.ones(N)).sum().backward();
        assertThat(mean(kept.get(0).grad())).isEqualTo(5);
        w.clearGrad();
    }

    /** Gradients computed inside of a forward: a penalty on them. */
    @Test
    void gradInsideOfForward() {
        Parameter w = parameter();
        Module penalty = new Body(x -> {
            Tensor h = x.mul(w).requiresGrad_();
            Tensor g = Autograd.grad(h.pow(3).sum(), List.of(h), o -> o.createGraph(true)).getFirst();
            return Objects.requireNonNull(g).square().sum();
        });
        penalty.call(Torch.ones(N)).backward(); // (3 w^2)^2: its derivative is 36 w^3
        assertThat(mean(w.grad())).isEqualTo(36);
        w.clearGrad();
    }

    /** Second derivatives in a loop: what a pass that is recorded does not save is back when it ends. */
    @Test
    void recordedPassesStayLevel() {
        Parameter w = parameter();
        Module net = new Body(x -> x.mul(w).sin().exp().mul(w).sum());
        Tensor x = Torch.ones(N);
        long[] used = new long[4];
        for (int i = 0; i < used.length; i++) {
            Tensor g = Autograd.grad(net.call(x), List.of(w), o -> o.createGraph(true)).getFirst();
            Objects.requireNonNull(g).square().sum().backward();
            w.clearGrad();
            used[i] = Memory.usedBytes();
        }
        assertThat(used[3] - used[1]).isLessThanOrEqualTo(2 * 4 * BYTES);
        Memory.trim();
    }

    @Test
    void gradsAnswersBelongToTheirScope() {
        Parameter w = parameter();
        Tensor x = Torch.ones(N);
        for (int i = 0; i < 3; i++) {
            long start = Memory.usedBytes();
            try (Memory.Scope _ = Memory.scope()) {
                assertThat(mean(Autograd.grad(w.mul(x).mul(w).sum(), w).getFirst())).isEqualTo(2);
            }
            assertThat(Memory.usedBytes()).isLessThanOrEqualTo(start + 8192);
        }
    }

    @Test
    void anExceptionInBackwardLeavesNothing() {
        Parameter w = parameter();
        for (int i = 0; i < 3; i++) {
            Tensor h = w.mul(2);
            h.registerHook(g -> {
                throw new IllegalStateException("on purpose");
            });
            Tensor y = new Body(x -> x.exp().mul(x).sum()).call(h);
            org.assertj.core.api.Assertions.assertThatThrownBy(y::backward).hasMessage("on purpose");
        }
        new Body(x -> x.exp().mul(x).sum()).call(w).backward();
        assertThat(mean(w.grad())).isCloseTo(2 * Math.E, org.assertj.core.data.Offset.offset(1e-4));
        w.clearGrad();
    }
}
