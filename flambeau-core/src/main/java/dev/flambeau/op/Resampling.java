package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One dimension after another brought to another size: each place of the result is a weighted sum of some places of the input. What
 * interpolation and adaptive averages are made of; its gradient is the same sum the other way.
 *
 * @param node the graph's name of the step
 * @param axes what happens to each dimension, in this order
 */
public record Resampling(String name, String node, List<Axis> axes) implements Composite {
    /**
     * What happens to one dimension.
     *
     * @param size the dimension's size before
     * @param places {@code [tap][position]}: which places of the input a place of the result is made of
     * @param weights {@code [tap][position]}: by how much each; null for a single tap that is taken as it is
     */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as one call and is never compared
    public record Axis(int dim, long size, long[][] places, double @Nullable [][] weights) {
        private Tensor places(int tap, Tensor like) {
            return Host.vector(places[tap]).to(like.device());
        }

        /** A tap's weights, laid along the dimension of {@code like}. */
        private Tensor scaled(int tap, Tensor like) {
            if (weights == null) {
                return like;
            }
            long[] shape = new long[like.dim() - dim];
            Arrays.fill(shape, 1);
            shape[0] = -1;
            Tensor weight = Torch.tensor(weights[tap], DType.FLOAT64).to(like.device(), like.dtype());
            return Pointwise.MUL.apply(like, ViewOps.view(weight, shape));
        }

        private Tensor forward(Tensor x) {
            Tensor sum = scaled(0, Gathers.indexSelect(x, dim, places(0, x)));
            for (int tap = 1; tap < places.length; tap++) {
                Tensor part = scaled(tap, Gathers.indexSelect(x, dim, places(tap, x)));
                sum = Pointwise.ADD.apply(sum, part);
            }
            return sum;
        }

        private Tensor backward(Tensor g) {
            long[] sizes = g.array().sizes.clone();
            sizes[dim] = size;
            Tensor sum = Engine.zeros(new Spec(g.dtype(), sizes));
            for (int tap = 0; tap < places.length; tap++) {
                sum = Scatters.indexAddInPlace(sum, dim, places(tap, g), scaled(tap, g), Tensor.scalar(1));
            }
            return sum;
        }
    }

    /** The result for {@code x}, which has memory of its own. */
    public static Tensor apply(String name, String node, Tensor x, List<Axis> axes) {
        return Engine.compose(new Resampling(name, node, axes), x);
    }

    @Override
    public String nodeName() {
        return node;
    }

    @Override
    public Tensor compose(Tensor[] in) {
        Tensor out = in[0];
        for (Axis axis : axes) {
            out = axis.forward(out);
        }
        return axes.isEmpty() ? out.clone() : out;
    }

    @Override
    public Grads grads() {
        return Grads.each(Grad.of(g -> {
            Tensor back = g;
            for (Axis axis : axes.reversed()) {
                back = axis.backward(back);
            }
            return back;
        }));
    }
}
