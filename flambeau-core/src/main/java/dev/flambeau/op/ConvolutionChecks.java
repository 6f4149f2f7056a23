package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Dims;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What must hold for a convolution. */
final class ConvolutionChecks {
    private ConvolutionChecks() {}

    /** The result's sizes. */
    static long[] forward(Convolution c, Array x, Array weight, @Nullable Array bias) {
        int spatial = c.stride().size();
        common(c, x, weight, bias);
        int groups = c.groups();
        if (weight.sizes[0] < groups) {
            throw new ShapeException("Given groups=" + groups + ", expected weight to be at least " + groups
                    + " at dimension 0, but got weight "
                    + "of size " + Arrays.toString(weight.sizes) + " instead");
        }
        if (weight.sizes[0] % groups != 0) {
            throw new ShapeException("Given groups=" + groups + ", expected weight to be divisible by " + groups
                    + " at dimension 0, but got "
                    + "weight of size " + Arrays.toString(weight.sizes) + " instead");
        }
        long channels = weight.sizes[1] * groups;
        if (x.sizes[1] != channels) {
            String hint = x.dim() == 4 && x.sizes[3] == channels
                    ? " (this input looks like NHWC; x.permute(0, 3, 1, 2) makes it NCHW)"
                    : "";
            throw new ShapeException(
                    "Given groups=" + groups + ", weight of size " + Arrays.toString(weight.sizes) + ", expected input"
                            + Arrays.toString(x.sizes) + " to have " + channels + " channels, but got " + x.sizes[1]
                            + " channels instead" + hint);
        }
        if (bias != null && (bias.dim() != 1 || bias.sizes[0] != weight.sizes[0])) {
            throw new ShapeException("Given weight of size " + Arrays.toString(weight.sizes)
                    + ", expected bias to be 1-dimensional with "
                    + weight.sizes[0] + " elements, but got bias of size " + Arrays.toString(bias.sizes) + " instead");
        }
        long[] padded = new long[spatial];
        long[] kernel = new long[spatial];
        long[] out = new long[spatial + 2];
        boolean fits = true;
        for (int i = 0; i < spatial; i++) {
            padded[i] = x.sizes[i + 2] + 2 * c.padding().get(i);
            kernel[i] = c.dilation().get(i) * (weight.sizes[i + 2] - 1) + 1;
            fits &= kernel[i] <= padded[i];
            out[i + 2] = c.outputSize(i, x.sizes[i + 2], weight.sizes[i + 2]);
        }
        if (!fits) {
            throw new ShapeException(
                    "Calculated padded input size per channel: " + by(padded) + ". Kernel size: " + by(kernel)
                            + ". Kernel size can't be greater than actual input size");
        }
        out[0] = x.sizes[0];
        out[1] = weight.sizes[0];
        return out;
    }

    static void transposed(Convolution c, Dims outputPadding, Array x, Array weight, @Nullable Array bias) {
        int spatial = c.stride().size();
        for (int i = 0; i < spatial; i++) {
            if (outputPadding.get(i) < 0) {
                throw new ShapeException("negative output_padding is not supported");
            }
        }
        common(c, x, weight, bias);
        int groups = c.groups();
        if (weight.sizes[0] < groups || weight.sizes[0] % groups != 0) {
            throw new ShapeException("Given groups=" + groups + ", expected weight to be "
                    + (weight.sizes[0] < groups ? "at least " : "divisible by ")
                    + groups + " at dimension 0, but got weight of size " + Arrays.toString(weight.sizes) + " instead");
        }
        if (x.sizes[1] != weight.sizes[0]) {
            throw new ShapeException(
                    "Given transposed=1, weight of size " + Arrays.toString(weight.sizes) + ", expected input"
                            + Arrays.toString(x.sizes) + " to have " + weight.sizes[0] + " channels, but got "
                            + x.sizes[1] + " channels instead");
        }
        if (bias != null && (bias.dim() != 1 || bias.sizes[0] != weight.sizes[1] * groups)) {
            throw new ShapeException("Given transposed=1, weight of size " + Arrays.toString(weight.sizes)
                    + ", expected bias to be 1-dimensional "
                    + "with " + weight.sizes[1] * groups + " elements, but got bias of size "
                    + Arrays.toString(bias.sizes) + " instead");
        }
        long[] out = new long[spatial];
        boolean fits = true;
        for (int i = 0; i < spatial; i++) {
            if (outputPadding.get(i) >= Math.max(c.stride().get(i), c.dilation().get(i))) {
                throw new ArgumentException(
                        "output padding must be smaller than either stride or dilation, but got output_padding="
                                + outputPadding + ", stride=" + c.stride() + " and dilation=" + c.dilation());
            }
            out[i] = (x.sizes[i + 2] - 1) * c.stride().get(i) - 2 * c.padding().get(i)
                    + c.dilation().get(i) * (weight.sizes[i + 2] - 1)
                    + outputPadding.get(i) + 1;
            fits &= out[i] >= 1;
        }
        if (!fits) {
            throw new ShapeException("Given input size per channel: " + by(Arrays.copyOfRange(x.sizes, 2, x.dim()))
                    + ". Calculated output size per channel: " + by(out) + ". Output size is too small");
        }
    }

    private static void common(Convolution c, Array x, Array weight, @Nullable Array bias) {
        int spatial = c.stride().size();
        if (c.groups() <= 0) {
            throw new ShapeException("non-positive groups is not supported");
        }
        for (int i = 0; i < spatial; i++) {
            if (c.padding().get(i) < 0) {
                throw new ShapeException("negative padding is not supported");
            }
            if (c.stride().get(i) <= 0) {
                throw new ShapeException("non-positive stride is not supported");
            }
            if (c.dilation().get(i) <= 0) {
                throw new ShapeException("dilation should be greater than zero");
            }
        }
        if (bias != null && bias.dtype != x.dtype || weight.dtype != x.dtype) {
            boolean ofBias = bias != null && bias.dtype != x.dtype;
            throw new DTypeException(
                    "Input type (" + cName(x.dtype) + ") and " + (ofBias ? "bias" : "weight") + " type ("
                            + cName(ofBias && bias != null ? bias.dtype : weight.dtype) + ") should be the same");
        }
        if (weight.dim() < 3) {
            throw new ShapeException("weight should have at least three dimensions");
        }
        if (weight.dim() != x.dim() || x.dim() != spatial + 2) {
            throw new ShapeException(
                    "Expected " + weight.dim() + "-dimensional input for " + weight.dim() + "-dimensional weight"
                            + Arrays.toString(weight.sizes) + ", but got " + x.dim() + "-dimensional input of size "
                            + Arrays.toString(x.sizes)
                            + " instead");
        }
        for (int i = 2; i < weight.dim(); i++) {
            if (weight.sizes[i] == 0) {
                throw new ShapeException("weight should have a positive size in its spatial dimensions, but got "
                        + Arrays.toString(weight.sizes));
            }
        }
    }

    private static String by(long[] sizes) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < sizes.length; i++) {
            text.append(i == 0 ? "" : " x ").append(sizes[i]);
        }
        return text.append(')').toString();
    }

    /** The name of a type in C++, which this one of PyTorch's messages uses. */
    private static String cName(DType type) {
        return switch (type) {
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case FLOAT16 -> "c10::Half";
            case BFLOAT16 -> "c10::BFloat16";
            case INT64 -> "long";
            case INT32 -> "int";
            case INT16 -> "short";
            case INT8 -> "signed char";
            case UINT8 -> "unsigned char";
            case BOOL -> "bool";
        };
    }
}
