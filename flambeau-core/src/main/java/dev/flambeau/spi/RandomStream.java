package dev.flambeau.spi;

/**
 * A stream of random numbers with its parameters; which numbers the CPU generator gives for each is PyTorch's rule (the
 * document random.md behind {@link dev.flambeau.Generator}).
 */
public sealed interface RandomStream {
    /** Floats in [from, to). */
    record Uniform(double from, double to) implements RandomStream {}

    record Normal(double mean, double std) implements RandomStream {}

    /** Integers in [from, to). */
    record Integers(long from, long to) implements RandomStream {}

    /** All non-negative values of the element type. */
    record AllIntegers() implements RandomStream {}

    /** 1 with probability {@code p}, drawn as {@code bernoulli_(p)} and dropout draw it. */
    record Bernoulli(double p) implements RandomStream {}

    /** 1 with the probability that the output holds at that place before the call, drawn as {@code bernoulli(tensor)} draws it. */
    record BernoulliOf() implements RandomStream {}

    record Exponential(double lambda) implements RandomStream {}

    record Cauchy(double median, double sigma) implements RandomStream {}

    record LogNormal(double mean, double std) implements RandomStream {}

    record Geometric(double p) implements RandomStream {}

    /** The numbers 0 to n-1 in random order. */
    record Permutation() implements RandomStream {}
}
