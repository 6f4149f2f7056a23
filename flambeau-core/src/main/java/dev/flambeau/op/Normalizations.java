package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.GradMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tensors brought to mean 0 and variance 1 over some of their dimensions, then scaled and shifted. */
public final class Normalizations {
    /** {@code (x - mean) / sqrt(var + eps)}, in that order. */
    static final PointwiseOp STANDARDIZE = PointwiseOp.of("standardize", 4, Promotion.FLOATING,
            in(0).sub(in(1)).mul(of(1).div(in(2).add(in(3)).sqrt()))).withConditions(8);

    private Normalizations() {}

    /** Over the last dimensions, whose sizes are {@code shape}. */
    public static Tensor layer(Tensor x, long[] shape, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        int[] dims = lastDims(x, shape, "[*, ");
        sameShape("weight", weight, shape);
        sameShape("bias", bias, shape);
        return affine(standardize("native_layer_norm", x, dims, eps), weight, bias);
    }

    /** {@code x / sqrt(mean(x²) + eps)} over the last dimensions, whose sizes are {@code shape}; null eps: the type's. */
    public static Tensor rootMeanSquare(Tensor x, long[] shape, @Nullable Tensor weight, @Nullable Double eps) {
        int[] dims = lastDims(x, shape, "[*");
        sameShape("weight", weight, shape);
        Tensor wide = x.dtype() == DType.FLOAT16 || x.dtype() == DType.BFLOAT16 ? x.to(DType.FLOAT32) : x;
        double small = eps != null ? eps : epsilon(wide.dtype());
        Tensor scale = Reductions.mean(wide.square(), dims, true, null).add(small).rsqrt();
        return affine(wide.mul(scale).to(x.dtype()), weight, null);
    }

    /** Over each of {@code groups} groups of channels of {@code x [n, c, *]}; weight and bias are one number a channel. */
    public static Tensor group(Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        if (x.dim() < 2) {
            throw new ShapeException("Expected at least 2 dimensions for input tensor but received " + x.dim());
        }
        if (groups <= 0) {
            throw new ArgumentException("Expected num groups to be greater than 0, got " + groups);
        }
        long channels = x.size(1);
        if (channels == 0) {
            throw new ShapeException("Expected number of channels to be greater than 0, got 0");
        }
        if (channels % groups != 0) {
            throw new ShapeException(
                    "Expected number of channels in input to be divisible by num_groups, but got input of shape "
                            + shape(x) + " and num_groups=" + groups);
        }
        vector("weight", weight, x);
        vector("bias", bias, x);
        long plane = x.numel() == 0 ? 0 : x.numel() / (x.size(0) * channels);
        if (x.size(0) * channels / groups * plane == 1) {
            throw new ShapeException(
                    "Expected more than 1 value per channel when training, got input size " + shape(x));
        }
        long[] grouped = {x.size(0), groups, channels / groups * plane};
        Tensor normal = standardize("native_group_norm", ViewOps.reshape(x, grouped), new int[] {2}, eps);
        return perChannel(ViewOps.reshape(normal, x.array().sizes), weight, bias);
    }

    /**
     * Over all but the channels of {@code x [n, c, *]}. In training by the batch's own mean and variance, which also move the running
     * ones; else by the running ones.
     */
    public static Tensor batch(Tensor x, @Nullable Tensor runningMean, @Nullable Tensor runningVar,
            @Nullable Tensor weight, @Nullable Tensor bias, boolean training, double momentum, double eps) {
        if (x.dim() < 2 && x.numel() == 0) {
            return x.clone();
        }
        checkBatch(x, runningMean, runningVar, weight, bias, training, eps);
        if (!training) {
            if (runningMean == null || runningVar == null) {
                throw new ArgumentException(
                        (runningMean == null ? "running_mean" : "running_var")
                                + " must be defined in evaluation mode");
            }
            return perChannel(byRunning(x, runningMean, runningVar, eps), weight, bias);
        }
        int[] dims = allButChannels(x);
        if (runningMean != null || runningVar != null) {
            track(x, dims, runningMean, runningVar, momentum);
        }
        return perChannel(standardize("native_batch_norm", x, dims, eps), weight, bias);
    }

