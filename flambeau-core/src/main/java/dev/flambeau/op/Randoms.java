package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.Generator;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.RandomStream;
import java.util.Arrays;

/** Random numbers: new tensors of them and fillings in place, with PyTorch's streams. */
public final class Randoms {
    /** Above them float32 has gaps between whole numbers. */
    private static final long MOST_CATEGORIES = 1L << 24;

    private Randoms() {}

    /** A new tensor filled from a stream. */
    public static Tensor fresh(RandomStream stream, DType dtype, Generator generator, long... sizes) {
        return fill(Creation.empty(dtype, sizes), stream, generator);
    }

    /** A new tensor like {@code x} filled from a stream. */
    public static Tensor like(Tensor x, RandomStream stream, DType dtype, Generator generator) {
        return fill(Creation.emptyLike(x, dtype), stream, generator);
    }

    private static Tensor fill(Tensor out, RandomStream stream, Generator generator) {
        Array array = out.array();
        check(stream, array.dtype);
        if (array.numel > 0) {
            array.storage.context().kernels().random(stream, array, generator);
        }
        return out;
    }

    /** Writes numbers of a stream over {@code self}. */
    public static Tensor fillInPlace(Tensor self, String name, RandomStream stream, Generator generator) {
        return Engine.runInPlace(new Fill(name, stream, generator), self);
    }

    /** 1 with the probability that each element of {@code p} holds, else 0. */
    public static Tensor bernoulli(Tensor p, Generator generator) {
        return Engine.run(new Fill("bernoulli", new RandomStream.BernoulliOf(), generator), checkProbabilities(p));
    }

    /** Writes 1 with the probability in {@code p}, which broadcasts, else 0, over {@code self}. */
    public static Tensor bernoulliInPlace(Tensor self, Tensor p, Generator generator) {
        Tensor drawn = checkProbabilities(p.detach());
        Tensor all = ViewOps.expand(drawn, self.array().sizes).clone();
        return Copy.assign(self, fill(all, new RandomStream.BernoulliOf(), generator));
    }

    private static Tensor checkProbabilities(Tensor p) {
        if (!p.dtype().isFloatingPoint()) {
            throw new DTypeException(
                    "\"bernoulli_tensor_cpu_p_\" not implemented for '" + p.dtype().scalarName() + "'");
        }
        for (double each : p.detach().toDoubleArray()) {
            if (!(each >= 0 && each <= 1)) {
                throw new ArgumentException(
                        "bernoulli: Expected p_in >= 0 && p_in <= 1 to be true, but got a probability of " + each);
            }
        }
        return p;
    }

    /** Normal numbers, each with a mean and a deviation of its own; what both broadcast to. */
    public static Tensor normal(Tensor mean, Tensor std, Generator generator) {
        if (!std.array().immediate) {
            double[] deviations = std.detach().toDoubleArray();
            if (Arrays.stream(deviations).anyMatch(s -> !(s >= 0))) {
                throw new ArgumentException("normal expects all elements of std >= 0.0");
            }
        }
        long[] sizes = Engine.broadcast("normal", mean.array(), std.array());
        DType dtype = Promotion.common(new Array[] {mean.array(), std.array()}, 3);
        boolean oneStd = std.array().immediate;
        RandomStream stream = new RandomStream.Normal(0, oneStd ? std.array().doubleValue : 1);
        return Engine
                .run(new Normal(oneStd ? "normal1" : mean.array().immediate ? "normal2" : "normal3", stream, generator,
                        new Spec(dtype, sizes), oneStd), mean, std);
    }

