package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.cpu.vector.Product.Problem.Parts;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Reduction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions in float32 and float64 as matrix products, group by group: weights {@code [channels out, taps]} times {@link Patches}
 * {@code [taps, positions]} are the output {@code [channels out, positions]}, and the gradients turn the same three round.
 */
final class Convolutions {
    private static final long PART = 4096; // positions in a part of a weight's gradient, if there are more
    private static final int PARTS = 16;
    private static final long PARTS_NUMEL = 1 << 20; // no parts of large weights

    private final Form form;
    private final DType type;
    private final int size;
    private final int groups;
    private final long images;
    /** Channels of one group. */
    private final long channelsIn;

    private final long channelsOut;
    private final long positions;
    private final Patches patches;
    private final long taps;
    /** The (padded) input or its gradient. */
    private final Array x;

    private Convolutions(Form form, Convolution c, Array out, Array x, Array weight) {
        this.form = form;
        this.type = x.dtype;
        this.size = type.size();
        this.groups = c.groups();
        this.images = x.sizes[0];
        this.channelsIn = weight.sizes[1];
        this.channelsOut = weight.sizes[0] / groups;
        this.patches = new Patches(c, out, x, weight);
        this.positions = patches.positions();
        this.taps = patches.taps();
        this.x = x;
    }

    /** False when this is not the way to do it. */
    static boolean forward(Form form, Convolution c, Array out, Array x, Array weight, @Nullable Array bias) {
        if (!Rows.hold(out.dtype)) {
            return false;
        }
        if (out.numel > 0) {
            Array to = contiguousOrScratch(out);
            new Convolutions(form, c, out, pad(form, c, x, true), weight).forward(to.address(),
                    Scratch.contiguous(form, 5, weight).address(), bias);
            copyBack(form, out, to);
        }
        return true;
    }

    static boolean inputGrad(Form form, Convolution c, Array xGrad, Array grad, Array weight) {
        if (!Rows.hold(xGrad.dtype)) {
            return false;
        }
        Array padded = pad(form, c, xGrad, false);
        Copies.copy(form, padded, Array.immediate(padded.dtype, 0));
        if (grad.numel > 0 && weight.numel > 0) {
            new Convolutions(form, c, grad, padded, weight).inputGrad(Scratch.contiguous(form, 6, grad).address(),
                    Scratch.contiguous(form, 5, weight).address());
        }
        copyBack(form, xGrad, inside(c, padded, xGrad));
        return true;
    }

    static boolean weightGrad(Form form, Convolution c, Array weightGrad, @Nullable Array biasGrad, Array grad,
            Array x) {
        if (!Rows.hold(weightGrad.dtype)) {
            return false;
        }
        if (grad.numel == 0) {
            Copies.copy(form, weightGrad, Array.immediate(weightGrad.dtype, 0));
        } else if (weightGrad.numel > 0) {
            Array to = contiguousOrScratch(weightGrad);
            new Convolutions(form, c, grad, pad(form, c, x, true), weightGrad).weightGrad(to,
                    Scratch.contiguous(form, 5, grad).address());
            copyBack(form, weightGrad, to);
        }
        if (biasGrad != null) {
            long[] sizes = new long[grad.dim()];
            long[] strides = new long[sizes.length];
            Arrays.fill(sizes, 1);
            sizes[1] = biasGrad.sizes[0];
            strides[1] = biasGrad.strides[0];
            Reductions.reduce(form, Reduction.of(Reduction.Kind.SUM), biasGrad.view(biasGrad.offset, sizes, strides),
                    grad, (1L << grad.dim()) - 1 & ~2L);
        }
        return true;
    }

    private static Array contiguousOrScratch(Array array) {
        return array.contiguous ? array : Scratch.array(6, array.dtype, array.sizes);
    }

    private static void copyBack(Form form, Array to, Array from) {
        if (to != from) {
            Copies.copy(form, to, from);
        }
    }

