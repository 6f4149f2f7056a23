package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import java.util.Arrays;

/** Rearrangements of images: pixels to channels and back, channels among one another, patches to columns and back. */
public final class Patches {
    private Patches() {}

    /** {@code [*, c·r², h, w]} to {@code [*, c, h·r, w·r]}. */
    public static Tensor pixelShuffle(Tensor x, long factor) {
        if (x.dim() < 3) {
            throw new ShapeException(
                    "pixel_shuffle expects input to have at least 3 dimensions, but got input with " + x.dim()
                            + " dimension(s)");
        }
        if (factor <= 0) {
            throw new ArgumentException("pixel_shuffle expects a positive upscale_factor, but got " + factor);
        }
        long channels = x.size(-3);
        if (channels % (factor * factor) != 0) {
            throw new ShapeException(
                    "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
                            + "but input.size(-3)=" + channels + " is not divisible by " + factor * factor);
        }
        long h = x.size(-2);
        long w = x.size(-1);
        long out = channels / (factor * factor);
        int batch = x.dim() - 3;
        Tensor parts = ViewOps.reshape(x, sizes(x, batch, out, factor, factor, h, w));
        Tensor ordered = ViewOps.permute(parts, order(batch, 0, 3, 1, 4, 2));
        return ViewOps.reshape(ordered, sizes(x, batch, out, h * factor, w * factor));
    }

    /** {@code [*, c, h·r, w·r]} to {@code [*, c·r², h, w]}. */
    public static Tensor pixelUnshuffle(Tensor x, long factor) {
        if (x.dim() < 3) {
            throw new ShapeException(
                    "pixel_unshuffle expects input to have at least 3 dimensions, but got input with " + x.dim()
                            + " dimension(s)");
        }
        if (factor <= 0) {
            throw new ArgumentException("pixel_unshuffle expects a positive downscale_factor, but got " + factor);
        }
        long h = x.size(-2);
        long w = x.size(-1);
        if (h % factor != 0) {
            throw new ShapeException(
                    "pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=" + h
                            + " is not divisible by " + factor);
        }
        if (w % factor != 0) {
            throw new ShapeException(
                    "pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)=" + w
                            + " is not divisible by " + factor);
        }
        long channels = x.size(-3);
        int batch = x.dim() - 3;
        Tensor parts = ViewOps.reshape(x, sizes(x, batch, channels, h / factor, factor, w / factor, factor));
        Tensor ordered = ViewOps.permute(parts, order(batch, 0, 2, 4, 1, 3));
        return ViewOps.reshape(ordered, sizes(x, batch, channels * factor * factor, h / factor, w / factor));
    }

    /** {@code [n, groups·k, *]} to the same sizes with the groups' channels taken in turn. */
    public static Tensor channelShuffle(Tensor x, long groups) {
        if (x.dim() <= 2) {
            throw new ShapeException("channel_shuffle expects input with > 2 dims, but got input with sizes "
                    + Arrays.toString(x.array().sizes));
        }
        if (groups <= 0) {
            throw new ArgumentException(
                    "Number of groups to divide channels in must be positive. Value of groups:" + groups);
        }
        long channels = x.size(1);
        if (channels % groups != 0) {
            throw new ShapeException(
                    "Number of channels must be divisible by groups. Got " + channels + " channels and " + groups
                            + " groups.");
        }
        Tensor parts = ViewOps.reshape(x, x.size(0), groups, channels / groups,
                Arrays.stream(x.array().sizes).skip(2).reduce(1, (a, b) -> a * b));
        return ViewOps.reshape(ViewOps.transpose(parts, 1, 2), x.array().sizes);
    }

    private static long[] sizes(Tensor x, int batch, long... rest) {
        long[] result = Arrays.copyOf(x.array().sizes, batch + rest.length);
        System.arraycopy(rest, 0, result, batch, rest.length);
        return result;
    }

    private static int[] order(int batch, int... rest) {
        int[] result = new int[batch + rest.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = i < batch ? i : batch + rest[i - batch];
        }
        return result;
    }

    /** Geometry of sliding blocks over an image, height first. */
    public record Blocks(long[] kernel, long[] dilation, long[] padding, long[] stride) {
        public Blocks {
            kernel = pair(kernel, "kernel_size");
            dilation = pair(dilation, "dilation");
            padding = pair(padding, "padding");
            stride = pair(stride, "stride");
            positive(kernel, "kernel size should be greater than zero, but got kernel_height: ", " kernel_width: ", 1);
            positive(dilation, "dilation should be greater than zero, but got dilation_height: ", " dilation_width: ",
                    1);
            positive(padding, "padding should be non-negative, but got pad_height: ", " pad_width: ", 0);
            positive(stride, "stride should be greater than zero, but got stride_height: ", " stride_width: ", 1);
        }

        private static long[] pair(long[] given, String name) {
            if (given.length != 1 && given.length != 2) {
                throw new ShapeException("It is expected " + name + " equals to 2, but got size " + given.length);
            }
            return new long[] {given[0], given[given.length - 1]};
        }

        private static void positive(long[] pair, String before, String between, long least) {
            if (pair[0] < least || pair[1] < least) {
                throw new ArgumentException(before + pair[0] + between + pair[1]);
            }
        }

