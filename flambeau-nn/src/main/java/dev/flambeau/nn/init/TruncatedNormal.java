package dev.flambeau.nn.init;

import dev.flambeau.DType;
import dev.flambeau.Generator;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;

/** Normal numbers between two bounds, by rejection: what does not fit is drawn again, in PyTorch's order. */
final class TruncatedNormal {
    /** Below this share of fitting normals, uniform candidates are accepted by their density instead. */
    private static final double ENOUGH = 0.3;

    private TruncatedNormal() {}

    static Tensor fill(Tensor tensor, double mean, double std, double a, double b, Generator generator) {
        double fitting = cdf((b - mean) / std) - cdf((a - mean) / std);
        return fitting > ENOUGH
                ? ofNormals(tensor, mean, std, a, b, generator)
                : ofUniforms(tensor, mean, std, a, b, generator);
    }

    private static double cdf(double x) {
        return (1 + Torch.scalarTensor(x / Math.sqrt(2), DType.FLOAT64).erf().item()) / 2;
    }

    private static Tensor ofNormals(Tensor tensor, double mean, double std, double a, double b, Generator generator) {
        double low = tensor.newTensor(a).item();
        double high = tensor.newTensor(b).item();
        Tensor result = tensor.normal_(mean, std, generator);
        while (true) {
            Tensor outside = result.lt(low).logicalOr(result.gt(high));
            if (!outside.any().itemBoolean()) {
                return tensor.copy_(result);
            }
            result = Torch.where(outside, Torch.emptyLike(result).normal_(mean, std, generator), result);
        }
    }

    private static Tensor ofUniforms(Tensor tensor, double mean, double std, double a, double b,
            Generator generator) {
        double mode = Math.max(a, Math.min(mean, b));
        double peak = -0.5 * ((mode - mean) / std) * ((mode - mean) / std);
        Tensor result = tensor;
        Tensor pending = Torch.onesLike(tensor, DType.BOOL);
        while (pending.any().itemBoolean()) {
            Tensor candidates = Torch.emptyLike(tensor).uniform_(a, b, generator);
            result = Torch.where(pending, candidates, result);
            Tensor density = candidates.sub_(mean).div_(std).pow_(2).mul_(-0.5).sub_(peak);
            Tensor draws = Torch.emptyLike(tensor).uniform_(0, 1, generator).log_();
            pending = pending.logicalAnd(draws.gt(density));
        }
        return tensor.copy_(result);
    }
}