    /** The array with zeros around it (or just the room for them), itself if the convolution has no padding. */
    private static Array pad(Form form, Convolution c, Array x, boolean fill) {
        if (c.padding().allEqual(0)) {
            return x;
        }
        long[] sizes = x.sizes.clone();
        for (int i = 2; i < sizes.length; i++) {
            sizes[i] += 2 * c.padding().get(i - 2);
        }
        Array padded = Scratch.array(4, x.dtype, sizes);
        if (fill) {
            Copies.copy(form, padded, Array.immediate(x.dtype, 0));
            Copies.copy(form, inside(c, padded, x), x);
        }
        return padded;
    }

    /** The part of a padded array where the array itself is. */
    private static Array inside(Convolution c, Array padded, Array x) {
        if (padded == x) {
            return x;
        }
        long offset = padded.offset;
        for (int i = 2; i < x.dim(); i++) {
            offset += c.padding().get(i - 2) * padded.strides[i];
        }
        return padded.view(offset, x.sizes, padded.strides);
    }

    private void forward(long out, long weight, @Nullable Array bias) {
        Product.all(type, groups, channelsOut, images * positions, taps, group -> {
            Target target = plane(out, group);
            if (bias != null) {
                long step = bias.strides[0] * size;
                target = new Sum(target, new Matrix(bias.address() + group * channelsOut * step, step, 0));
            }
            return new Parts(target, weights(weight, group), patches.factor(input(0, group * channelsIn)), taps);
        });
    }

    /** Threads write to images and channels of their own. */
    private void inputGrad(long grad, long weight) {
        long pieces = Math.clamp(Math.ceilDiv(3L * Parallel.threads(), groups * images), 1, channelsIn);
        long channels = Math.ceilDiv(channelsIn, pieces);
        long cuts = Math.ceilDiv(channelsIn, channels);
        long kernel = taps / channelsIn;
        long cost = Math.max(1, channels * kernel * positions * (channelsOut * 40 + 2000));
        Parallel.run(groups * cuts * images, Math.max(1, JavaKernels.GRAIN_PICOS / cost), (begin, end) -> {
            long next;
            for (long from = begin; from < end; from = next) {
                long group = from / images / cuts;
                long channel = from / images % cuts * channels;
                long image = from % images;
                next = Math.min(end, from - image + images);
                Matrix left = new Matrix(weight + (group * channelsOut * taps + channel * kernel) * size, size,
                        taps * size);
                Product.one(type, Math.min(channels, channelsIn - channel) * kernel, (next - from) * positions,
                        new Parts(patches.target(input(image, group * channelsIn + channel)), left,
                                plane(grad + image * groups * channelsOut * positions * size, group), channelsOut));
            }
        });
    }

    private void weightGrad(Array weightGrad, long grad) {
        long parts = Math.max(1, Math.min(Math.min(images, PARTS),
                Math.min(images * positions / PART, PARTS_NUMEL / weightGrad.numel)));
        long each = Math.ceilDiv(images, parts);
        long[] sizes = new long[weightGrad.dim() + 1];
        System.arraycopy(weightGrad.sizes, 0, sizes, 1, sizes.length - 1);
        sizes[0] = parts;
        Array sums = parts == 1 ? weightGrad : Scratch.array(7, type, sizes);
        long start = sums.address();
        Product.all(type, groups * parts, channelsOut, taps, each * positions, i -> {
            long group = i % groups;
            long part = i / groups;
            long image = Math.min(part * each, images);
            return new Parts(weights(start + part * weightGrad.numel * size, group),
                    plane(grad + image * groups * channelsOut * positions * size, group),
                    patches.turned(input(image, group * channelsIn)), Math.min(each, images - image) * positions);
        });
        if (parts > 1) {
            long[] one = sizes.clone();
            one[0] = 1;
            Reductions.reduce(form, Reduction.of(Reduction.Kind.SUM),
                    weightGrad.view(weightGrad.offset, one, Array.contiguousStrides(one)), sums, 1);
        }
    }

    /** Where an image's channel begins. */
    private long input(long image, long channel) {
        return x.address() + (image * x.strides[0] + channel * x.strides[1]) * size;
    }

    /** A group's output: a row for each channel, a column for each position in all images from the first on. */
    private Matrix plane(long first, long group) {
        long step = positions * size;
        return new Matrix(first + group * channelsOut * step, step, size, positions, groups * channelsOut * step);
    }

    private Matrix weights(long address, long group) {
        return new Matrix(address + group * channelsOut * taps * size, taps * size, size);
    }
}
