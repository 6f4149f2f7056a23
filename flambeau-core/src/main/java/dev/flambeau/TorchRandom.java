package dev.flambeau;

import dev.flambeau.op.Randoms;
import dev.flambeau.spi.RandomStream;

/** New tensors of random numbers; the same seed gives PyTorch's numbers. A part of {@link Torch}. */
abstract class TorchRandom extends TorchShapes {
    private static final RandomStream UNIFORM = new RandomStream.Uniform(0, 1);
    private static final RandomStream NORMAL = new RandomStream.Normal(0, 1);

    TorchRandom() {}

    /** Uniform numbers in [0, 1). */
    public static Tensor rand(long... sizes) {
        return rand(Torch.getDefaultDtype(), sizes);
    }

    public static Tensor rand(DType dtype, long... sizes) {
        return rand(Torch.defaultGenerator(), dtype, sizes);
    }

    public static Tensor rand(Generator generator, long... sizes) {
        return rand(generator, Torch.getDefaultDtype(), sizes);
    }

    public static Tensor rand(Generator generator, DType dtype, long... sizes) {
        return Randoms.fresh(UNIFORM, dtype, generator, sizes);
    }

    public static Tensor randLike(Tensor x) {
        return randLike(x, x.dtype());
    }

    public static Tensor randLike(Tensor x, DType dtype) {
        return Randoms.like(x, UNIFORM, dtype, Torch.defaultGenerator());
    }

    /** Standard normal numbers. */
    public static Tensor randn(long... sizes) {
        return randn(Torch.getDefaultDtype(), sizes);
    }

    public static Tensor randn(DType dtype, long... sizes) {
        return randn(Torch.defaultGenerator(), dtype, sizes);
    }

    public static Tensor randn(Generator generator, long... sizes) {
        return randn(generator, Torch.getDefaultDtype(), sizes);
    }

    public static Tensor randn(Generator generator, DType dtype, long... sizes) {
        return Randoms.fresh(NORMAL, dtype, generator, sizes);
    }

    public static Tensor randnLike(Tensor x) {
        return randnLike(x, x.dtype());
    }

    public static Tensor randnLike(Tensor x, DType dtype) {
        return Randoms.like(x, NORMAL, dtype, Torch.defaultGenerator());
    }

    /** Integers from 0 to below {@code high}, as int64. */
    public static Tensor randint(long high, long[] sizes) {
        return randint(0, high, sizes);
    }

    /** Integers from {@code low} to below {@code high}, as int64. */
    public static Tensor randint(long low, long high, long... sizes) {
        return randint(DType.INT64, low, high, sizes);
    }

    public static Tensor randint(DType dtype, long low, long high, long... sizes) {
        return randint(Torch.defaultGenerator(), dtype, low, high, sizes);
    }

    public static Tensor randint(Generator generator, DType dtype, long low, long high, long... sizes) {
        return Randoms.fresh(new RandomStream.Integers(low, high), dtype, generator, sizes);
    }

    public static Tensor randintLike(Tensor x, long high) {
        return randintLike(x, 0, high);
    }

    public static Tensor randintLike(Tensor x, long low, long high) {
        return randintLike(x, low, high, x.dtype());
    }

    public static Tensor randintLike(Tensor x, long low, long high, DType dtype) {
        return Randoms.like(x, new RandomStream.Integers(low, high), dtype, Torch.defaultGenerator());
    }

    /** The integers 0 to n - 1 in random order. */
    public static Tensor randperm(long n) {
        return randperm(n, Torch.defaultGenerator());
    }

    public static Tensor randperm(long n, Generator generator) {
        return randperm(n, DType.INT64, generator);
    }

    public static Tensor randperm(long n, DType dtype, Generator generator) {
        return Randoms.fresh(new RandomStream.Permutation(), dtype, generator, n);
    }

    /** 1 with the probability that each element holds, else 0. */
    public static Tensor bernoulli(Tensor p) {
        return bernoulli(p, Torch.defaultGenerator());
    }

    public static Tensor bernoulli(Tensor p, Generator generator) {
        return Randoms.bernoulli(p, generator);
    }

    /** A tensor like {@code x} of ones with probability {@code p}, else zeros. */
    public static Tensor bernoulli(Tensor x, double p) {
        return Randoms.like(x, new RandomStream.Bernoulli(p), x.dtype(), Torch.defaultGenerator());
    }

    /** Normal numbers with a mean and a standard deviation an element. */
    public static Tensor normal(Tensor mean, Tensor std) {
        return normal(mean, std, Torch.defaultGenerator());
    }

    public static Tensor normal(Tensor mean, Tensor std, Generator generator) {
        return Randoms.normal(mean, std, generator);
    }

    public static Tensor normal(Tensor mean, double std) {
        return normal(mean, Tensor.scalar(std));
    }

    public static Tensor normal(double mean, Tensor std) {
        return normal(Tensor.scalar(mean), std);
    }

    /** Normal numbers with one mean and one standard deviation. */
    public static Tensor normal(double mean, double std, long... sizes) {
        return Randoms.fresh(new RandomStream.Normal(mean, std), Torch.getDefaultDtype(), Torch.defaultGenerator(),
                sizes);
    }

    /** {@code count} categories drawn by the weights in each row, without replacement. */
    public static Tensor multinomial(Tensor weights, long count) {
        return multinomial(weights, count, false);
    }

    public static Tensor multinomial(Tensor weights, long count, boolean replacement) {
        return multinomial(weights, count, replacement, Torch.defaultGenerator());
    }

    public static Tensor multinomial(Tensor weights, long count, boolean replacement, Generator generator) {
        return Randoms.multinomial(weights, count, replacement, generator);
    }
}
