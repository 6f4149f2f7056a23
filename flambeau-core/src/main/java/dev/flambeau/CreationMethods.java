package dev.flambeau;

import dev.flambeau.op.Creation;
import dev.flambeau.op.Randoms;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.RandomStream;

/** Values out of a tensor, new tensors like it, and random fillings. */
public sealed interface CreationMethods permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    private Array one() {
        Array array = self().array();
        if (array.numel != 1) {
            throw new ShapeException(
                    "a Tensor with " + array.numel + " elements cannot be converted to Scalar (its shape is "
                            + self().size() + ")");
        }
        return array;
    }

    /** The value of a tensor of one element as a double. */
    default double item() {
        return one().getDouble(0);
    }

    /** The value of a tensor of one element as a long. */
    default long itemLong() {
        return one().getLong(0);
    }

    /** Whether the value of a tensor of one element is not 0. */
    default boolean itemBoolean() {
        if (self().array().numel != 1) {
            throw new ShapeException(
                    "Boolean value of Tensor with " + (self().numel() == 0 ? "no values" : "more than one value")
                            + " is ambiguous");
        }
        return one().getDouble(0) != 0;
    }

    /** The elements in row-major order, converted to float. */
    default float[] toFloatArray() {
        return NestedArrays.fill(self(), new float[Math.toIntExact(self().numel())]);
    }

    /** The elements in row-major order, converted to double. */
    default double[] toDoubleArray() {
        return NestedArrays.fill(self(), new double[Math.toIntExact(self().numel())]);
    }

    /** The elements in row-major order, converted to long (towards zero). */
    default long[] toLongArray() {
        return NestedArrays.fill(self(), new long[Math.toIntExact(self().numel())]);
    }

    /** The elements in row-major order, converted to int. */
    default int[] toIntArray() {
        return NestedArrays.fill(self(), new int[Math.toIntExact(self().numel())]);
    }

    /** The elements in row-major order as eight bits each, as uint8 has them. */
    default byte[] toByteArray() {
        return NestedArrays.fill(self(), new byte[Math.toIntExact(self().numel())]);
    }

    /** Whether each element, in row-major order, is not 0. */
    default boolean[] toBooleanArray() {
        return NestedArrays.fill(self(), new boolean[Math.toIntExact(self().numel())]);
    }

    // ---- new tensors of the same type

    default Tensor newZeros(long... sizes) {
        return Creation.full(self().dtype(), 0L, sizes);
    }

    default Tensor newZeros(DType dtype, long... sizes) {
        return Creation.full(dtype, 0L, sizes);
    }

    default Tensor newOnes(long... sizes) {
        return Creation.full(self().dtype(), 1L, sizes);
    }

    default Tensor newOnes(DType dtype, long... sizes) {
        return Creation.full(dtype, 1L, sizes);
    }

    default Tensor newEmpty(long... sizes) {
        return Creation.empty(self().dtype(), sizes);
    }

    default Tensor newFull(long[] sizes, double value) {
        return Creation.full(self().dtype(), value, sizes);
    }

    default Tensor newFull(long[] sizes, long value) {
        return Creation.full(self().dtype(), value, sizes);
    }

    /** As {@link Torch#tensor(Object)}, in this tensor's type. */
    default Tensor newTensor(Object data) {
        return NestedArrays.toTensor(data, self().dtype());
    }

    // ---- random numbers, in place

    private Tensor random(String name, RandomStream stream, Generator generator) {
        return Randoms.fillInPlace(self(), name, stream, generator);
    }

    /** Uniform numbers in [0, 1). */
    default Tensor uniform_() {
        return uniform_(0, 1);
    }

    /** Uniform numbers in [from, to). */
    default Tensor uniform_(double from, double to) {
        return uniform_(from, to, Torch.defaultGenerator());
    }

    default Tensor uniform_(double from, double to, Generator generator) {
        return random("uniform", new RandomStream.Uniform(from, to), generator);
    }

    /** Standard normal numbers. */
    default Tensor normal_() {
        return normal_(0, 1);
    }

    default Tensor normal_(double mean, double std) {
        return normal_(mean, std, Torch.defaultGenerator());
    }

    default Tensor normal_(double mean, double std, Generator generator) {
        return random("normal", new RandomStream.Normal(mean, std), generator);
    }

    /** Numbers with the density {@code lambda exp(-lambda x)}. */
    default Tensor exponential_() {
        return exponential_(1);
    }

    default Tensor exponential_(double lambda) {
        return exponential_(lambda, Torch.defaultGenerator());
    }

    default Tensor exponential_(double lambda, Generator generator) {
        return random("exponential", new RandomStream.Exponential(lambda), generator);
    }

    /** 1 with probability 1/2, else 0. */
    default Tensor bernoulli_() {
        return bernoulli_(0.5);
    }

    /** 1 with probability {@code p}, else 0. */
    default Tensor bernoulli_(double p) {
        return bernoulli_(p, Torch.defaultGenerator());
    }

    default Tensor bernoulli_(double p, Generator generator) {
        return random("bernoulli", new RandomStream.Bernoulli(p), generator);
    }

    /** 1 with the probability in {@code p}, which broadcasts, else 0. */
    default Tensor bernoulli_(Tensor p) {
        return Randoms.bernoulliInPlace(self(), p, Torch.defaultGenerator());
    }

    /** A tensor of 1 with the probability that each element of this one holds, else 0. */
    default Tensor bernoulli() {
        return Randoms.bernoulli(self(), Torch.defaultGenerator());
    }

    /** Integers among all that the type has from 0 on (for floating point: that it holds exactly). */
    default Tensor random_() {
        return random_(Torch.defaultGenerator());
    }

    default Tensor random_(Generator generator) {
        return random("random", new RandomStream.AllIntegers(), generator);
    }

    /** Integers from 0 to below {@code to}. */
    default Tensor random_(long to) {
        return random_(0, to);
    }

    /** Integers from {@code from} to below {@code to}. */
    default Tensor random_(long from, long to) {
        return random_(from, to, Torch.defaultGenerator());
    }

    default Tensor random_(long from, long to, Generator generator) {
        return random("random", new RandomStream.Integers(from, to), generator);
    }

    /** Numbers of the Cauchy distribution. */
    default Tensor cauchy_() {
        return cauchy_(0, 1);
    }

    default Tensor cauchy_(double median, double sigma) {
        return cauchy_(median, sigma, Torch.defaultGenerator());
    }

    default Tensor cauchy_(double median, double sigma, Generator generator) {
        return random("cauchy", new RandomStream.Cauchy(median, sigma), generator);
    }

    /** Numbers of trials up to the first success, each with probability {@code p}. */
    default Tensor geometric_(double p) {
        return geometric_(p, Torch.defaultGenerator());
    }

    default Tensor geometric_(double p, Generator generator) {
        return random("geometric", new RandomStream.Geometric(p), generator);
    }

    /** Exponentials of normal numbers with mean 1 and deviation 2. */
    default Tensor logNormal_() {
        return logNormal_(1, 2);
    }

    default Tensor logNormal_(double mean, double std) {
        return logNormal_(mean, std, Torch.defaultGenerator());
    }

    default Tensor logNormal_(double mean, double std, Generator generator) {
        return random("log_normal", new RandomStream.LogNormal(mean, std), generator);
    }
}