    /** As {@link #batch} with each sample for itself: over the places of each channel of {@code x [n, c, *]}. */
    public static Tensor instance(Tensor x, @Nullable Tensor runningMean, @Nullable Tensor runningVar,
            @Nullable Tensor weight, @Nullable Tensor bias, boolean useInputStats, double momentum, double eps) {
        if (useInputStats && x.dim() >= 2 && x.numel() == x.size(0) * x.size(1)) {
            throw new ShapeException(
                    "Expected more than 1 spatial element when training, got input size " + x.size());
        }
        if (!useInputStats && (runningMean == null || runningVar == null)) {
            throw new ArgumentException(
                    "Expected running_mean and running_var to be defined when use_input_stats is false");
        }
        checkBatch(x, runningMean, runningVar, weight, bias, false, eps);
        if (!useInputStats && runningMean != null && runningVar != null) {
            return perChannel(byRunning(x, runningMean, runningVar, eps), weight, bias);
        }
        int[] places = new int[x.dim() - 2];
        Arrays.setAll(places, i -> i + 2);
        if (runningMean != null || runningVar != null) {
            track(x, places, runningMean, runningVar, momentum);
        }
        return perChannel(standardize("native_batch_norm", x, places, eps), weight, bias);
    }

    /** {@code x / (k + alpha · mean of the squares of {@code size} neighbouring channels)^beta}. */
    public static Tensor localResponse(Tensor x, long size, double alpha, double beta, double k) {
        if (x.dim() < 3) {
            throw new ShapeException("Expected 3D or higher dimensionality input (got " + x.dim() + " dimensions)");
        }
        if (size <= 0) {
            throw new ArgumentException("local_response_norm: size must be positive, but got " + size);
        }
        if (x.numel() == 0) {
            return x;
        }
        long channels = x.size(1);
        Tensor squares = ViewOps.reshape(x.mul(x), x.size(0), channels, -1);
        Tensor padded = Padding.constant(squares, new long[] {0, 0, size / 2, (size - 1) / 2}, Tensor.scalar(0));
        Tensor total = padded.narrow(1, 0, channels);
        for (long i = 1; i < size; i++) {
            total = total.add(padded.narrow(1, i, channels));
        }
        // PyTorch averages integers by integer division
        Tensor mean = x.isFloatingPoint() ? total.div((double) size) : total.floorDivide(size);
        Tensor divisor = mean.mul(alpha).add(k).pow(beta);
        return x.div(ViewOps.reshape(divisor, x.array().sizes));
    }

    private static Tensor standardize(String name, Tensor x, int[] dims, double eps) {
        if (x.numel() == 0) {
            return x.clone();
        }
        return Engine.compose(new Standardize(name, Reductions.mask(dims, x.dim()), eps), x);
    }

    private static Tensor byRunning(Tensor x, Tensor mean, Tensor var, double eps) {
        long[] shape = channelShape(x);
        return STANDARDIZE.apply(x, ViewOps.view(mean, shape), ViewOps.view(var, shape), Tensor.scalar(eps));
    }

    /** Moves the running mean and the running (unbiased) variance towards the batch's. */
    private static void track(Tensor x, int[] dims, @Nullable Tensor runningMean, @Nullable Tensor runningVar,
            double momentum) {
        try (GradMode _ = GradMode.set(false)) {
            Tensor values = x.detach();
            if (runningMean != null) {
                move(runningMean, Reductions.mean(values, dims, false, null), momentum);
            }
            if (runningVar != null) {
                move(runningVar, Statistics.var(values, dims, 1, false), momentum);
            }
        }
    }

    private static void move(Tensor running, Tensor now, double momentum) {
        Tensor perChannel = now.dim() > 1 ? now.mean(0) : now;
        running.mul_(1 - momentum).add_(perChannel.mul(momentum).to(running.dtype()));
    }

    private static Tensor affine(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
        if (weight != null && bias != null) {
            return Pointwise.ADDCMUL.apply(bias, x, weight, Tensor.scalar(1));
        }
        Tensor scaled = weight == null ? x : x.mul(weight);
        return bias == null ? scaled : scaled.add(bias);
    }

    private static Tensor perChannel(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
        long[] shape = channelShape(x);
        return affine(x, weight == null ? null : ViewOps.view(weight, shape),
                bias == null ? null : ViewOps.view(bias, shape));
    }

    /** The shape that lays one number a channel along dimension 1. */
    private static long[] channelShape(Tensor x) {
        long[] shape = new long[x.dim() - 1];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        return shape;
    }

    private static int[] allButChannels(Tensor x) {
        int[] dims = new int[x.dim() - 1];
        for (int i = 1; i < dims.length; i++) {
            dims[i] = i + 1;
        }
        return dims;
    }

