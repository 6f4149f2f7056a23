package dev.flambeau.nn.init;

import dev.flambeau.ArgumentException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import java.util.function.UnaryOperator;

/** {@code torch.nn.init}: fills parameters with their first values; with PyTorch's seed they are PyTorch's. */
public final class Init {
    private Init() {}

    /** Uniform in [a, b). */
    public static Tensor uniform_(Tensor tensor, double a, double b) {
        return fill(tensor, t -> t.uniform_(a, b));
    }

    public static Tensor normal_(Tensor tensor, double mean, double std) {
        return fill(tensor, t -> t.normal_(mean, std));
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

    /** The factor by which a nonlinearity's inputs should be larger. */
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
        double bound = gain * Math.sqrt(3) * Math.sqrt(2.0 / (fanIn(tensor) + fanOut(tensor)));
        return uniform_(tensor, -bound, bound);
    }

    public static Tensor xavierUniform_(Tensor tensor) {
        return xavierUniform_(tensor, 1);
    }

    /** Normal with standard deviation gain sqrt(2 / (fan_in + fan_out)). Source: Glorot and Bengio 2010. */
    public static Tensor xavierNormal_(Tensor tensor, double gain) {
        return normal_(tensor, 0, gain * Math.sqrt(2.0 / (fanIn(tensor) + fanOut(tensor))));
    }

    public static Tensor xavierNormal_(Tensor tensor) {
        return xavierNormal_(tensor, 1);
    }

    /** Uniform in ±gain sqrt(3 / fan), {@code a} being a leaky rectifier's slope. Source: He et al. 2015. */
    public static Tensor kaimingUniform_(Tensor tensor, double a, String mode, String nonlinearity) {
        double bound = Math.sqrt(3) * (calculateGain(nonlinearity, a) / Math.sqrt(fan(tensor, mode)));
        return uniform_(tensor, -bound, bound);
    }

    public static Tensor kaimingUniform_(Tensor tensor) {
        return kaimingUniform_(tensor, 0, "fan_in", "leaky_relu");
    }

    /** Normal with standard deviation gain / sqrt(fan). Source: He et al. 2015. */
    public static Tensor kaimingNormal_(Tensor tensor, double a, String mode, String nonlinearity) {
        return normal_(tensor, 0, calculateGain(nonlinearity, a) / Math.sqrt(fan(tensor, mode)));
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