    /**
     * {@code count} categories drawn by the weights in each row of {@code weights}; without replacement by the largest quotients of weight and
     * exponential noise.
     */
    public static Tensor multinomial(Tensor weights, long count, boolean replacement, Generator generator) {
        if (!weights.dtype().isFloatingPoint()) {
            throw new DTypeException(
                    "multinomial only supports floating-point dtypes for input, got: " + weights.dtype().scalarName());
        }
        if (weights.dim() != 1 && weights.dim() != 2) {
            throw new ShapeException("multinomial: prob_dist must be 1 or 2 dim, got " + weights.dim());
        }
        long categories = weights.size(-1);
        if (count <= 0) {
            throw new ArgumentException("cannot sample n_sample <= 0 samples");
        }
        if (!replacement && count > categories) {
            throw new ArgumentException("cannot sample n_sample > prob_dist.size(-1) samples without replacement");
        }
        if (categories > MOST_CATEGORIES) {
            throw new ArgumentException("number of categories cannot exceed 2^24");
        }
        Tensor w = weights.detach();
        double[] values = w.toDoubleArray();
        int row = Math.toIntExact(categories);
        checkWeights(values, row, replacement && count > 1);
        if (replacement && count > 1) {
            return withReplacement(w, values, row, Math.toIntExact(count), generator);
        }
        Tensor noise = fill(Creation.emptyLike(w, w.dtype()), new RandomStream.Exponential(1), generator);
        Tensor quotient = Pointwise.DIV.apply(w, noise);
        return count == 1
                ? Extremes.argmax(quotient, -1, true)
                : Sorting.topk(quotient, count, -1, true, true).indices();
    }

    private static void checkWeights(double[] values, int row, boolean several) {
        for (double value : values) {
            boolean finite = value > Double.NEGATIVE_INFINITY && value < Double.POSITIVE_INFINITY;
            if (finite && value >= 0) {
                continue;
            }
            throw new ArgumentException(!several
                    ? "probability tensor contains either `inf`, `nan` or element < 0"
                    : "invalid multinomial distribution (encountering probability entry "
                            + (value < 0 ? "< 0)" : "= infinity or NaN)"));
        }
        for (int i = 0; i < values.length; i += row) {
            if (Arrays.stream(values, i, i + row).allMatch(v -> v == 0)) {
                throw new ArgumentException("invalid multinomial distribution (sum of probabilities <= 0)");
            }
        }
    }

    private static Tensor withReplacement(Tensor w, double[] values, int row, int count, Generator generator) {
        int rows = values.length / row;
        long[] drawn = new long[rows * count];
        double[] cumulated = new double[row];
        synchronized (generator) {
            for (int r = 0; r < rows; r++) {
                double sum = 0;
                for (int i = 0; i < row; i++) {
                    sum = round(w.dtype(), sum + values[r * row + i]);
                    cumulated[i] = sum;
                }
                for (int i = 0; i < row; i++) {
                    cumulated[i] = round(w.dtype(), cumulated[i] / sum);
                }
                cumulated[row - 1] = 1;
                for (int k = 0; k < count; k++) {
                    drawn[r * count + k] = search(cumulated, generator.uniform53());
                }
            }
        }
        long[] sizes = w.dim() == 1 ? new long[] {count} : new long[] {rows, count};
        return ViewOps.view(Creation.longs(DType.INT64, drawn.length, i -> drawn[(int) i]), sizes);
    }

    /** PyTorch adds up in the weights' own type. */
    private static double round(DType dtype, double value) {
        return dtype == DType.FLOAT64 ? value : (float) value;
    }

    /** The first position whose value is not below {@code u}. */
    private static int search(double[] cumulated, double u) {
        int left = 0;
        int right = cumulated.length;
        while (right > left) {
            int middle = left + (right - left) / 2;
            if (cumulated[middle] < u) {
                left = middle + 1;
            } else {
                right = middle;
            }
        }
        return left;
    }

