package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.Embeddings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Sums, means and maxima of rows of a table, over bags of row numbers. */
final class EmbeddingBags {
    private final Tensor weight;
    private final EmbeddingBagOptions options;
    /** The row numbers in all bags, which of them are in each bag, and their factors. */
    private final Tensor rows;
    private final List<long[]> bags;
    private final @Nullable Tensor factors;

    private EmbeddingBags(Tensor weight, EmbeddingBagOptions options, Tensor rows, List<long[]> bags,
            @Nullable Tensor factors) {
        this.weight = weight;
        this.options = options;
        this.rows = rows;
        this.bags = bags;
        this.factors = factors;
    }

    static Tensor apply(Tensor input, Tensor weight, @Nullable Tensor offsets, EmbeddingBagOptions o) {
        check(input, weight, offsets, o);
        Tensor rows = input.reshape(-1).to(DType.INT64);
        long[] numbers = rows.toLongArray();
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] < 0 || numbers[i] >= weight.size(0)) {
                throw new IndexException("embedding_bag: Index " + i + " of input takes value " + numbers[i]
                        + " which is not in the valid range [0, " + weight.size(0) + ")");
            }
        }
        long padding = padding(weight, o);
        List<long[]> bags = new ArrayList<>();
        long[] starts = starts(input, offsets, o);
        for (int i = 0; i + 1 < starts.length; i++) {
            bags.add(LongStream.range(starts[i], starts[i + 1])
                    .filter(k -> numbers[(int) k] != padding).toArray());
        }
        if (o.maxNorm != null) {
            Embeddings.renormalize(weight, rows, o.maxNorm, o.normType);
        }
        Tensor factors = o.perSampleWeights == null ? null : o.perSampleWeights.reshape(-1);
        EmbeddingBags all = new EmbeddingBags(weight, o, rows, bags, factors);
        return o.mode.equals("max") ? all.max() : all.sum();
    }

    /** Where the bags begin, and where the last one ends. */
    private static long[] starts(Tensor input, @Nullable Tensor offsets, EmbeddingBagOptions o) {
        if (offsets == null) {
            long[] starts = new long[Math.toIntExact(input.size(0)) + 1];
            Arrays.setAll(starts, i -> i * input.size(1));
            return starts;
        }
        long[] given = offsets.toLongArray();
        if (o.includeLastOffset) {
            return given;
        }
        long[] starts = Arrays.copyOf(given, given.length + 1);
        starts[given.length] = input.numel();
        return starts;
    }

    private Tensor sum() {
        long[] members = bags.stream().flatMapToLong(Arrays::stream).toArray();
        long[] owners = new long[members.length];
        double[] counts = new double[bags.size()];
        int at = 0;
        for (int bag = 0; bag < bags.size(); bag++) {
            counts[bag] = Math.max(1, bags.get(bag).length);
            Arrays.fill(owners, at, at + bags.get(bag).length, bag);
            at += bags.get(bag).length;
        }
        Tensor which = Torch.tensor(members, DType.INT64);
        Tensor values = Embeddings.embedding(weight, rows.indexSelect(0, which), -1, options.scaleGradByFreq);
        if (factors != null) {
            values = values.mul(factors.indexSelect(0, which).unsqueeze(1));
        }
        Tensor zeros = Torch.zeros(weight.dtype(), bags.size(), weight.size(1));
        Tensor sums = zeros.indexAdd(0, Torch.tensor(owners, DType.INT64), values);
        return options.mode.equals("sum")
                ? sums
                : sums.div(Torch.tensor(counts, DType.FLOAT64).to(weight.dtype()).unsqueeze(1));
    }

    private Tensor max() {
        int longest = Math.max(1, bags.stream().mapToInt(bag -> bag.length).max().orElse(0));
        long[] members = new long[bags.size() * longest];
        boolean[] missing = new boolean[members.length];
        for (int bag = 0; bag < bags.size(); bag++) {
            long[] own = bags.get(bag);
            for (int k = 0; k < longest; k++) {
                missing[bag * longest + k] = k >= own.length;
                members[bag * longest + k] = k < own.length ? own[k] : 0;
            }
        }
        long features = weight.size(1);
        if (rows.numel() == 0) {
            return Torch.zeros(weight.dtype(), bags.size(), features);
        }
        Tensor picked = weight.indexSelect(0, rows.indexSelect(0, Torch.tensor(members, DType.INT64)))
                .view(bags.size(), longest, features);
        Tensor gone = Torch.tensor(missing).view(bags.size(), longest, 1);
        Tensor largest = picked.maskedFill(gone, Double.NEGATIVE_INFINITY).max(1).values();
        return largest.maskedFill(gone.all(1), 0L);
    }

    private static long padding(Tensor weight, EmbeddingBagOptions o) {
        if (o.paddingIdx == null) {
            return -1;
        }
        long count = weight.size(0);
        long padding = o.paddingIdx;
        if (padding < -count || padding >= count) {
            throw new ArgumentException("padding_idx must be within the number of embeddings, " + -count + " through "
                    + (count - 1) + ", but got " + padding);
        }
        return padding < 0 ? padding + count : padding;
    }

    private static void check(Tensor input, Tensor weight, @Nullable Tensor offsets, EmbeddingBagOptions o) {
        Tensor factors = o.perSampleWeights;
        if (factors != null && !factors.size().equals(input.size())) {
            throw new ShapeException("embedding_bag: If per_sample_weights (" + factors.size()
                    + ") is not None, then it must have the same shape as the input (" + input.size() + ")");
        }
        if (weight.dim() != 2) {
            throw new ShapeException("weight has to be a 2D Tensor, but got Tensor of dimension " + weight.dim());
        }
        if (input.dim() != 1 && input.dim() != 2) {
            throw new ShapeException("input has to be 1D or 2D Tensor, but got Tensor of dimension " + input.dim());
        }
        if (input.dim() == 2 && offsets != null) {
            throw new ShapeException(
                    "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of "
                            + "fixed length sequences. However, found offsets of size " + offsets.size());
        }
        if (input.dim() == 1 && (offsets == null || offsets.dim() != 1)) {
            throw new ShapeException(
                    "offsets has to be a 1D Tensor" + (offsets == null ? " but got None" : ""));
        }
        checkIndices(input, "indices");
        if (offsets != null) {
            checkIndices(offsets, "offsets");
            checkOffsets(offsets.toLongArray(), input.numel());
        }
        if (o.mode.equals("max") && o.scaleGradByFreq) {
            throw new ArgumentException("max mode does not support scaling the gradient by the frequency");
        }
        if (factors != null && !o.mode.equals("sum")) {
            throw new ArgumentException("embedding_bag: per_sample_weights was not None. per_sample_weights is only "
                    + "supported for mode='sum' (got mode='" + o.mode + "').");
        }
    }

    private static void checkIndices(Tensor tensor, String name) {
        if (tensor.dtype() != DType.INT64 && tensor.dtype() != DType.INT32) {
            throw new DTypeException("Expected tensor for argument #1 '" + name
                    + "' to have one of the following scalar types: Long, Int; but got torch."
                    + tensor.dtype().scalarName() + "Tensor instead (while checking arguments for embedding_bag)");
        }
    }

    private static void checkOffsets(long[] offsets, long length) {
        if (offsets.length > 0 && offsets[0] != 0) {
            throw new ArgumentException(
                    "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got "
                            + offsets[0]);
        }
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] < offsets[i - 1]) {
                throw new ArgumentException("offsets have to grow, but " + offsets[i] + " follows " + offsets[i - 1]);
            }
        }
        if (offsets.length > 0 && offsets[offsets.length - 1] > length) {
            throw new ArgumentException("offsets[-1] can not be greater than input's length " + length
                    + " but got offsets[-1] of " + offsets[offsets.length - 1]);
        }
    }
}