    private static int[] lastDims(Tensor x, long[] shape, String star) {
        if (shape.length == 0) {
            throw new ShapeException(
                    "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
                            + "normalized_shape = []");
        }
        int first = x.dim() - shape.length;
        if (first < 0 || !Arrays.equals(Arrays.copyOfRange(x.array().sizes, first, x.dim()), shape)) {
            String sizes = Arrays.toString(shape);
            throw new ShapeException("Given normalized_shape=" + sizes + ", expected input with shape " + star
                    + sizes.substring(1) + ", but got input of size" + shape(x));
        }
        int[] dims = new int[shape.length];
        Arrays.setAll(dims, i -> first + i);
        return dims;
    }

    private static void sameShape(String name, @Nullable Tensor parameter, long[] shape) {
        if (parameter != null && !Arrays.equals(parameter.array().sizes, shape)) {
            throw new ShapeException("Expected " + name + " to be of same shape as normalized_shape, but got " + name
                    + " of shape " + shape(parameter) + " and normalized_shape = " + Arrays.toString(shape));
        }
    }

    private static void vector(String name, @Nullable Tensor parameter, Tensor x) {
        if (parameter != null && (parameter.dim() != 1 || parameter.numel() != x.size(1))) {
            throw new ShapeException("Expected " + name
                    + " to be a vector of size equal to the number of channels in input, but got " + name
                    + " of shape " + shape(parameter) + " and input of shape " + shape(x));
        }
    }

    private static void checkBatch(Tensor x, @Nullable Tensor runningMean, @Nullable Tensor runningVar,
            @Nullable Tensor weight, @Nullable Tensor bias, boolean training, double eps) {
        long channels = x.size(1);
        if (training && x.numel() == channels) {
            throw new ShapeException("Expected more than 1 value per channel when training, got input size " + x.size());
        }
        if (eps < 0 || training && eps == 0) {
            throw new ArgumentException(training
                    ? "batch_norm eps must be positive during training, but got " + eps
                    : "batch_norm eps must be non-negative, but got " + eps);
        }
        String[] names = {"running_mean", "running_var", "weight", "bias"};
        @Nullable Tensor[] tensors = {runningMean, runningVar, weight, bias};
        for (int i = 0; i < names.length; i++) {
            Tensor tensor = tensors[i];
            if (tensor != null && tensor.numel() != channels) {
                throw new ShapeException(
                        names[i] + " should contain " + channels + " elements not " + tensor.numel());
            }
        }
    }

    private static double epsilon(DType dtype) {
        return dtype == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    }

    private static String shape(Tensor x) {
        return Arrays.toString(x.array().sizes);
    }

    /**
     * {@code y = (x - mean) / sqrt(var + eps)} with the mean and (biased) variance over the dimensions of {@code mask}. Gradient:
     * {@code (g - mean(g) - y mean(g y)) / sqrt(var + eps)}.
     */
    private record Standardize(String name, long mask, double eps) implements Composite {
        private static final PointwiseOp BACKWARD = PointwiseOp.of("standardize_backward", 5, Promotion.SAME,
                in(0).sub(in(1)).sub(in(2).mul(in(3))).mul(in(4)));
        private static final PointwiseOp INVERSE_ROOT = PointwiseOp.of("inverse_root", 2, Promotion.FLOATING,
                of(1).div(in(0).add(in(1)).sqrt())).withConditions(2);

        @Override
        public Tensor compose(Tensor[] in) {
            DType own = in[0].dtype();
            Tensor x = wide(in[0]);
            int[] dims = Reductions.dims(mask);
            return STANDARDIZE.apply(x, Reductions.mean(x, dims, true, null), variance(x, dims), Tensor.scalar(eps))
                    .to(own);
        }

        @Override
        public Grads grads() {
            return Grads.each(new Grad(1, 1, s -> {
                Tensor g = wide(s.g());
                Tensor y = wide(s.out(0));
                int[] dims = Reductions.dims(mask);
                Tensor scale = INVERSE_ROOT.apply(variance(wide(s.in(0)), dims), Tensor.scalar(eps));
                return BACKWARD.apply(g, Reductions.mean(g, dims, true, null), y,
                        Reductions.mean(g.mul(y), dims, true, null), scale);
            }));
        }

        private static Tensor variance(Tensor x, int[] dims) {
            return Statistics.var(x, dims, 0, true);
        }

        private static Tensor wide(Tensor x) {
            return x.dtype() == DType.FLOAT16 || x.dtype() == DType.BFLOAT16 ? x.to(DType.FLOAT32) : x;
        }
    }
}