        /** How many blocks there are along a dimension of this size. */
        long count(int d, long size) {
            return Math.floorDiv(size + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1, stride[d]) + 1;
        }

        /** The blocks as a view of a row-major padded image: {@code [kernel height, kernel width, n, c, blocks down, blocks across]}. */
        AsStrided of(long n, long c, long h, long w, long down, long across) {
            return new AsStrided(new long[] {kernel[0], kernel[1], n, c, down, across},
                    new long[] {dilation[0] * w, dilation[1], c * h * w, h * w, stride[0] * w, stride[1]}, 0, null);
        }

        private String text() {
            return "kernel_size=" + tuple(kernel) + ", dilation=" + tuple(dilation) + ", padding=" + tuple(padding);
        }
    }

    private static String tuple(long[] pair) {
        return "(" + pair[0] + ", " + pair[1] + ")";
    }

    /** The sliding blocks of {@code [n, c, h, w]} as columns: {@code [n, c·kernel, blocks]}. */
    public static Tensor unfold(Tensor x, Blocks blocks) {
        if (x.dim() == 3) {
            Tensor columns = unfold(ViewOps.unsqueeze(x, 0), blocks);
            return ViewOps.squeeze(columns, new int[] {0});
        }
        long[] sizes = x.array().sizes;
        if (sizes.length != 4 || sizes[1] == 0 || sizes[2] == 0 || sizes[3] == 0) {
            throw new ShapeException(
                    "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for "
                            + "input, but got: " + Arrays.toString(sizes));
        }
        long down = blocks.count(0, sizes[2]);
        long across = blocks.count(1, sizes[3]);
        if (down < 1 || across < 1) {
            throw new ShapeException(
                    "Given input with spatial size (" + sizes[2] + ", " + sizes[3] + "), " + blocks.text()
                            + ", calculated shape of the array of sliding blocks as (" + down + ", " + across
                            + "), but its components must be at least one.");
        }
        if (x.dtype().isInteger()) {
            throw new DTypeException("\"im2col_out_cpu\" not implemented for '" + x.dtype().scalarName() + "'");
        }
        Tensor padded = padded(x, blocks.padding, 1).contiguous();
        AsStrided view = blocks.of(sizes[0], sizes[1], padded.size(2), padded.size(3), down, across);
        Tensor windows = ViewOps.permute(Engine.view(view, padded), 2, 3, 0, 1, 4, 5);
        return ViewOps.reshape(windows, sizes[0], sizes[1] * blocks.kernel[0] * blocks.kernel[1], down * across);
    }

    /** The reverse of {@link #unfold}: columns laid on an image of {@code outputSize}, added up where blocks overlap. */
    public static Tensor fold(Tensor x, long[] outputSize, Blocks blocks) {
        if (x.dim() == 2) {
            return ViewOps.squeeze(fold(ViewOps.unsqueeze(x, 0), outputSize, blocks), new int[] {0});
        }
        long[] sizes = x.array().sizes;
        if (sizes.length != 3 || sizes[1] == 0 || sizes[2] == 0) {
            throw new ShapeException(
                    "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for "
                            + "input, but got: " + Arrays.toString(sizes));
        }
        long[] image = Blocks.pair(outputSize, "output_size");
        long area = blocks.kernel[0] * blocks.kernel[1];
        if (sizes[1] % area != 0) {
            throw new ShapeException(
                    "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
                            + "input.size(1)=" + sizes[1] + " and kernel_size=" + tuple(blocks.kernel) + ".");
        }
        long down = blocks.count(0, image[0]);
        long across = blocks.count(1, image[1]);
        if (down * across != sizes[2] || down < 1 || across < 1) {
            throw new ShapeException(
                    "Given output_size=" + tuple(image) + ", " + blocks.text() + ", stride=" + tuple(blocks.stride)
                            + ", expected size of input's dimension 2 to match the calculated number of sliding blocks "
                            + down + " * " + across
                            + " = " + down * across + ", but got input.size(2)=" + sizes[2] + ".");
        }
        if (x.dtype().isInteger()) {
            throw new DTypeException("\"col2im_out_cpu\" not implemented for '" + x.dtype().scalarName() + "'");
        }
        long channels = sizes[1] / area;
        long h = image[0] + 2 * blocks.padding[0];
        long w = image[1] + 2 * blocks.padding[1];
        Tensor windows = ViewOps.reshape(x, sizes[0], channels, blocks.kernel[0], blocks.kernel[1], down, across);
        AsStrided view = blocks.of(sizes[0], channels, h, w, down, across);
        Tensor sum = Engine.run(new ViewGrad(view, new Spec(x.dtype(), sizes[0], channels, h, w)),
                ViewOps.permute(windows, 2, 3, 0, 1, 4, 5));
        return padded(sum, blocks.padding, -1);
    }

    private static Tensor padded(Tensor x, long[] padding, int sign) {
        if (padding[0] == 0 && padding[1] == 0) {
            return x;
        }
        return Padding.constant(x,
                new long[] {sign * padding[1], sign * padding[1], sign * padding[0], sign * padding[0]},
                Tensor.scalar(0));
    }
}
