package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.op.AdaptivePools;
import dev.flambeau.op.Resampling;
import dev.flambeau.op.Resampling.Axis;
import dev.flambeau.spi.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Resampling one dimension after another: each place of the result is a weighted sum of a few places of the input. */
final class Interpolation {
    /** The parameter of cubic convolution. Source: PyTorch, as OpenCV. */
    static final double CUBIC = -0.75;

    private Interpolation() {}

    static Tensor interpolate(Tensor x, InterpolateOptions o) {
        int spatial = x.dim() - 2;
        check(x, o, spatial);
        double[] factors = o.size != null ? null : spread("scale_factor", x, o.scaleFactor, spatial);
        long[] size = new long[spatial];
        for (int i = 0; i < spatial; i++) {
            size[i] = factors == null
                    ? sizes(x, o, spatial)[i]
                    : (long) Math.floor(x.size(i + 2) * factors[i]);
        }
        positive(x, size);
        if (o.mode.equals("area")) {
            return AdaptivePools.average(x, Dims.of(size));
        }
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < spatial; i++) {
            double factor = factors == null || o.recomputeScaleFactor ? 0 : factors[i];
            axes.add(axis(o, x.dtype(), i + 2, x.size(i + 2), size[i], factor));
        }
        return Resampling.apply("upsample", nodeName(o.mode, spatial), x, axes);
    }

    /** {@code UpsampleBilinear2DBackward0}, {@code UpsampleNearestExact1DBackward0} … */
    private static String nodeName(String mode, int spatial) {
        StringBuilder name = new StringBuilder("Upsample");
        for (String word : mode.split("-", -1)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return name.append(spatial).append("DBackward0").toString();
    }

    private static Axis axis(InterpolateOptions o, DType dtype, int dim, long in, long out, double factor) {
        boolean wide = dtype == DType.FLOAT64;
        boolean align = Boolean.TRUE.equals(o.alignCorners);
        boolean nearest = o.mode.startsWith("nearest");
        int count = nearest ? 1 : o.mode.equals("bicubic") ? 4 : 2;
        long[][] places = new long[count][Math.toIntExact(out)];
        double[][] weights = new double[count][places[0].length];
        double scale = scale(wide, align, in, out, factor);
        for (int i = 0; i < out; i++) {
            if (nearest) {
                double shift = o.mode.equals("nearest") ? 0 : 0.5;
                places[0][i] = Math.min((long) Math.floor(round(wide, (i + shift) * scale)), in - 1);
            } else if (count == 4) {
                cubic(places, weights, i, in, source(wide, align, scale, i));
            } else if (in == out) {
                places[0][i] = i;
                places[1][i] = i;
                weights[0][i] = 1;
            } else {
                double at = Math.max(0, source(wide, align, scale, i));
                long low = Math.min((long) Math.floor(at), in - 1);
                places[0][i] = low;
                places[1][i] = Math.min(low + 1, in - 1);
                weights[1][i] = Math.clamp(round(wide, at - low), 0.0, 1.0);
                weights[0][i] = round(wide, 1 - weights[1][i]);
            }
        }
        return new Axis(dim, in, places, nearest ? null : weights);
    }

    /** Cubic convolution over four neighbours; beyond the edge stands the edge. */
    private static void cubic(long[][] places, double[][] weights, int i, long in, double at) {
        long low = (long) Math.floor(at);
        double t = at - low;
        for (int k = 0; k < 4; k++) {
            places[k][i] = Math.clamp(low - 1 + k, 0, in - 1);
            double distance = Math.abs(t - (k - 1));
            weights[k][i] = distance <= 1
                    ? ((CUBIC + 2) * distance - (CUBIC + 3)) * distance * distance + 1
                    : ((CUBIC * distance - 5 * CUBIC) * distance + 8 * CUBIC) * distance - 4 * CUBIC;
        }
    }

    /** How far apart in the input neighbours of the result lie. */
    private static double scale(boolean wide, boolean align, long in, long out, double factor) {
        if (align) {
            return out > 1 ? round(wide, (double) (in - 1) / (out - 1)) : 0;
        }
        return round(wide, factor > 0 ? 1 / factor : (double) in / out);
    }

    private static double source(boolean wide, boolean align, double scale, int i) {
        return align ? round(wide, scale * i) : round(wide, round(wide, scale * (i + 0.5)) - 0.5);
    }

    /** PyTorch computes positions in float for all types but float64. */
    private static double round(boolean wide, double value) {
        return wide ? value : (float) value;
    }

    private static void check(Tensor x, InterpolateOptions o, int spatial) {
        boolean anyDim = o.mode.equals("nearest") || o.mode.equals("nearest-exact") || o.mode.equals("area");
        if (anyDim && o.alignCorners != null) {
            throw new ArgumentException(
                    "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
        }
        if (o.size != null && o.scaleFactor != null) {
            throw new ArgumentException("only one of size or scale_factor should be defined");
        }
        if (o.size == null && o.scaleFactor == null) {
            throw new ArgumentException("either size or scale_factor should be defined");
        }
        if (o.recomputeScaleFactor && o.size != null) {
            throw new ArgumentException("recompute_scale_factor is not meaningful with an explicit size.");
        }
        int wanted = switch (o.mode) {
            case "linear" -> 1;
            case "bilinear", "bicubic" -> 2;
            case "trilinear" -> 3;
            default -> spatial;
        };
        if (spatial < 1 || spatial > 3 || !anyDim && wanted == spatial && o.mode.isEmpty()) {
            throw new ShapeException("Input Error: Only 3D, 4D and 5D input Tensors supported (got " + x.dim()
                    + "D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got "
                    + o.mode + ")");
        }
        if (wanted != spatial) {
            throw new ShapeException("Got " + x.dim() + "D input, but " + o.mode + " mode needs " + (wanted + 2)
                    + "D input");
        }
    }

    private static long[] sizes(Tensor x, InterpolateOptions o, int spatial) {
        long[] size = java.util.Objects.requireNonNull(o.size);
        if (size.length == 1 && spatial > 1) {
            long[] all = new long[spatial];
            Arrays.fill(all, size[0]);
            return all;
        }
        if (size.length != spatial) {
            throw new ShapeException(
                    "Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of "
                            + Arrays.toString(Arrays.copyOfRange(x.size().toLongs(), 2, x.dim()))
                            + " and output size of " + Arrays.toString(size) + ".");
        }
        return size;
    }

    private static double[] spread(String name, Tensor x, double @org.jspecify.annotations.Nullable [] given,
            int spatial) {
        double[] factors = java.util.Objects.requireNonNull(given);
        if (factors.length == 1 && spatial > 1) {
            double[] all = new double[spatial];
            Arrays.fill(all, factors[0]);
            return all;
        }
        if (factors.length != spatial) {
            throw new ShapeException("Input and " + name
                    + " must have the same number of spatial dimensions, but got input with spatial dimensions of "
                    + Arrays.toString(Arrays.copyOfRange(x.size().toLongs(), 2, x.dim())) + " and " + name
                    + " of shape " + Arrays.toString(factors) + ".");
        }
        return factors;
    }

    private static void positive(Tensor x, long[] size) {
        for (int i = 0; i < size.length; i++) {
            if (size[i] <= 0 || x.size(i + 2) <= 0) {
                throw new ShapeException("Input and output sizes should be greater than 0, but got input "
                        + Arrays.toString(Arrays.copyOfRange(x.size().toLongs(), 2, x.dim())) + " and output "
                        + Arrays.toString(size));
            }
        }
    }
}
