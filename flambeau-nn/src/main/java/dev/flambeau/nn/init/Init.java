package dev.flambeau.nn.init;

import dev.flambeau.ArgumentException;
import dev.flambeau.Generator;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import java.util.function.UnaryOperator;

/** {@code torch.nn.init}: fills parameters with their first values; with PyTorch's seed they are PyTorch's. */
public final class Init {
    private Init() {}

    /** Uniform in [0, 1). */
    public static Tensor uniform_(Tensor tensor) {
        return uniform_(tensor, 0, 1);
    }

    /** Uniform in [a, b). */
    public static Tensor uniform_(Tensor tensor, double a, double b) {
        return uniform_(tensor, a, b, Torch.defaultGenerator());
    }

    public static Tensor uniform_(Tensor tensor, double a, double b, Generator generator) {
        return fill(tensor, t -> t.uniform_(a, b, generator));
    }

    /** Standard normal. */
    public static Tensor normal_(Tensor tensor) {
        return normal_(tensor, 0, 1);
    }

    public static Tensor normal_(Tensor tensor, double mean, double std) {
        return normal_(tensor, mean, std, Torch.defaultGenerator());
    }

    public static Tensor normal_(Tensor tensor, double mean, double std, Generator generator) {
        return fill(tensor, t -> t.normal_(mean, std, generator));
    }

    /** Standard normal, but what falls outside [-2, 2] is drawn again. */
    public static Tensor truncNormal_(Tensor tensor) {
        return truncNormal_(tensor, 0, 1, -2, 2);
    }

    /** Normal, but what falls outside [a, b] is drawn again. */
    public static Tensor truncNormal_(Tensor tensor, double mean, double std, double a, double b) {
        return truncNormal_(tensor, mean, std, a, b, Torch.defaultGenerator());
    }

    public static Tensor truncNormal_(Tensor tensor, double mean, double std, double a, double b,
            Generator generator) {
        return fill(tensor, t -> TruncatedNormal.fill(t, mean, std, a, b, generator));
    }

    public static Tensor constant_(Tensor tensor, double value) {
        return fill(tensor, t -> t.fill_(value));
    }

    public static Tensor ones_(Tensor tensor) {
        return constant_(tensor, 1);
    }

    public static Tensor zeros_(Tensor tensor) {
        return constant_(tensor, 0);
    }

    /** The identity, for a matrix. */
    public static Tensor eye_(Tensor tensor) {
        requireMatrix(tensor);
        return fill(tensor, t -> t.copy_(Torch.eye(t.size(0), t.size(1), t.dtype())));
    }

    /** Kernels of a convolution that hand the channels on: a 1 in the middle, from input i to output i. */
    public static Tensor dirac_(Tensor tensor) {
        return dirac_(tensor, 1);
    }

    /** As {@link #dirac_(Tensor)} in each of some groups. */
    public static Tensor dirac_(Tensor tensor, long groups) {
        if (tensor.dim() < 3 || tensor.dim() > 5) {
            throw new ShapeException("Only tensors with 3, 4, or 5 dimensions are supported, got " + tensor.dim());
        }
        if (groups < 1 || tensor.size(0) % groups != 0) {
            throw new ArgumentException("dim 0 must be divisible by groups: " + tensor.size(0) + " by " + groups);
        }
        return fill(tensor, t -> {
            t.zero_();
            Tensor middle = t;
            for (int i = t.dim() - 1; i >= 2; i--) {
                middle = middle.select(i, t.size(i) / 2);
            }
            long outputs = t.size(0) / groups;
            for (long g = 0; g < groups; g++) {
                middle.slice(0, g * outputs, (g + 1) * outputs).diagonal().fill_(1);
            }
            return t;
        });
    }

    /** Normal in ±std, with a share of each column, rounded up, set to zero at random. Source: Martens 2010. */
    public static Tensor sparse_(Tensor tensor, double sparsity) {
        return sparse_(tensor, sparsity, 0.01, Torch.defaultGenerator());
    }

    /** As {@link #sparse_(Tensor, double)}; which rows become zero is drawn from the default generator, as in PyTorch. */
    public static Tensor sparse_(Tensor tensor, double sparsity, double std, Generator generator) {
        requireMatrix(tensor);
        long rows = tensor.size(0);
        long zeros = (long) Math.ceil(sparsity * rows);
        return fill(tensor, t -> {
            t.normal_(0, std, generator);
            for (long column = 0; column < t.size(1); column++) {
                t.select(1, column).indexFill_(0, Torch.randperm(rows).slice(0, 0, zeros), 0);
            }
            return t;
        });
    }

    private static void requireMatrix(Tensor tensor) {
        if (tensor.dim() != 2) {
            throw new ShapeException("Only tensors with 2 dimensions are supported, got " + tensor.dim());
        }
    }

    /** The factor by which a nonlinearity's inputs should be larger. */
    public static double calculateGain(String nonlinearity) {
        return calculateGain(nonlinearity, 0.01);
    }

