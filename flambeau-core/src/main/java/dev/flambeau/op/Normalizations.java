package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;

import dev.flambeau.ArgumentException;
import dev.flambeau.Check;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.expr.Expr;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tensors brought to mean 0 and variance 1 over some of their dimensions, then scaled and shifted. */
public final class Normalizations {
    private static final PointwiseOp RUNNING = line("native_batch_norm");

    private Normalizations() {}

    /** Over the last dimensions, whose sizes are {@code shape}. */
    public static Tensor layer(Tensor x, long[] shape, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        checkShape(x, shape, "[*, ");
        sameShape("weight", weight, shape);
        sameShape("bias", bias, shape);
        long each = Array.numel(shape);
        Dims inner = Dims.of(each == 0 ? 0 : x.numel() / each, each);
        return normalize(new Normalize("native_layer_norm", inner, 2, Dims.of(each), eps), x, weight, bias);
    }

    /** {@code x / sqrt(mean(x²) + eps)} over the last dimensions, whose sizes are {@code shape}; null eps: the type's. */
    public static Tensor rootMeanSquare(Tensor x, long[] shape, @Nullable Tensor weight, @Nullable Double eps) {
        checkShape(x, shape, "[*");
        sameShape("weight", weight, shape);
        int[] dims = new int[shape.length];
        Arrays.setAll(dims, i -> x.dim() - shape.length + i);
        Tensor wide = wide(x);
        double small = eps != null ? eps : epsilon(wide.dtype());
        Tensor scale = Reductions.mean(wide.square(), dims, true, null).add(small).rsqrt();
        Tensor normal = wide.mul(scale).to(x.dtype());
        return weight == null ? normal : normal.mul(weight);
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
        Dims inner = Dims.of(x.size(0), groups, channels / groups, plane);
        Dims parameters = Dims.of(groups, channels / groups, 1);
        return normalize(new Normalize("native_group_norm", inner, 12, parameters, eps), x, weight, bias);
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
            return byRunning(x, runningMean, runningVar, weight, bias, eps);
        }
        if (!GradMode.isEnabled()) {
            Check.TRAINING_WITHOUT_GRADIENTS
                    .warn("batch normalization in training mode while no gradients are recorded: "
                            + "eval() before an evaluation makes it use the running statistics, and leave them alone");
        }
        if (runningMean != null || runningVar != null) {
            track(x, allButChannels(x), runningMean, runningVar, momentum);
        }
        return byChannel(x, 5, weight, bias, eps);
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
            return byRunning(x, runningMean, runningVar, weight, bias, eps);
        }
        int[] places = new int[x.dim() - 2];
        Arrays.setAll(places, i -> i + 2);
        if (runningMean != null || runningVar != null) {
            track(x, places, runningMean, runningVar, momentum);
        }
        return byChannel(x, 4, weight, bias, eps);
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

    /** Over those dimensions of {@code [n, c, plane]} that are set in {@code mask}. */
    private static Tensor byChannel(Tensor x, long mask, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        long channels = x.size(1);
        long plane = x.numel() == 0 ? 0 : x.numel() / (x.size(0) * channels);
        Dims inner = Dims.of(x.size(0), channels, plane);
        return normalize(new Normalize("native_batch_norm", inner, mask, Dims.of(channels, 1), eps), x, weight, bias);
    }

    private static Tensor normalize(Normalize op, Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
        DType dtype = x.dtype();
        if (!dtype.isFloatingPoint()) {
            throw new DTypeException("\"" + op.name() + "\" not implemented for '" + dtype.scalarName() + "'");
        }
        return Engine.compose(op, x, weight == null ? Tensor.scalar(1.0) : weight,
                bias == null ? Tensor.scalar(0.0) : bias);
    }

    private static Tensor byRunning(Tensor x, Tensor mean, Tensor var, @Nullable Tensor weight, @Nullable Tensor bias,
            double eps) {
        long[] shape = new long[x.dim() - 1];
        Arrays.fill(shape, 1);
        shape[0] = x.size(1);
        Tensor w = weight == null ? Tensor.scalar(1.0) : ViewOps.view(weight, shape);
        Tensor b = bias == null ? Tensor.scalar(0.0) : ViewOps.view(bias, shape);
        return RUNNING.apply(x, w, b, ViewOps.view(mean, shape), ViewOps.view(var, shape), Tensor.scalar(eps));
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

    private static int[] allButChannels(Tensor x) {
        int[] dims = new int[x.dim() - 1];
        for (int i = 1; i < dims.length; i++) {
            dims[i] = i + 1;
        }
        return dims;
    }

    private static void checkShape(Tensor x, long[] shape, String star) {
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
            throw new ShapeException(
                    "Expected more than 1 value per channel when training, got input size " + x.size());
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
     * {@code z = w y + b} with {@code y = (x - mean) / sqrt(var + eps)}, where mean and (biased) variance are over the dimensions of {@code mask}
     * of the input laid out as {@code inner}, and the parameters are laid out as {@code parameters}. Gradient of x, with {@code h = g w}:
     * {@code (h - mean(h) - y mean(h y)) / sqrt(var + eps)}.
     */
    private record Normalize(String name, Dims inner, long mask, Dims parameters, double eps) implements Composite {
        /** Input, weight, bias, mean, variance, eps. */
        private static final PointwiseOp FORWARD = line("normalize");
        private static final PointwiseOp STANDARD = PointwiseOp.of("standardize", 4, Promotion.FLOATING,
                in(0).sub(in(1)).mul(scale(in(2), in(3)))).withConditions(8);
        private static final PointwiseOp BACKWARD = PointwiseOp.of("normalize_backward", 6, Promotion.SAME,
                in(0).sub(in(1)).sub(in(2).mul(in(3))).mul(scale(in(4), in(5)))).withConditions(32);

        @Override
        public Tensor compose(Tensor[] in) {
            Tensor x = laidOut(in[0]);
            Tensor y = FORWARD.apply(x, parameter(in[1]), parameter(in[2]), mean(x), variance(x), Tensor.scalar(eps));
            return ViewOps.reshape(y.to(in[0].dtype()), in[0].array().sizes);
        }

        @Override
        public Grads grads() {
            return Grads.joint(new int[] {0, 1}, new int[0], s -> {
                Tensor x = laidOut(s.in(0));
                Tensor g = laidOut(s.g());
                Tensor variance = variance(x);
                Tensor y = STANDARD.apply(x, mean(x), variance, Tensor.scalar(eps));
                @Nullable Tensor[] result = new @Nullable Tensor[3];
                if (s.needs(0)) {
                    Tensor h = Pointwise.MUL.apply(g, parameter(s.in(1)));
                    Tensor grad = BACKWARD.apply(h, mean(h), y, mean(Pointwise.MUL.apply(h, y)), variance,
                            Tensor.scalar(eps));
                    result[0] = ViewOps.reshape(grad, s.spec(0).sizes());
                }
                if (s.needs(1)) {
                    result[1] = ofParameter(Pointwise.MUL.apply(g, y), s.spec(1));
                }
                if (s.needs(2)) {
                    result[2] = ofParameter(g, s.spec(2));
                }
                return result;
            });
        }

        private Tensor mean(Tensor x) {
            return Reductions.mean(x, Reductions.dims(mask), true, null);
        }

        private Tensor variance(Tensor x) {
            return x.numel() == 0 ? mean(x) : Statistics.var(x, Reductions.dims(mask), 0, true);
        }

        /** In the inner form, and no narrower than float32. */
        private Tensor laidOut(Tensor x) {
            return wide(ViewOps.reshape(x, inner.toArray()));
        }

        private Tensor parameter(Tensor x) {
            return x.array().immediate ? x : wide(ViewOps.reshape(x, parameters.toArray()));
        }

        private Tensor ofParameter(Tensor grad, Spec spec) {
            return ViewOps.reshape(Reductions.sumToSize(grad, parameters.toArray()), spec.sizes());
        }
    }

    /** {@code w (x - mean) / sqrt(var + eps) + b} of x, w, b, mean, variance, eps. */
    private static PointwiseOp line(String name) {
        return PointwiseOp.of(name, 6, Promotion.FLOATING,
                in(0).sub(in(3)).mul(scale(in(4), in(5))).mul(in(1)).add(in(2))).withConditions(56);
    }

    private static Expr scale(Expr variance, Expr eps) {
        return of(1).div(variance.add(eps).sqrt());
    }

    private static Tensor wide(Tensor x) {
        return x.dtype() == DType.FLOAT16 || x.dtype() == DType.BFLOAT16 ? x.to(DType.FLOAT32) : x;
    }
}
