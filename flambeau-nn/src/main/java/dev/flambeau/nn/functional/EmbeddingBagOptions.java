package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of {@link F#embeddingBag}. */
public final class EmbeddingBagOptions {
    String mode = "mean";
    @Nullable Double maxNorm;
    double normType = 2;
    boolean scaleGradByFreq;
    @Nullable Tensor perSampleWeights;
    boolean includeLastOffset;
    @Nullable Long paddingIdx;

    EmbeddingBagOptions() {}

    /** {@code "mean"}, {@code "sum"} or {@code "max"}. */
    public EmbeddingBagOptions mode(String value) {
        if (!Set.of("mean", "sum", "max").contains(value)) {
            throw new ArgumentException("mode has to be one of sum, mean or max");
        }
        mode = value;
        return this;
    }

    /** Rows that are longer are scaled down to this length first, in place. */
    public EmbeddingBagOptions maxNorm(double value) {
        maxNorm = value;
        return this;
    }

    /** By which norm rows are measured. */
    public EmbeddingBagOptions normType(double value) {
        normType = value;
        return this;
    }

    /** Whether a row's gradient is divided by how often it was picked. */
    public EmbeddingBagOptions scaleGradByFreq(boolean value) {
        scaleGradByFreq = value;
        return this;
    }

    /** Factors of the picked rows, of the input's size; for sums only. */
    public EmbeddingBagOptions perSampleWeights(@Nullable Tensor value) {
        perSampleWeights = value;
        return this;
    }

    /** Whether the last offset is the end of the last bag instead of the beginning of another one. */
    public EmbeddingBagOptions includeLastOffset(boolean value) {
        includeLastOffset = value;
        return this;
    }

    /** A row that counts nothing; negative ones count from the end. */
    public EmbeddingBagOptions paddingIdx(long value) {
        paddingIdx = value;
        return this;
    }
}