    /** As {@link #calculateGain(String)}; {@code param} is the slope of {@code "leaky_relu"}. */
    public static double calculateGain(String nonlinearity, double param) {
        return switch (nonlinearity) {
            case "linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
                    "sigmoid" ->
                1;
            case "tanh" -> 5.0 / 3;
            case "relu" -> Math.sqrt(2);
            case "leaky_relu" -> Math.sqrt(2 / (1 + param * param));
            case "selu" -> 0.75;
            default -> throw new ArgumentException("Unsupported nonlinearity " + nonlinearity);
        };
    }

    /** Uniform in ±gain sqrt(6 / (fan_in + fan_out)). Source: Glorot and Bengio 2010. */
    public static Tensor xavierUniform_(Tensor tensor, double gain) {
        return xavierUniform_(tensor, gain, Torch.defaultGenerator());
    }

    public static Tensor xavierUniform_(Tensor tensor, double gain, Generator generator) {
        double bound = Math.sqrt(3) * xavier(tensor, gain);
        return uniform_(tensor, -bound, bound, generator);
    }

    public static Tensor xavierUniform_(Tensor tensor) {
        return xavierUniform_(tensor, 1);
    }

    /** Normal with standard deviation gain sqrt(2 / (fan_in + fan_out)). Source: Glorot and Bengio 2010. */
    public static Tensor xavierNormal_(Tensor tensor, double gain) {
        return xavierNormal_(tensor, gain, Torch.defaultGenerator());
    }

    public static Tensor xavierNormal_(Tensor tensor, double gain, Generator generator) {
        return normal_(tensor, 0, xavier(tensor, gain), generator);
    }

    public static Tensor xavierNormal_(Tensor tensor) {
        return xavierNormal_(tensor, 1);
    }

    /** Uniform in ±gain sqrt(3 / fan), {@code a} being a leaky rectifier's slope. Source: He et al. 2015. */
    public static Tensor kaimingUniform_(Tensor tensor, double a, String mode, String nonlinearity) {
        return kaimingUniform_(tensor, a, mode, nonlinearity, Torch.defaultGenerator());
    }

    public static Tensor kaimingUniform_(Tensor tensor, double a, String mode, String nonlinearity,
            Generator generator) {
        if (tensor.numel() == 0) {
            return tensor;
        }
        double bound = Math.sqrt(3) * kaiming(tensor, a, mode, nonlinearity);
        return uniform_(tensor, -bound, bound, generator);
    }

    public static Tensor kaimingUniform_(Tensor tensor) {
        return kaimingUniform_(tensor, 0, "fan_in", "leaky_relu");
    }

    /** Normal with standard deviation gain / sqrt(fan). Source: He et al. 2015. */
    public static Tensor kaimingNormal_(Tensor tensor, double a, String mode, String nonlinearity) {
        return kaimingNormal_(tensor, a, mode, nonlinearity, Torch.defaultGenerator());
    }

    public static Tensor kaimingNormal_(Tensor tensor, double a, String mode, String nonlinearity,
            Generator generator) {
        return tensor.numel() == 0
                ? tensor
                : normal_(tensor, 0, kaiming(tensor, a, mode, nonlinearity), generator);
    }

    public static Tensor kaimingNormal_(Tensor tensor) {
        return kaimingNormal_(tensor, 0, "fan_in", "leaky_relu");
    }

    /** How many inputs an output has: the second dimension times the kernel's places. */
    public static long fanIn(Tensor tensor) {
        return fan(tensor, 1);
    }

    /** How many outputs an input has: the first dimension times the kernel's places. */
    public static long fanOut(Tensor tensor) {
        return fan(tensor, 0);
    }

    /** The standard deviation that keeps the variance of activations and gradients alike. */
    private static double xavier(Tensor tensor, double gain) {
        return gain * Math.sqrt(2.0 / (fanIn(tensor) + fanOut(tensor)));
    }

    /** The standard deviation that keeps the variance behind a rectifier. */
    private static double kaiming(Tensor tensor, double a, String mode, String nonlinearity) {
        return calculateGain(nonlinearity, a) / Math.sqrt(fan(tensor, mode));
    }

    private static long fan(Tensor tensor, String mode) {
        return switch (mode) {
            case "fan_in" -> fanIn(tensor);
            case "fan_out" -> fanOut(tensor);
            default ->
                throw new ArgumentException("Mode " + mode + " not supported, please use one of ['fan_in', 'fan_out']");
        };
    }

    private static long fan(Tensor tensor, int dim) {
        if (tensor.dim() < 2) {
            throw new ShapeException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
        }
        long places = 1;
        for (int i = 2; i < tensor.dim(); i++) {
            places *= tensor.size(i);
        }
        return tensor.size(dim) * places;
    }

    private static Tensor fill(Tensor tensor, UnaryOperator<Tensor> filling) {
        try (GradMode _ = Torch.noGrad()) {
            return filling.apply(tensor);
        }
    }
}