    /** What a stream's parameters and the type must fulfil. */
    private static void check(RandomStream stream, DType dtype) {
        switch (stream) {
            case RandomStream.Uniform(double from, double to) -> {
                requireFloating("check_uniform_bounds", dtype);
                require(from <= to, "uniform_ expects to return a [from, to) range, but found from=" + plain(from)
                        + " > to=" + plain(to));
            }
            case RandomStream.Normal(double _, double std) -> {
                require(std >= 0, "normal expects std >= 0.0, but found std " + plain(std));
                requireFloating("normal_kernel_cpu", dtype);
            }
            case RandomStream.Integers(long from, long to) -> {
                require(from < to,
                        "random_ expects 'from' to be less than 'to', but got from=" + from + " >= to=" + to);
                requireInside(from, "from", dtype);
                requireInside(to - 1, "to - 1", dtype);
            }
            case RandomStream.Bernoulli(double p) ->
                require(p >= 0 && p <= 1, "bernoulli_ expects p to be in [0, 1], but got p=" + plain(p));
            case RandomStream.Exponential(double lambda) -> {
                require(lambda > 0, "exponential_ expects lambda > 0.0, but found lambda=" + plain(lambda));
                requireContinuous("Exponential", dtype);
            }
            case RandomStream.Cauchy(double _, double sigma) -> {
                require(sigma > 0, "cauchy_ expects sigma > 0.0, but found sigma=" + plain(sigma));
                requireContinuous("Cauchy", dtype);
            }
            case RandomStream.LogNormal(double _, double std) -> {
                require(std > 0, "log_normal_ expects std > 0.0, but found std=" + plain(std));
                requireFloating("log_normal_cpu", dtype);
            }
            case RandomStream.Geometric(double p) ->
                require(p > 0 && p < 1, "geometric_ expects p to be in (0, 1), but got p=" + plain(p));
            case RandomStream.AllIntegers _, RandomStream.BernoulliOf _, RandomStream.Permutation _ -> {}
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new ArgumentException(message);
        }
    }

    private static void requireFloating(String name, DType dtype) {
        if (!dtype.isFloatingPoint()) {
            throw new DTypeException("\"" + name + "\" not implemented for '" + dtype.scalarName() + "'");
        }
    }

    private static void requireContinuous(String distribution, DType dtype) {
        if (!dtype.isFloatingPoint()) {
            throw new DTypeException(distribution
                    + " distribution is a continuous probability distribution. dtype must be a floating point "
                    + "but you specified " + dtype.scalarName());
        }
    }

    private static void requireInside(long value, String what, DType dtype) {
        long low;
        long high;
        switch (dtype) {
            case BOOL -> {
                low = 0;
                high = 1;
            }
            case UINT8 -> {
                low = 0;
                high = 255;
            }
            case INT8, INT16, INT32 -> {
                high = (1L << dtype.size() * 8 - 1) - 1;
                low = -high - 1;
            }
            default -> {
                low = Long.MIN_VALUE;
                high = Long.MAX_VALUE;
            }
        }
        require(value >= low && value <= high, what + " is out of bounds for " + dtype.scalarName() + ": " + value);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** The filling of input 0, whose old values (a probability apart) do not matter. */
    private record Fill(String name, RandomStream stream, Generator generator) implements Op {
        @Override
        public boolean updates() {
            return true;
        }

        @Override
        public Spec[] infer(Array[] in) {
            check(stream, in[0].dtype);
            return new Spec[] {Spec.like(in[0])};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.random(stream, out[0], generator);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofSpecs(s -> Engine.zeros(s.spec(0))));
        }
    }

    /** Standard normal numbers times a deviation plus a mean. */
    private record Normal(String name, RandomStream stream, Generator generator, Spec spec, boolean oneStd)
            implements Op {
        @Override
        public Spec[] infer(Array[] in) {
            check(stream, spec.dtype());
            return new Spec[] {spec};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel == 0) {
                return;
            }
            kernels.random(stream, out[0], generator);
            Tensor drawn = Tensor.wrap(out[0]);
            if (!oneStd) {
                Pointwise.MUL.applyInPlace(drawn, Tensor.wrap(in[1]));
            }
            Pointwise.ADD.applyInPlace(drawn, Tensor.wrap(in[0]));
        }

        @Override
        public String nodeName() {
            return "NormalBackward" + name.charAt(name.length() - 1);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofSpecs(s -> Engine.zeros(s.spec(0))), Grad.ofSpecs(s -> Engine.zeros(s.spec(1))));
        }
    }
}
