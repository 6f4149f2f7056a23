package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;

/** Rows of a table picked by number, and numbers as rows of 0 and 1. */
public final class Embeddings {
    private Embeddings() {}

    /**
     * Row {@code indices[i]} of {@code weight [count, features]} for each index. The row {@code paddingIdx} (-1: none) gets no gradient;
     * {@code scaleGradByFreq} divides a row's gradient by how often it was picked.
     */
    public static Tensor embedding(Tensor weight, Tensor indices, long paddingIdx, boolean scaleGradByFreq) {
        if (weight.dim() != 2) {
            throw new ShapeException("'weight' must be 2-D");
        }
        if (indices.dtype() != DType.INT64 && indices.dtype() != DType.INT32) {
            throw new DTypeException(
                    "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
                            + "torch." + indices.dtype().scalarName()
                            + "Tensor instead (while checking arguments for embedding)");
        }
        Tensor rows = Copy.to(indices, DType.INT64);
        Positions.checkRange("embedding", rows.array(), 0, weight.size(0), 0);
        return Engine.run(new Embedding(paddingIdx, scaleGradByFreq), weight, rows);
    }

    /** As {@code torch.nn.functional.embedding}: negative {@code paddingIdx} count from the end, null is none. */
    public static Tensor embedding(Tensor weight, Tensor indices, @org.jspecify.annotations.Nullable Long paddingIdx,
            @org.jspecify.annotations.Nullable Double maxNorm, double normType, boolean scaleGradByFreq) {
        long padding = -1;
        if (paddingIdx != null) {
            long count = weight.dim() == 0 ? 0 : weight.size(0);
            if (paddingIdx < -count || paddingIdx >= count) {
                throw new ArgumentException("Padding_idx must be within num_embeddings");
            }
            padding = paddingIdx < 0 ? paddingIdx + count : paddingIdx;
        }
        if (maxNorm != null) {
            renormalize(weight, indices, maxNorm, normType);
        }
        return embedding(weight, indices, padding, scaleGradByFreq);
    }

    /** Scales those rows that are picked and longer than {@code maxNorm} down to it, in place and unseen by autograd. */
    public static void renormalize(Tensor weight, Tensor indices, double maxNorm, double normType) {
        if (weight.dim() != 2) {
            throw new ShapeException("'weight' must be 2-D");
        }
        long count = weight.size(0);
        try (GradMode _ = GradMode.set(false)) {
            for (long row : Arrays.stream(Host.longs(indices)).distinct().toArray()) {
                if (row < 0 || row >= count) {
                    throw new IndexException(
                            "embedding: index out of range in self (index " + row + " is out of bounds for dimension 0 "
                                    + "with size " + count + ")");
                }
                Tensor values = ViewOps.select(weight.detach(), 0, row);
                Array array = values.array();
                double norm = 0;
                for (long i = 0; i < array.numel; i++) {
                    double a = Math.abs(array.getDouble(i));
                    norm = Double.isInfinite(normType) ? Math.max(norm, a) : norm + Math.pow(a, normType);
                }
                norm = Double.isInfinite(normType) ? norm : Math.pow(norm, 1 / normType);
                if (norm > maxNorm) {
                    Pointwise.MUL.applyInPlace(values, Tensor.scalar(maxNorm / (norm + 1e-7)));
                }
            }
        }
    }

    /** Each number as a vector of zeros with a 1 at that place; -1 classes: as many as the largest number needs. */
    public static Tensor oneHot(Tensor x, long numClasses) {
        if (x.dtype() != DType.INT64) {
            throw new DTypeException("one_hot is only applicable to index tensor of type LongTensor.");
        }
        long[] values = Host.longs(x);
        long classes = numClasses;
        if (values.length == 0 && numClasses <= 0) {
            throw new ArgumentException("Can not infer total number of classes from empty tensor.");
        }
        long largest = -1;
        for (long value : values) {
            if (value < 0) {
                throw new IndexException("Class values must be non-negative. Got " + value);
            }
            largest = Math.max(largest, value);
        }
        if (classes == -1) {
            classes = largest + 1;
        } else if (largest >= classes) {
            throw new IndexException(
                    "Class values must be smaller than num_classes. Got " + largest + " with " + classes + " classes");
        }
        long[] sizes = Arrays.copyOf(x.array().sizes, x.dim() + 1);
        sizes[x.dim()] = classes;
        Tensor zeros = Engine.zeros(new Spec(DType.INT64, sizes));
        return Scatters.scatterValueInPlace(zeros, -1, ViewOps.unsqueeze(x, -1), Tensor.scalar(1));
    }

    private record Embedding(long paddingIdx, boolean scaleGradByFreq) implements Op {
        @Override
        public String name() {
            return "embedding";
        }

        @Override
        public Spec[] infer(Array[] in) {
            long[] sizes = Arrays.copyOf(in[1].sizes, in[1].dim() + 1);
            sizes[in[1].dim()] = in[0].sizes[1];
            return new Spec[] {new Spec(in[0].dtype, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.index(out[0], in[0], new Array[] {in[1]});
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> {
                Tensor g = s.g();
                Tensor rows = s.in(1);
                if (paddingIdx >= 0) {
                    Tensor kept = ViewOps.unsqueeze(Pointwise.NE.apply(rows, Tensor.scalar(paddingIdx)), -1);
                    g = Pointwise.WHERE.apply(kept, g, Tensor.scalar(0));
                }
                if (scaleGradByFreq) {
                    Tensor ones = Copy.to(Pointwise.EQ.apply(rows, rows), g.dtype());
                    Tensor counts = Engine.run(new Positions.Put("count", new int[] {0}, true),
                            Engine.zeros(new Spec(g.dtype(), s.spec(0).sizes()[0])), ones, rows);
                    Tensor own = Engine.run(new Positions.Index("count", 0), counts, rows);
                    g = Pointwise.DIV.apply(g, ViewOps.unsqueeze(own, -1));
                }
                Tensor zeros = Engine.zeros(new Spec(g.dtype(), s.spec(0).sizes()));
                return Engine.run(new Positions.Put("embedding_dense_backward", new int[] {0}, true), zeros, g, rows);
            }, 1));
        }
    }
}
